"""What a request would change, as words people read: before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import GRANT_ROLE, ROLES, Role
from cashwright.areas.access.queries import people_day, rights
from cashwright.areas.access.rules import RoleAsked, duties_of
from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.policies import MATCH_LINE, TRANSFER_LINES
from cashwright.areas.collections.models import Agency
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.policies.trials import TRIAL, trial_of
from cashwright.areas.collections.queries import send_time
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import (
    CREDIT_NOTE,
    PAYMENT_PLAN,
    REFUND,
    SET_POLICY,
    WRITE_OFF,
)
from cashwright.areas.controls.proposing import PolicyAsked
from cashwright.areas.invoicing.models import CreditNote, Invoice, InvoiceLine
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.periods import REOPEN
from cashwright.areas.messaging.policies import ERASE_PERSON, PUBLISH_TEXT
from cashwright.areas.messaging.policies.hours import SEND_TIME, send_time_of
from cashwright.areas.messaging.queries import erasure_of, shipped, versions_of
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.parties.models import Contact, Customer, LegalEntity, Portfolio
from cashwright.areas.payments.models import Payment
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.books.differences import Line, differing
from cashwright.surfaces.console.books.trials import arm_words, hours_words, step_words
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.laddering.asked import proposal_of


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the diff; `before` is empty for what is new."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a request is about: the document with its address, its day, and what would change."""

    document: str
    url: str
    on: str
    changes: list[Change]


def told(approval: Approval) -> Told:
    """The frozen payload in words, against the books as they stand now."""
    by_kind = {
        WRITE_OFF: _write_off, CREDIT_NOTE: _credit, REFUND: _refund, REOPEN: _reopen,
        GRANT_ROLE: _grant_role, ERASE_PERSON: _erase, MATCH_LINE: _match_line, TRANSFER_LINES: _transfer,
        PLACEMENT: _placement, SET_POLICY: _policy, PUBLISH_TEXT: _text, PAYMENT_PLAN: _plan,
    }  # fmt: skip
    teller = by_kind.get(approval.kind)
    return teller(approval) if teller else Told("", "", "", _plain(approval))


def _plain(approval: Approval) -> list[Change]:
    return [Change(str(key), "", str(value)) for key, value in sorted(approval.payload.items())]


def _money(minor: int, approval: Approval) -> str:
    return f"{money_text(minor, approval.currency)} {approval.currency}"


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text))


def _balance(approval: Approval, invoice: Invoice, minor: int) -> Change:
    left = max(invoice.balance_minor - minor, 0)
    return Change(
        f"Balance of {invoice.document_no}", _money(invoice.balance_minor, approval),
        _money(left, approval),
    )  # fmt: skip


def _invoice(payload_id: str) -> tuple[Invoice, str]:
    invoice = Invoice.objects.get(pk=UUID(payload_id))
    return invoice, reverse("console:invoice", args=[invoice.public_id])


def _write_off(approval: Approval) -> Told:
    asked = approval.payload
    invoice, url = _invoice(asked["invoice_id"])
    changes = [
        _balance(approval, invoice, asked["amount_minor"]),
        Change("Bad debt expense", "", f"+ {_money(asked['amount_minor'], approval)}"),
    ]
    return Told(f"Invoice {invoice.document_no}", url, _day(asked["on"]), changes)


def _credit(approval: Approval) -> Told:
    asked = approval.payload
    if not asked["invoice_id"]:
        return _credit_on_account(approval)
    invoice, url = _invoice(asked["invoice_id"])
    changes = [_balance(approval, invoice, asked["total_minor"])]
    lines = {
        str(no): (text, net)
        for no, text, net in InvoiceLine.objects.filter(invoice_id=invoice.pk).values_list(
            "line_no", "description", "net_minor"
        )
    }
    for no, net in asked["net_by_line"].items():
        text, whole = lines[no]
        changes.append(
            Change(f"Line {no}, {text}", _money(whole, approval), f"− {_money(net, approval)} net")
        )
    return Told(f"Invoice {invoice.document_no}", url, _day(asked["issued_on"]), changes)


def _credit_on_account(approval: Approval) -> Told:
    asked = approval.payload
    customer = Customer.objects.get(pk=UUID(asked["customer_id"]))
    changes = [
        Change("Credit on account", "", f"+ {_money(asked['total_minor'], approval)}"),
        *(
            Change(line["description"], "", f"{_money(line['net_minor'], approval)} net")
            for line in asked["lines"]
        ),
    ]
    url = reverse("console:customer", args=[customer.public_id])
    return Told(customer.name, url, _day(asked["issued_on"]), changes)


