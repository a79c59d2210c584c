"""What debtors do of their own accord, and what people of the house do about them, drawn from a seed.

An act happens in the morning, between the plan of the day and its sending, or at the last moment: just
before a batch of messages is judged. What the books refuse is counted, and nothing follows.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Agency
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.rules.plans import Even
from cashwright.areas.collections.rules.promises import Origin
from cashwright.areas.collections.services import (
    agree_plan,
    note_promise,
    place_with_agency,
    placement_payload,
    propose_plan,
    recall_placement,
)
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.credit.policies import Tier
from cashwright.areas.credit.services import set_risk
from cashwright.areas.disputes.policies import Cause, Outcome, Reason
from cashwright.areas.disputes.policies import Origin as Way
from cashwright.areas.disputes.services import (
    Decision,
    open_dispute,
    resolve_dispute,
    withdraw_dispute,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.ports import Outgoing
from cashwright.areas.messaging.rules.inbox.mail import InboundMail
from cashwright.areas.messaging.services import (
    block_address,
    note_bounce,
    post_letter,
    release_message,
    suppress_message,
    take_inbound,
)
from cashwright.areas.messaging.services.threads import close_thread
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.policies import Channel, HoldKind, Purpose
from cashwright.areas.parties.services import (
    add_contact,
    change_contact,
    place_hold,
    state_consent,
)
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from tests import makers
from tests.makers import ANN, BOB
from tests.runs.dun.debtors import Bill, Debtor

MORNING, BETWEEN, LAST_MOMENT = "morning", "between", "last moment"
_SLOTS, _SHARES = (MORNING, BETWEEN, LAST_MOMENT), (55, 25, 20)
_EVERY = {"silent": 61, "statue": 0, "planner": 45}
"""Days between two bills of a character, 30 with others; a statue gets one bill only."""

Act = Callable[[date], None]


@dataclass(slots=True)
class Lives:
    """The debtors with what they are about to do."""

    home: LegalEntity
    debtors: list[Debtor]
    agency: Agency
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    came_back: set[UUID] = field(default_factory=set)
    shut: dict[str, date] = field(
        default_factory=dict
    )  # whose address was blocked: no fact of theirs
    _todo: dict[tuple[date, str], list[tuple[str, Act]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def happen(self, on: date, slot: str) -> None:
        """Everything that is to happen in a part of a day."""
        for name, act in self._todo.pop((on, slot), ()):
            try:
                act(on)
            except Refusal as refusal:
                self.refused[f"{name}: {refusal.code}"] += 1
            else:
                self.done[name] += 1

    def plan(self, name: str, on: date, act: Act, of: Debtor, slot: str = "") -> None:
        """Let something happen on a day, at any part of it unless told."""
        slot = slot or of.random.choices(_SLOTS, _SHARES)[0]
        self._todo[on, slot].append((name, act))

    # The morning: bills come, and what follows from them is decided.

    def live(self, on: date) -> None:
        """Every debtor's morning."""
        self._keep_house(on)
        for of in self.debtors:
            every = _EVERY.get(of.character, 30)
            if self._is_billed(of, on, every):
                self.plan("bill", on, partial(self._bill, of), of, MORNING)
        self.happen(on, MORNING)

    def _is_billed(self, of: Debtor, on: date, every: int) -> bool:
        if not every:
            return not of.bills
        phase = of.number * 7 % every
        return (on.toordinal() + phase) % every == 0 or (not of.bills and phase % 3 == 0)

    def begin(self, on: date) -> None:
        """Most debtors have an older bill when the year begins."""
        older = [
            (of.random.randint(12, 40), of.number)
            for of in self.debtors
            if _EVERY.get(of.character, 30) and (of.number < 10 or of.random.random() < 0.75)
        ]
        for days, number in sorted(older, reverse=True):
            self._bill(self.debtors[number], on - timedelta(days=days))

    def _bill(self, of: Debtor, on: date) -> None:
        due_on = on + timedelta(days=of.random.choice((10, 14, 21, 30)))
        minor = of.random.randint(50_00, 3_000_00)
        made = makers.invoice(of.customer, minor, issued_on=on, due_on=due_on)
        bill = Bill(made.pk, on, due_on, made.total_minor)
        of.bills.append(bill)
        self._meet(of, bill)

    def _meet(self, of: Debtor, bill: Bill) -> None:
        """What a debtor makes of a new bill."""
        days = partial(of.random.randint)
        late = {"prompt": (-4, 2), "slow": (4, 50), "writer": (15, 60), "bouncer": (20, 90)}
        if of.character in late:
            self._pay_in(of, bill, days(*late[of.character]))
        if of.character == "leaver":
            self._pay_in(of, bill, days(20, 80))
            self.plan(
                "leave", bill.due_on + timedelta(days=days(2, 20)), partial(self._leave, of), of
            )
        if of.character == "part":
            share = of.random.uniform(0.2, 0.8)
            self._pay_in(of, bill, days(0, 12), share)
            self._pay_in(of, bill, days(20, 55))
        if of.character == "disputer" and of.random.random() < 0.5:
            on = bill.due_on + timedelta(days=days(-8, 12))
            self.plan("dispute", on, partial(self._dispute, of, bill), of)
        if of.character == "planner":
            on = bill.due_on + timedelta(days=days(12, 35))
            self.plan("plan", on, partial(self._agree, of), of)
        if of.character == "silent" and of.random.random() < 0.6:
            on = bill.due_on + timedelta(days=days(65, 90))
            self.plan("place", on, partial(self._place, of), of)

    def _pay_in(self, of: Debtor, bill: Bill, days: int, share: float = 1.0) -> None:
        on = max(bill.due_on + timedelta(days=days), bill.issued_on + timedelta(days=1))
        self.plan("pay", on, partial(self._pay, of, bill, share), of)

    def _pay(self, of: Debtor, bill: Bill, share: float, on: date) -> None:
        left = Invoice.objects.get(pk=bill.invoice_id).balance_minor
        if left <= 0:
            return
        minor = max(1, min(left, int(bill.total_minor * share)))
        paid = makers.payment(of.customer, minor, on=on)
        part = Part(bill.invoice_id, minor)
        apply(source_kind=SourceKind.PAYMENT, source_id=paid.pk, parts=[part], on=on, by=ANN)

    # What they do about a message.

    def read(self, of: Debtor, message: Outgoing, on: date) -> None:
        """A message arrived: what a debtor makes of it in the coming days."""
        soon = on + timedelta(days=of.random.randint(1, 3))
        bill = self._oldest(of, on)
        if bill is None or of.character == "statue":
            return
        chance = of.random.random()
        if of.character == "reactive" and chance < 0.6:
            self.plan("pay", soon, partial(self._pay, of, bill, 1.0), of)
        elif of.character == "promiser" and chance < 0.5:
            self.plan("promise", soon, partial(self._promise, of, bill), of)
        elif of.character == "disputer" and chance < 0.3:
            self.plan("dispute", soon, partial(self._dispute, of, bill), of)
        elif of.character in ("writer", "leaver", "promiser") and chance < 0.7:
            self.plan("write", soon, partial(self._write, of, message.public_id), of)
        elif of.character == "bouncer" and chance < 0.3:
            self.plan("bounce", soon, partial(self._bounce, message), of)
        elif chance > 0.97:
            self.plan("hold", soon, partial(self._hold, of), of)

    def interrupt(self, on: date) -> None:
        """While reminders wait to be sent, some of those they are about act."""
        by_pk = {of.pk: of for of in self.debtors}
        waiting = Message.objects.filter(entity=self.home, state="queued", purpose="reminders")
        for message in waiting.order_by("pk"):
            of = by_pk[message.customer_id]
            bill = self._oldest(of, on + timedelta(days=10))
            if of.character == "statue" or bill is None or of.random.random() > 0.25:
                continue
            acts: dict[str, Act] = {
                "pay": partial(self._pay, of, bill, 1.0), "promise": partial(self._promise, of, bill),
                "dispute": partial(self._dispute, of, bill), "hold": partial(self._hold, of),
                "write": partial(self._write, of, message.public_id),
            }  # fmt: skip
            name = of.random.choice(("pay", "pay", "promise", "dispute", "write", "hold"))
            self.plan(name, on, acts[name], of, of.random.choice((BETWEEN, LAST_MOMENT)))

    def _oldest(self, of: Debtor, on: date) -> Bill | None:
        ids = [bill.invoice_id for bill in of.bills]
        left = set(
            Invoice.objects.filter(pk__in=ids, balance_minor__gt=0).values_list("pk", flat=True)
        )
        return next(
            (bill for bill in of.bills if bill.invoice_id in left and bill.due_on <= on), None
        )

    def _promise(self, of: Debtor, bill: Bill, on: date) -> None:
        left = Invoice.objects.get(pk=bill.invoice_id).balance_minor
        due_on = on + timedelta(days=of.random.randint(1, 9))
        if left <= 0:
            return
        note_promise(
            customer_id=of.pk, currency=of.customer.currency, amount_minor=left, due_on=due_on, on=on,
            origin=Origin.CALL, by=ANN, invoice_ids=[bill.invoice_id],
        )  # fmt: skip
        chance = of.random.random()
        if chance < 0.7:
            share = 1.0 if chance < 0.55 else 0.4
            self.plan("pay", due_on, partial(self._pay, of, bill, share), of)

    def _dispute(self, of: Debtor, bill: Bill, on: date) -> None:
        left = Invoice.objects.get(pk=bill.invoice_id).balance_minor
        if left <= 0:
            return
        minor = left if of.random.random() < 0.5 else max(1, left // 3)
        case = open_dispute(
            invoice_id=bill.invoice_id, reason=Reason.OTHER, amount_minor=minor, on=on,
            origin=Way.CONSOLE, facts={"description": "the seats were never used"}, by=ANN,
        )  # fmt: skip
        ends = on + timedelta(days=of.random.randint(3, 25))
        self.plan("resolve", ends, partial(self._resolve, of, case.pk), of)
        self._pay_in(of, bill, (ends - bill.due_on).days + of.random.randint(2, 20))

    def _resolve(self, of: Debtor, case_id: UUID, on: date) -> None:
        chance = of.random.random()
        if chance < 0.3:
            withdraw_dispute(dispute_id=case_id, note="They found them.", on=on, by=ANN)
            return
        outcome = Outcome.ACCEPT if chance < 0.5 else Outcome.REJECT
        decision = Decision(outcome=outcome, cause=Cause.CUSTOMER_MISTAKEN, note="We checked it.")
        resolve_dispute(dispute_id=case_id, decision=decision, on=on, by=ANN)

    def _agree(self, of: Debtor, on: date) -> None:
        ids = [bill.invoice_id for bill in of.bills if bill.due_on < on]
        late = list(Invoice.objects.filter(pk__in=ids, balance_minor__gt=0))
        if not late:
            return
        first_on = on + timedelta(days=5)
        made = propose_plan(
            customer_id=of.pk, currency=of.customer.currency, invoice_ids=[one.pk for one in late],
            instalments=Even(3, first_on), on=on, by=ANN,
        )  # fmt: skip
        agree_plan(plan_id=made.pk, on=on, by=ANN)
        keeps = of.random.random() < 0.6
        for number, bill in enumerate(b for b in of.bills if b.invoice_id in {o.pk for o in late}):
            if keeps or number == 0:
                self.plan("pay", first_on, partial(self._pay, of, bill, 1.0), of, MORNING)

    def _place(self, of: Debtor, on: date) -> None:
        ids = [bill.invoice_id for bill in of.bills if bill.due_on < on - timedelta(days=30)]
        open_ = list(
            Invoice.objects.filter(pk__in=ids, balance_minor__gt=0).values_list("pk", flat=True)
        )
        currency, why = of.customer.currency, "long late"
        if not open_:
            return
        asked = request_approval(
            entity_id=self.home.pk, kind=PLACEMENT, document_id=of.pk, customer_id=of.pk, by=ANN,
            payload=placement_payload(of.pk, self.agency.pk, currency, why, open_), reason=why,
        )  # fmt: skip
        decide_approval(approval_id=asked.pk, approve=True, by=BOB)
        placed = place_with_agency(
            customer_id=of.pk, agency_id=self.agency.pk, currency=currency, reason=why, on=on, by=ANN,
            invoice_ids=open_, approval_id=asked.pk,
        )  # fmt: skip
        if of.random.random() < 0.5:
            back_on = on + timedelta(days=of.random.randint(20, 60))
            self.plan("recall", back_on, partial(self._recall, placed.pk), of)

    def _recall(self, placement_id: UUID, on: date) -> None:
        recall_placement(placement_id=placement_id, on=on, by=ANN, reason="we try again")

    def _write(self, of: Debtor, public_id: str, on: date) -> None:
        of.says += 1
        mail = InboundMail(
            message_id=f"{of.says}.{of.pk}@buyer.example", from_address=f"ap@{of.pk}.example",
            subject="Re: your reminder", reply_text="We look at it and come back to you.",
            body_text="We look at it and come back to you.",
            answers=(f"{public_id}@house.example",),
        )  # fmt: skip
        taken = take_inbound(mail, entity_id=self.home.pk, by=ANN)
        assert taken is not None
        if of.random.random() < 0.7:
            later = on + timedelta(days=of.random.randint(1, 5))
            self.plan("answer", later, partial(self._close, taken.thread_id), of)

    def _close(self, thread_id: UUID, on: date) -> None:
        close_thread(thread_id=thread_id, by=ANN)

    def _bounce(self, message: Outgoing, on: date) -> None:
        note_bounce(message_id=_id(message), status="5.1.1", by=ANN)
        self.came_back.add(_id(message))

    def _leave(self, of: Debtor, on: date) -> None:
        if not of.contacts:
            return
        contact, chance = of.contacts[0], of.random.random()
        if chance < 0.35:
            state_consent(
                contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.REMINDERS,
                is_given=False, stated_at=now(), proof="a mail", by=ANN,
            )  # fmt: skip
        elif chance < 0.7:
            change_contact(contact_id=contact.pk, changes={"is_active": False}, by=ANN)
            card = {"email": f"new{of.says}.{of.customer.account_no}@buyer.example".lower()}
            of.contacts = [add_contact(customer_id=of.pk, name="New", card=card, by=ANN)]
        else:
            block_address(
                entity_id=self.home.pk, channel=Channel.EMAIL, address=contact.email,
                reason=BlockReason.OPT_OUT, by=ANN,
            )  # fmt: skip
            self.shut[str(of.pk)] = on

    def _hold(self, of: Debtor, on: date) -> None:
        days = of.random.randint(2, 20)
        place_hold(
            customer_id=of.pk, kind=HoldKind.DUNNING, reason="talks", from_on=on, by=ANN,
            until_on=on + timedelta(days=days),
        )  # fmt: skip

    # What people of the house do in the morning.

    def _keep_house(self, on: date) -> None:
        by_pk = {of.pk: of for of in self.debtors}
        for message in Message.objects.filter(entity=self.home, state="held").order_by("pk"):
            of = by_pk[message.customer_id]
            if message.reason == "to_post":
                self.plan("post", on, partial(self._post, message.pk), of, MORNING)
            elif of.random.random() < 0.35:
                act = suppress_message if of.random.random() < 0.1 else release_message
                self.plan(act.__name__, on, partial(self._let, act, message.pk), of)
        of = self.debtors[on.toordinal() % len(self.debtors)]
        if of.random.random() < 0.3:
            self.plan("rate", on, partial(self._rate, of), of)

    def _post(self, message_id: UUID, on: date) -> None:
        post_letter(message_id=message_id, at=now(), by=ANN)

    def _let(self, act: Callable[..., Message], message_id: UUID, on: date) -> None:
        more = {"reason": "not now"} if act is suppress_message else {}
        act(message_id=message_id, by=ANN, **more)

    def _rate(self, of: Debtor, on: date) -> None:
        tier = of.random.choice(list(Tier))
        until_on = on + timedelta(days=of.random.randint(5, 40))
        set_risk(customer_id=of.pk, tier=tier, until_on=until_on, reason="a visit", on=on, by=ANN)


def _id(message: Outgoing) -> UUID:
    return parse_public_id(Message.PREFIX, message.public_id)


def at_of(on: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day, UTC."""
    return datetime.combine(on, time(hour, minute), UTC)
