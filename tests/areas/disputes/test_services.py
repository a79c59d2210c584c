"""A case from opening to decision: what it holds, who hears what, what the books say."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.queries import dunning
from cashwright.areas.controls.models import Approval, Fact, Task
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, set_policy
from cashwright.areas.disputes.models import Dispute, DisputeWord
from cashwright.areas.disputes.policies import (
    CLOCKS,
    ROUTING,
    Cause,
    Department,
    EvidenceKind,
    Origin,
    Outcome,
    Reason,
)
from cashwright.areas.disputes.queries import (
    checklist_of,
    found_causes,
    held_minor,
    late_steps,
    not_told,
    steps_of,
)
from cashwright.areas.disputes.refusals import (
    BadOutcome,
    CaseIncomplete,
    DecisionWaits,
    DisputedBefore,
    DisputeExceeds,
    EvidenceThere,
    EvidenceTooLarge,
    EvidenceUnreadable,
    NothingToDispute,
    NotUpdatable,
)
from cashwright.areas.disputes.services import (
    Decision,
    add_evidence,
    ask_about_late,
    ask_decision,
    hear_from_customer,
    move_dispute,
    note_facts,
    note_inside,
    open_dispute,
    resolve_dispute,
    say_to_customer,
    show_dispute,
    update_customers,
    waive_part,
    withdraw_dispute,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, now, running_on
from cashwright.kernel.refusals import BadInput, NotAllowedNow
from cashwright.project.reacting import react
from cashwright.runs.verify import verify
from tests import makers
from tests.makers import ANN, BOB, JAN_5, JAN_20, bob_decides, line, some_id

pytestmark = pytest.mark.django_db
JAN_8, JAN_12, JAN_15 = date(2026, 1, 8), date(2026, 1, 12), date(2026, 1, 15)
OTHER = {"description": "the seats were never used"}


@pytest.fixture
def buyer() -> Customer:
    return makers.customer(makers.entity())


def opened(invoice: Invoice, minor: int, on: date = JAN_8, **more: Any) -> Dispute:
    given: dict[str, Any] = {
        "reason": Reason.OTHER, "origin": Origin.CONSOLE, "facts": OTHER, "by": ANN, **more,
    }  # fmt: skip
    with running_on(noon_utc(on)):
        return open_dispute(invoice_id=invoice.pk, amount_minor=minor, on=on, **given)


def decided(outcome: Outcome, minor: int | None = None) -> Decision:
    return Decision(
        outcome=outcome, cause=Cause.PRICE_SETUP, note="We checked it.", credit_minor=minor
    )


def resolved(
    case: Dispute, outcome: Outcome, minor: int | None = None, on: date = JAN_15
) -> Dispute:
    return resolve_dispute(dispute_id=case.pk, decision=decided(outcome, minor), on=on, by=ANN)


def held(of: Customer, on: date) -> dict[str, int]:
    frame = held_minor(of.entity_id, on)
    return dict(frame.iter_rows())


def whole() -> bool:
    assert [(r.name, r.named) for r in verify().broken] == []
    return True


def test_a_case_holds_its_part_alone_from_its_first_day_until_it_is_closed(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 100_00)
    case = opened(invoice, 30_00)
    assert case.dispute_no == "DSP-2026-000001"
    assert (case.state, case.department) == ("new", "receivables")
    resolved(case, Outcome.REJECT)
    assert held(buyer, JAN_8 - timedelta(days=1)) == {}
    assert held(buyer, JAN_8) == {str(invoice.pk): 30_00}
    assert held(buyer, JAN_15 - timedelta(days=1)) == {str(invoice.pk): 30_00}
    assert held(buyer, JAN_15) == {}
    assert held_minor(buyer.entity_id, JAN_8, [some_id()]).is_empty()
    assert whole()


def test_what_is_held_is_never_more_than_what_was_open_on_the_day(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 100_00)
    opened(invoice, 80_00)
    paid = makers.payment(buyer, 90_00, on=JAN_12)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=paid.pk, on=JAN_12, by=ANN,
        parts=[Part(invoice.pk, 90_00)],
    )  # fmt: skip
    assert held(buyer, JAN_8) == {str(invoice.pk): 80_00}
    assert held(buyer, JAN_12) == {str(invoice.pk): 10_00}


def test_reminding_asks_for_the_rest_and_for_all_once_it_is_decided(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 100_00, due_on=JAN_5)
    case = opened(invoice, 30_00)
    assert _reminded_of(buyer, JAN_12) == (100_00, 30_00)
    resolved(case, Outcome.REJECT)
    assert _reminded_of(buyer, JAN_12) == (100_00, 30_00)  # as it was on that day
    assert _reminded_of(buyer, JAN_20) == (100_00, 0)


def _reminded_of(of: Customer, on: date) -> tuple[int, int]:
    row = dunning.known(of.entity_id, on).items.row(0, named=True)
    return row["balance_minor"], row["held_minor"]


def test_no_more_is_disputed_than_is_open_and_not_disputed_yet(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 100_00)
    opened(invoice, 60_00)
    with pytest.raises(DisputeExceeds) as refused:
        opened(invoice, 40_01)
    assert refused.value.facts["left_minor"] == 40_00
    second = opened(invoice, 40_00)
    assert second.dispute_no == "DSP-2026-000002"
    with pytest.raises(NothingToDispute):
        opened(invoice, 1)
    with pytest.raises(NothingToDispute):
        opened(makers.draft(buyer), 1)
    with pytest.raises(BadInput):
        opened(makers.invoice(buyer), 0)
    assert held(buyer, JAN_8) == {str(invoice.pk): 100_00}
    assert whole()


def test_lines_are_those_of_the_invoice_and_within_the_amount(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, [line(60_00), line(40_00)])
    for lines in ([(3, 1)], [(1, 1), (1, 1)], [(1, 0)], [(1, 50_00), (2, 1)]):
        with pytest.raises(BadInput):
            opened(invoice, 50_00, lines=lines)
    case = opened(invoice, 50_00, lines=[(2, 40_00)])
    assert list(case.lines.values_list("line_no", "amount_minor")) == [(2, 40_00)]


def test_one_mail_opens_one_case_an_invoice(buyer: Customer) -> None:
    first, second, mail = makers.invoice(buyer), makers.invoice(buyer), some_id()
    opened(first, 10_00, source_id=mail, origin=Origin.INBOX)
    with pytest.raises(DisputedBefore):
        opened(first, 10_00, source_id=mail, origin=Origin.INBOX)
    opened(second, 10_00, source_id=mail, origin=Origin.INBOX)
    assert Dispute.objects.count() == 2


def test_a_case_that_began_earlier_is_numbered_as_it_comes(buyer: Customer) -> None:
    invoice = makers.invoice(buyer)
    opened(invoice, 10_00, on=JAN_15)
    late = opened(invoice, 10_00, on=JAN_8)
    assert (late.dispute_no, late.opened_on) == ("DSP-2026-000002", JAN_8)
    assert whole()


def test_the_customer_hears_at_once_that_we_have_it(buyer: Customer) -> None:
    person = add_contact(
        customer_id=buyer.pk, name="Jo", card={"email": "jo@buyer.example"}, by=ANN
    )
    case = opened(makers.invoice(buyer), 30_00, contact_id=person.pk)
    mail = Message.objects.get()
    assert mail.to_address == "jo@buyer.example"
    assert case.dispute_no in mail.subject
    assert "30.00 EUR" in mail.body_text
    assert "70.00 EUR" in mail.body_text
    assert Dispute.objects.get().told_on == JAN_8


def test_a_hidden_case_tells_nobody_anything(buyer: Customer) -> None:
    case = opened(makers.invoice(buyer), 30_00, is_shown=False)
    assert not DisputeWord.objects.exists()
    with pytest.raises(NotUpdatable):
        say_to_customer(dispute_id=case.pk, text="Hello", on=JAN_12, by=ANN)
    assert not not_told(buyer.entity_id, JAN_20, 7).exists()
    show_dispute(dispute_id=case.pk, is_shown=True, on=JAN_12, by=ANN)
    say_to_customer(dispute_id=case.pk, text="Hello", on=JAN_12, by=ANN)


def test_no_open_case_is_older_than_a_week_without_a_word_to_the_customer(buyer: Customer) -> None:
    opened(makers.invoice(buyer), 30_00)
    day = JAN_8
    for _ in range(30):
        day += timedelta(days=1)
        update_customers(entity_id=buyer.entity_id, on=day, by=ANN)
        assert not not_told(buyer.entity_id, day, 7).exists()
    told = DisputeWord.objects.filter(occasion="update").order_by("said_on")
    assert [word.said_on for word in told] == [JAN_8 + timedelta(days=n) for n in (7, 14, 21, 28)]
    assert update_customers(entity_id=buyer.entity_id, on=day, by=ANN) == 0


def test_when_the_customer_answers_the_case_goes_on(buyer: Customer) -> None:
    case = opened(makers.invoice(buyer), 30_00)
    with running_on(noon_utc(JAN_12)):
        move_dispute(dispute_id=case.pk, move="ask_customer", on=JAN_12, by=ANN)
    case.refresh_from_db()
    assert case.due_at is None
    mail = some_id()
    for _ in range(2):
        hear_from_customer(
            dispute_id=case.pk, text="Here it is.", on=JAN_12, by=ANN, source_id=mail
        )
    case.refresh_from_db()
    assert case.state == "investigating"
    assert case.words.filter(said="from_customer").count() == 1


def test_a_hand_over_starts_the_other_teams_clock(buyer: Customer) -> None:
    set_policy(
        name=CLOCKS, value={"team_hours": {"tax": 4}}, valid_from=JAN_5, by=ANN, why="test",
    )  # fmt: skip
    case = opened(makers.invoice(buyer), 30_00)
    with running_on(noon_utc(JAN_12)):
        move_dispute(
            dispute_id=case.pk, move="hand_over", department=Department.TAX, on=JAN_12, by=ANN
        )
        case.refresh_from_db()
        assert case.due_at == now() + timedelta(hours=4)
        with pytest.raises(BadInput):
            move_dispute(
                dispute_id=case.pk, move="hand_over", department=Department.TAX, on=JAN_12, by=ANN
            )
        move_dispute(dispute_id=case.pk, move="take", on=JAN_12, by=ANN)
    case.refresh_from_db()
    assert (case.state, case.department, case.owner) == ("investigating", "receivables", ANN.name)
    assert [step.department for step in steps_of(case)] == ["receivables", "tax", "receivables"]


def test_a_step_past_its_time_becomes_one_task(buyer: Customer) -> None:
    case = opened(makers.invoice(buyer), 30_00)
    assert case.due_at is not None
    assert not late_steps(buyer.entity_id, case.due_at).exists()
    with running_on(noon_utc(JAN_12)):
        for _ in range(2):
            assert ask_about_late(entity_id=buyer.entity_id, on=JAN_12, by=ANN) == 1
    assert Task.objects.get(kind="disputes.late").state == "open"
    with running_on(noon_utc(JAN_12)):
        move_dispute(dispute_id=case.pk, move="take", on=JAN_12, by=ANN)
    assert Task.objects.get(kind="disputes.late").state == "done"


def test_the_person_with_room_gets_it(buyer: Customer) -> None:
    people = [
        {"name": "ria", "department": "receivables", "cases_max": 1, "backup": "rob"},
        {"name": "rob", "department": "sales"},
    ]
    set_policy(name=ROUTING, value={"people": people}, valid_from=JAN_5, by=ANN, why="test")
    invoice = makers.invoice(buyer)
    assert [opened(invoice, 10_00).owner for _ in range(2)] == ["ria", "rob"]


def test_it_is_not_decided_while_something_is_missing(buyer: Customer) -> None:
    case = opened(
        makers.invoice(buyer), 30_00, reason=Reason.PURCHASE_ORDER, facts={}
    )  # fmt: skip
    with pytest.raises(CaseIncomplete) as refused:
        resolved(case, Outcome.ACCEPT)
    assert refused.value.facts["missing"] == "Which order number is right?, Purchase order"
    note_facts(dispute_id=case.pk, facts={"purchase_order_no": "PO-7"}, by=ANN)
    with pytest.raises(CaseIncomplete):
        resolved(case, Outcome.ACCEPT)
    add_evidence(
        dispute_id=case.pk, kind=EvidenceKind.PURCHASE_ORDER, file_name="po.pdf",
        content=b"%PDF-1.7", on=JAN_12, by=ANN,
    )  # fmt: skip
    case.refresh_from_db()
    assert checklist_of(case).score == 100
    assert resolved(case, Outcome.ACCEPT).state == "resolved"


def test_a_part_that_is_not_to_be_had_is_waived_with_a_reason(buyer: Customer) -> None:
    case = opened(makers.invoice(buyer), 30_00, reason=Reason.PURCHASE_ORDER, facts={})
    for part in ("purchase_order_no", "paper:purchase_order"):
        with pytest.raises(BadInput):
            waive_part(dispute_id=case.pk, part=part, why=" ", by=ANN)
        waive_part(dispute_id=case.pk, part=part, why="they never answered", by=ANN)
    with pytest.raises(BadInput):
        waive_part(dispute_id=case.pk, part="paper:contract", why="no", by=ANN)
    assert resolved(case, Outcome.REJECT).outcome == "reject"


def test_papers_are_kept_once_within_limits_and_of_known_kinds(
    buyer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(makers.invoice(buyer), 30_00)
    base: dict[str, Any] = {
        "dispute_id": case.pk, "kind": EvidenceKind.OTHER, "on": JAN_12, "by": ANN,
    }  # fmt: skip
    paper = add_evidence(file_name="../../a.pdf", content=b"x", **base)
    assert (paper.file_name, paper.content_type) == ("a.pdf", "application/pdf")
    with pytest.raises(EvidenceThere):
        add_evidence(file_name="b.pdf", content=b"x", **base)
    for name, content in (("a.html", b"x"), ("a.svg", b"x"), ("a", b"x"), ("a.pdf", b"")):
        with pytest.raises(EvidenceUnreadable):
            add_evidence(file_name=name, content=content, **base)
    monkeypatch.setattr("cashwright.areas.disputes.services.completing.SIZE_MAX", 3)
    with pytest.raises(EvidenceTooLarge):
        add_evidence(file_name="b.pdf", content=b"1234", **base)
    monkeypatch.setattr("cashwright.areas.disputes.services.completing.CASE_SIZE_MAX", 3)
    with pytest.raises(EvidenceTooLarge):
        add_evidence(file_name="b.pdf", content=b"123", **base)


def test_accepted_is_credited_with_its_tax_and_the_hold_ends(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, [line(300_00, 57_00)])
    case = resolved(opened(invoice, 119_00), Outcome.ACCEPT)
    invoice.refresh_from_db()
    assert invoice.balance_minor == 357_00 - 119_00
    assert case.credit_note is not None
    assert (case.credited_minor, case.credit_note.net_minor) == (119_00, 100_00)
    assert (case.state, case.outcome, case.closed_on) == ("resolved", "accept", JAN_15)
    assert held(buyer, JAN_15) == {}
    assert Fact.objects.filter(name="disputes.closed", document_id=case.pk).count() == 1
    word = DisputeWord.objects.get(occasion="decision")
    assert word.text == "We checked it."
    assert whole()


def test_in_part_means_a_part_and_accepted_means_all(buyer: Customer) -> None:
    case = opened(makers.invoice(buyer, 100_00), 50_00)
    for outcome, minor in (
        (Outcome.PARTIAL, None), (Outcome.PARTIAL, 50_00), (Outcome.PARTIAL, 0),
        (Outcome.ACCEPT, 20_00), (Outcome.ACCEPT, 60_00), (Outcome.REJECT, 1),
        (Outcome.WITHDRAWN, None),
    ):  # fmt: skip
        with pytest.raises(BadOutcome):
            resolved(case, outcome, minor)
    assert resolved(case, Outcome.PARTIAL, 20_00).credited_minor == 20_00


def test_billed_again_is_credited_and_drafted_with_the_right_order_number(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, [line(60_00, 6_00), line(40_00, 4_00)])
    case = opened(
        invoice, 66_00, reason=Reason.PURCHASE_ORDER, facts={"purchase_order_no": "PO-7"},
        lines=[(1, 66_00)],
    )  # fmt: skip
    waive_part(dispute_id=case.pk, part="paper:purchase_order", why="by phone", by=ANN)
    done = resolved(case, Outcome.REBILL)
    assert done.credited_minor == 66_00
    new = done.new_invoice
    assert new is not None
    assert (new.state, new.total_minor, new.purchase_order_no) == ("draft", 66_00, "PO-7")
    assert whole()


def test_what_one_person_may_not_credit_waits_for_a_second_who_decides_the_case(
    buyer: Customer,
) -> None:
    bob_decides()
    invoice = makers.invoice(buyer, 5_000_00)
    case = opened(invoice, 2_000_00)
    with pytest.raises(ApprovalNeeded):
        resolved(case, Outcome.ACCEPT)
    assert Dispute.objects.get().state == "new"
    with running_on(noon_utc(JAN_15)):
        waits = ask_decision(
            dispute_id=case.pk, decision=decided(Outcome.ACCEPT), on=JAN_15, by=ANN
        )
        with pytest.raises(DecisionWaits):
            resolved(case, Outcome.REJECT)
        with pytest.raises(DecisionWaits):
            withdraw_dispute(dispute_id=case.pk, note="", on=JAN_15, by=ANN)
    with running_on(noon_utc(JAN_20)):
        decide_approval(approval_id=waits.pk, approve=True, by=BOB)
        react()
    assert Approval.objects.get(pk=waits.pk).outcome == "carried out"
    case.refresh_from_db()
    invoice.refresh_from_db()
    assert (case.state, case.credited_minor, case.closed_on) == ("resolved", 2_000_00, JAN_20)
    assert case.credit_note is not None
    assert (case.credit_note.issued_on, invoice.balance_minor) == (JAN_15, 3_000_00)
    assert held(buyer, JAN_15) == {str(invoice.pk): 2_000_00}
    assert whole()


def test_a_rejected_request_lets_another_outcome_be_decided(buyer: Customer) -> None:
    bob_decides()
    case = opened(makers.invoice(buyer, 5_000_00), 2_000_00)
    waits = ask_decision(dispute_id=case.pk, decision=decided(Outcome.ACCEPT), on=JAN_15, by=ANN)
    decide_approval(approval_id=waits.pk, approve=False, by=BOB)
    assert resolved(case, Outcome.REJECT).outcome == "reject"


def test_withdrawn_needs_no_papers_and_credits_nothing(buyer: Customer) -> None:
    invoice = makers.invoice(buyer)
    case = opened(invoice, 30_00, reason=Reason.TAX, facts={})
    withdraw_dispute(dispute_id=case.pk, note="a mistake", on=JAN_12, by=ANN)
    invoice.refresh_from_db()
    assert invoice.balance_minor == 100_00
    assert held(buyer, JAN_12) == {}
    acts: list[Callable[[], object]] = [
        lambda: withdraw_dispute(dispute_id=case.pk, note="", on=JAN_15, by=ANN),
        lambda: move_dispute(dispute_id=case.pk, move="take", on=JAN_15, by=ANN),
        lambda: note_facts(dispute_id=case.pk, facts={"a": "b"}, by=ANN),
        lambda: resolved(case, Outcome.REJECT),
    ]
    for act in acts:
        with pytest.raises(NotAllowedNow):
            act()


def test_a_note_inside_goes_to_nobody(buyer: Customer) -> None:
    add_contact(customer_id=buyer.pk, name="Jo", card={"email": "jo@buyer.example"}, by=ANN)
    case = opened(makers.invoice(buyer), 30_00)
    note_inside(dispute_id=case.pk, text="Looks right to me.", on=JAN_12, by=Actor.human("x"))
    assert Message.objects.count() == 1


def test_steps_stay_as_they_were_taken(buyer: Customer) -> None:
    opened(makers.invoice(buyer), 30_00)
    for sql in (
        "UPDATE disputes_disputemove SET owner = 'x'",
        "DELETE FROM disputes_disputemove",
        "TRUNCATE disputes_disputemove",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize(
    "change",
    [{"amount_minor": 0}, {"state": "resolved"}, {"outcome": "accept"}, {"credited_minor": 5}],
)
def test_the_database_refuses_cases_that_cannot_be(buyer: Customer, change: dict[str, Any]) -> None:
    opened(makers.invoice(buyer), 30_00)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.update(**change)


def test_invoices_without_an_order_number_are_found_by_their_rate(buyer: Customer) -> None:
    for n in range(12):
        invoice = makers.invoice(buyer)
        if n < 8:  # what a posted invoice says stays; here it is made up
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE invoicing_invoice DISABLE TRIGGER USER")
                cursor.execute(
                    "UPDATE invoicing_invoice SET purchase_order_no = 'PO' WHERE id = %s",
                    [invoice.pk],
                )
                cursor.execute("ALTER TABLE invoicing_invoice ENABLE TRIGGER USER")
        if n in (0, 8, 9, 10):
            case = opened(invoice, 10_00)
    found = found_causes([buyer.entity_id], JAN_5, JAN_8)
    first = next(one for one in found if one.counted.factor == "purchase_order")
    assert (first.counted.issued, first.counted.disputed) == (4, 3)
    assert first.lift == 6
    withdraw_dispute(dispute_id=case.pk, note="", on=JAN_12, by=ANN)
    again = found_causes([buyer.entity_id], JAN_5, JAN_8)
    assert next(o for o in again if o.counted.factor == "purchase_order").counted.disputed == 2