def _refund(approval: Approval) -> Told:
    asked = approval.payload
    key = UUID(asked["source_id"])
    source: Payment | CreditNote
    if asked["source_kind"] == "payment":
        source = Payment.objects.get(pk=key)
        name, url = f"Payment of {day_text(source.received_on)}", "console:payment"
    else:
        source = CreditNote.objects.get(pk=key)
        name, url = f"Credit note {source.document_no}", "console:credit_note"
    left = max(source.unapplied_minor - asked["amount_minor"], 0)
    changes = [
        Change("Unapplied", _money(source.unapplied_minor, approval), _money(left, approval)),
        Change("Bank", "", f"− {_money(asked['amount_minor'], approval)}"),
    ]
    address = reverse(url, args=[public_id(source.PREFIX, source.pk)])
    return Told(name, address, _day(asked["on"]), changes)


def _plan(approval: Approval) -> Told:
    asked = approval.payload
    url = reverse("console:plan", args=[public_id("ppl", UUID(asked["plan_id"]))])
    parts = [Change(_day(day), "", _money(minor, approval)) for day, minor in asked["instalments"]]
    changes = [
        Change("Reminders of its invoices", "go on", "pause while it is kept"), *parts,
    ]  # fmt: skip
    return Told("Payment plan", url, "", changes)


def _placement(approval: Approval) -> Told:
    """Which claims would go to which agency, and what it keeps of what it recovers."""
    asked = approval.payload
    customer = Customer.objects.get(pk=UUID(asked["customer_id"]))
    agency = Agency.objects.get(pk=UUID(asked["agency_id"]))
    invoices = Invoice.objects.filter(pk__in=[UUID(pk) for pk in asked["invoice_ids"]])
    whole, part = divmod(agency.fee_bp, 100)
    changes = [
        Change("Agency", "", f"{agency.name}, keeps {whole}.{part:02d} %"),
        *(
            Change(f"Claim {row.document_no}, due {day_text(row.due_on)}", "with us",
                   f"with the agency, {_money(row.balance_minor, approval)}")
            for row in invoices.order_by("due_on", "pk")
        ),
    ]  # fmt: skip
    url = reverse("console:customer", args=[customer.public_id])
    return Told(customer.name, url, "", changes)


def _policy(approval: Approval) -> Told:
    """How customers are to be reminded from then on."""
    asked = PolicyAsked.of_payload(approval.payload)
    if asked.policy.startswith(f"{TRIAL}."):
        return _trial(asked)
    if asked.policy == SEND_TIME:
        return _send_time(asked)
    told = proposal_of(asked, public_id(Approval.PREFIX, approval.pk))
    changes = [Change(one.what, one.before, one.after) for one in told.changes]
    return Told(told.title, told.url, day_text(asked.valid_from), changes)


def _send_time(asked: PolicyAsked) -> Told:
    """Whether and how hours are learned from then on."""
    entity = LegalEntity.objects.get(pk=asked.entity_id)
    before = hours_words(send_time(entity.pk, asked.valid_from))
    changes = [Change("The hour of reminders", before, hours_words(send_time_of(asked.value)))]
    url = f"{reverse('console:what_works')}?{urlencode({'of': entity.code})}"
    return Told("The hour of reminders", url, day_text(asked.valid_from), changes)


def _trial(asked: PolicyAsked) -> Told:
    """What is to be tried, on whom, and how it ends."""
    trial = trial_of(asked.value)
    arms = ", ".join(arm_words(arm) for arm in trial.arms)
    share = f"{trial.holdout_bp // 100} % of customers hear nothing at this step"
    until = day_text(trial.until_on) if trial.until_on else "somebody ends it"
    changes = [
        Change("Tried", "", f"{trial.title}: {step_words(trial)}"), Change("Ways", "", arms),
        Change("Held out", "", share), Change("Until", "", until),
    ]  # fmt: skip
    entity = LegalEntity.objects.get(pk=asked.entity_id)
    url = f"{reverse('console:what_works')}?{urlencode({'of': entity.code})}"
    return Told(trial.title, url, day_text(asked.valid_from), changes)


def _transfer(approval: Approval) -> Told:
    """From which account of ours to which."""
    asked = approval.payload
    out, came = (
        BankLine.objects.select_related("bank_account").get(pk=UUID(asked[name]))
        for name in ("out_line_id", "in_line_id")
    )
    minor = asked["amount_minor"]
    changes = [
        Change(f"Left {out.bank_account.name}", "", f"{day_text(out.booked_on)}, {_money(-minor, approval)}"),
        Change(f"Came to {came.bank_account.name}", "", f"{day_text(came.booked_on)}, {_money(minor, approval)}"),
    ]  # fmt: skip
    url = reverse("console:bank_line", args=[out.public_id])
    return Told("Transfer between our accounts", url, "", changes)


def _match_line(approval: Approval) -> Told:
    """Where the money of a bank line would go."""
    asked = approval.payload
    line = BankLine.objects.get(pk=UUID(asked["line_id"]))
    payer = Customer.objects.get(pk=UUID(asked["customer_id"]))
    changes = [Change("Whose money it is", "", f"{payer.name} ({payer.account_no})")]
    for invoice_id, minor in asked["parts"]:
        changes.append(_balance(approval, _invoice(invoice_id)[0], minor))
    for note_id, minor in asked["credits"]:
        note = CreditNote.objects.get(pk=UUID(note_id))
        left = _money(max(note.unapplied_minor - minor, 0), approval)
        changes.append(
            Change(f"Left of {note.document_no}", _money(note.unapplied_minor, approval), left)
        )
    if asked["shortfall"]:
        kind, invoice_id, minor = asked["shortfall"]
        number = _invoice(invoice_id)[0].document_no
        words = str(kind).replace("_", " ")
        changes.append(Change(f"Cleared of {number} ({words})", "", _money(minor, approval)))
    used = sum(minor for _, minor in asked["parts"]) - sum(minor for _, minor in asked["credits"])
    if line.amount_minor > used:
        changes.append(Change("Stays on account", "", _money(line.amount_minor - used, approval)))
    url = reverse("console:bank_line", args=[line.public_id])
    return Told(
        f"Bank line of {line.payer_name or 'nobody named'}", url, _day(str(line.booked_on)), changes
    )


def _reopen(approval: Approval) -> Told:
    period = Period.objects.get(pk=UUID(approval.payload["period_id"]))
    name = f"{period.starts_on:%B %Y}"
    return Told(name, reverse("console:periods"), "", [Change(name, period.state, "open")])


def _grant_role(approval: Approval) -> Told:
    asked = RoleAsked.of_payload(approval.payload)
    person = User.objects.get(pk=asked.user_id)
    held = sorted({grant.role for grant in rights(person).grants})
    card = ROLES[asked.role]
    duties = [duty.replace("_", " ") for duty in sorted(duties_of([asked.role]))]
    changes = [
        Change(f"Roles of {person}", _titles(held), _titles([*held, asked.role])),
        Change(f"What a {card.title} does", "", card.purpose),
        Change("Duties that come with it", "", ", ".join(duties)),
        Change("For", "", _where(asked)),
        Change("Until", "", day_text(asked.until_on) if asked.until_on else "without an end"),
    ]
    if asked.compensating_control:
        changes.append(Change("Watched instead", "", asked.compensating_control))
    url = reverse("console:person", args=[person.public_id])
    return Told(str(person), url, day_text(max(asked.from_on, people_day())), changes)


def _erase(approval: Approval) -> Told:
    """By number, not by name: some who read requests may not know who works at customers."""
    contact = Contact.objects.select_related("customer").get(
        pk=UUID(approval.payload["contact_id"])
    )
    on = date.fromisoformat(approval.payload["on"])
    changes = [
        Change("Name, e-mail, phone, proofs of consent", "", "erased for good"),
        Change("Messages that may go", "", f"{len(erasure_of(contact, on).free)} erased"),
        Change("Invoices, payments, the journal", "", "as they are"),
    ]
    url = f"{reverse('console:customer', args=[contact.customer.public_id])}?part=contacts"
    return Told(f"{contact.public_id} at {contact.customer}", url, day_text(on), changes)


def _text(approval: Approval) -> Told:
    """What a text for customers would say instead, each changed passage beside the new one."""
    asked = TextProposal.of_payload(approval.payload)
    whose = {"segment": asked.segment, "tone": asked.tone, "variant": asked.variant}
    row = versions_of(asked.key, asked.language, **whose).first()
    house = shipped().get((asked.key, asked.language))
    before = row or house
    subject, body = (before.subject, before.body) if before else ("", "")
    changes = [
        *passages("Subject", subject, asked.subject), *passages("Text", body, asked.body),
        *passages("Design", row.mjml if row else "", asked.mjml),
    ]  # fmt: skip
    url = f"{reverse('console:text', args=[asked.key, asked.language])}?{urlencode(whose)}"
    return Told(f"{asked.card.title}, {asked.language}", url, "", changes)


def passages(what: str, before: str, after: str) -> list[Change]:
    """Each passage that changes, as it is and as it would be."""
    told: list[Change] = []
    went: list[str] = []
    came: list[str] = []
    for line in [*differing(before, after), Line("", "")]:
        if line.sign:
            (came if line.sign == "+" else went).append(line.text)
        elif went or came:
            told.append(Change(what, "\n".join(went), "\n".join(came) or "–"))
            went, came = [], []
    return told


def _titles(roles: list[Role]) -> str:
    return ", ".join(ROLES[role].title for role in dict.fromkeys(roles))


def _where(asked: RoleAsked) -> str:
    entity, folio = "All companies", "all customers"
    if asked.entity_id:
        entity = LegalEntity.objects.get(pk=asked.entity_id).name
    if asked.portfolio_id:
        folio = Portfolio.objects.get(pk=asked.portfolio_id).name
    return f"{entity}, {folio}"
