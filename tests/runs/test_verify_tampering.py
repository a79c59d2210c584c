"""Someone with all rights changes the tables behind the books' back: the verifier names where.

Triggers are silent for a superuser's replica session. Each attempt is made on whole books and rolled
back; each must be found by the check named here, at exactly the document or position named here.
"""

# ruff: noqa: ISC004 - long statements in a table of attempts

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction

from cashwright.areas.access.granting import end_role
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import people_day
from cashwright.areas.access.services import set_active
from cashwright.areas.controls import keys
from cashwright.areas.controls.checkpoints import Checkpoint, checkpoint
from cashwright.areas.controls.models import Chain
from cashwright.areas.controls.policies import REFUND, SubjectKind
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import public_id
from cashwright.runs.verify import ALL, Report, Violation, verify
from tests.areas.parties.makers import a_role
from tests.books import Books, whole_books
from tests.makers import ANN

pytestmark = pytest.mark.django_db
PREFIXES = {
    "paid": "inv", "dollars": "inv", "credited": "inv", "lost": "inv", "draft": "inv",
    "discarded": "inv", "february": "inv", "foreign": "inv", "payment": "pay", "bounced": "pay",
    "unknown": "pay", "claimed": "pay", "mistaken": "pay", "late": "pay", "application": "app", "undone": "app",
    "undoing": "app", "note": "cn", "on_account": "cn", "loss": "wo", "recovery": "rec",
    "contact": "con", "consent": "cst", "erased": "con", "refund": "ref", "approval": "apr",
    "manual": "je", "january": "per",
}  # fmt: skip


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Books]:
    """Whole books, written once for all attempts and never committed."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield whole_books()
        transaction.set_rollback(True)


@pytest.fixture
def attempt(books: Books) -> Iterator[Books]:
    """The books, put back after the test."""
    with transaction.atomic():
        yield books
        transaction.set_rollback(True)


def tamper(sql: str, books: Books) -> None:
    """Run statements as nobody should: `{paid}` is the id of that document in quotes."""
    named = {name: f"'{value}'" for name, value in asdict(books).items()}
    named |= {
        "entry": f"'{Invoice.objects.get(pk=books.paid).entry_id}'",
        "note_entry": f"'{CreditNote.objects.get(pk=books.note).entry_id}'",
        "payment_entry": f"'{Payment.objects.get(pk=books.payment).entry_id}'",
        "head": f"(SELECT seq FROM controls_chain WHERE id = '{books.home}')",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.format_map(named))
        cursor.execute("SET LOCAL session_replication_role = origin")


def found(report: Report, check: str) -> tuple[Violation, ...]:
    return next(result.named for result in report.results if result.name == check)


def look(check: str) -> tuple[Violation, ...]:
    """What one check finds."""
    return found(verify(checks=[c for c in ALL if c.name == check]), check)


def shown(books: Books, name: str) -> str:
    return public_id(PREFIXES[name], asdict(books)[name])


# What is done; the check that finds it; the document it names; a part of what it says of it.
DOCUMENTS = [
    # Invoices and their lines.
    ("UPDATE invoicing_invoice SET net_minor = net_minor + 1, total_minor = total_minor + 1,"
     " balance_minor = balance_minor + 1, state = 'posted' WHERE id = {paid}",
     "content as issued", "paid", "sealed"),
    ("UPDATE invoicing_invoice SET issued_on = issued_on - 1 WHERE id = {paid}",
     "content as issued", "paid", "sealed"),
    ("UPDATE invoicing_invoice SET issued_on = issued_on - 1 WHERE id = {paid}",
     "receivables per invoice", "paid", "from 2026-01-04 the ledger differs"),
    ("UPDATE invoicing_invoice SET due_on = due_on + 90 WHERE id = {paid}",
     "facts of invoices", "paid", "due_on"),
    ("UPDATE invoicing_invoice SET customer_id = {other} WHERE id = {paid}",
     "facts of invoices", "paid", "customer_id"),
    ("UPDATE invoicing_invoice SET customer_id = {other} WHERE id = {paid}",
     "entries as documents say", "paid", "1100 EUR"),
    ("UPDATE invoicing_invoice SET document_no = 'INV-2026-000099' WHERE id = {paid}",
     "numbers at issue", "paid", "INV-2026-000099"),
    ("UPDATE invoicing_invoice SET currency = 'USD' WHERE id = {paid}",
     "facts of invoices", "paid", "currency"),
    ("UPDATE invoicing_invoice SET rate_numerator = 2 * rate_numerator WHERE id = {dollars}",
     "functional amounts", "dollars", "at the stored rate"),
    ("UPDATE invoicing_invoice SET state = 'credited' WHERE id = {paid}",
     "states follow balances", "paid", "is credited"),
    ("UPDATE invoicing_invoice SET state = 'settled' WHERE id = {credited}",
     "states follow balances", "credited", "is settled"),
    ("UPDATE invoicing_invoice SET balance_minor = 0, state = 'settled' WHERE id = {dollars}",
     "invoice balances", "dollars", "balance 0, total less applications 6257 USD"),
    ("UPDATE invoicing_invoice SET balance_functional_minor = 1 WHERE id = {paid}",
     "relieved to nothing", "paid", "1 is left"),
    ("UPDATE invoicing_invoice SET last_applied_on = NULL WHERE id = {paid}",
     "invoice days", "paid", "other days"),
    ("DELETE FROM invoicing_invoice WHERE id = {february}",
     "facts of invoices", "february", "it does not exist"),
    ("DELETE FROM invoicing_invoice WHERE id = {discarded}",
     "facts of discarded drafts", "discarded", "it does not exist"),
    ("UPDATE cash_application SET invoice_id = {draft} WHERE id = {application}",
     "drafts claim nothing", "draft", "is draft"),
    ("UPDATE payments_payment SET entity_id = {abroad} WHERE id = {payment}",
     "references exist within the entity", "payment", "its customer is of another entity"),
    ("UPDATE invoicing_invoiceline SET description = 'Chairs' WHERE invoice_id = {paid} AND line_no = 1",
     "content as issued", "paid", "sealed"),
    ("UPDATE invoicing_invoiceline SET net_minor = net_minor - 1 WHERE invoice_id = {paid} AND line_no = 2",
     "lines make totals", "paid", "lines say 14999 and 2850"),
    ("UPDATE invoicing_invoiceline SET account_code = '4200' WHERE invoice_id = {paid} AND line_no = 2",
     "entries as documents say", "paid", "4200 EUR: document says -5000, entry says 0"),
    ("DELETE FROM invoicing_invoiceline WHERE invoice_id = {paid} AND line_no = 2",
     "lines make totals", "paid", "on 1 lines"),
    ("UPDATE invoicing_invoiceline SET credited_net_minor = 0 WHERE invoice_id = {credited}",
     "credited as credit notes say", "credited", "credited 0"),
    ("DELETE FROM invoicing_invoice WHERE id = {february}",
     "lines have documents", "february", "lines without an invoice"),
    ("UPDATE invoicing_rendering SET pdf = pdf || 'x' WHERE document_id = {paid}",
     "PDFs as kept", "paid", "is not the one that was kept"),
    ("UPDATE invoicing_rendering SET document_id = {draft} WHERE document_id = {paid}",
     "PDFs as kept", "draft", "is kept of a document that is none"),
    # Credit notes.
    ("UPDATE invoicing_creditnote SET total_minor = 900, net_minor = 900, tax_minor = 0,"
     " unapplied_minor = 900 WHERE id = {on_account}",
     "content as issued", "on_account", "sealed"),
    ("UPDATE invoicing_creditnote SET unapplied_minor = 0 WHERE id = {on_account}",
     "credit note balances", "on_account", "unapplied 0"),
    ("UPDATE invoicing_creditnote SET reason = reason, invoice_id = {lost} WHERE id = {note}",
     "facts of credit notes", "note", "invoice_id"),
    ("DELETE FROM invoicing_creditnoteline WHERE credit_note_id = {note}",
     "lines make totals", "note", "on 0 lines"),
    # Payments.
    ("UPDATE payments_payment SET amount_minor = amount_minor + 1, unapplied_minor = unapplied_minor + 1"
     " WHERE id = {payment}", "facts of payments", "payment", "amount_minor"),
    ("UPDATE payments_payment SET received_on = received_on + 1 WHERE id = {payment}",
     "credits per document", "payment", "from 2026-01-20"),
    ("UPDATE payments_payment SET customer_id = {other} WHERE id = {payment}",
     "entries as documents say", "payment", "EUR"),
    ("UPDATE payments_payment SET customer_id = {buyer} WHERE id = {unknown}",
     "facts of payments", "unknown", "customer_id"),
    ("UPDATE payments_payment SET customer_id = {other} WHERE id = {claimed}",
     "facts of identified payments", "claimed", "customer_id"),
    ("UPDATE ledger_posting SET customer_id = {buyer} WHERE customer_id = {other} AND entry_id ="
     " (SELECT id FROM ledger_journalentry WHERE kind = 'identification_undone' AND document_id = {mistaken})",
     "facts of payments unidentified again", "mistaken", "customer_id"),
    ("UPDATE payments_payment SET money_account_id = '1050' WHERE id = {payment}",
     "entries as documents say", "payment", "1000 EUR"),
    ("UPDATE payments_payment SET unapplied_minor = unapplied_minor + 1 WHERE id = {payment}",
     "payment balances", "payment", "unapplied 2151, amount less uses 2150"),
    ("UPDATE payments_payment SET refunded_minor = 0 WHERE id = {payment}",
     "payment balances", "payment", "refunded 0 of 10000"),
    ("UPDATE payments_payment SET state = 'received', returned_on = NULL, unapplied_minor = amount_minor,"
     " unapplied_functional_minor = functional_minor WHERE id = {bounced}",
     "facts of returned payments", "bounced", "it does not exist"),
    ("UPDATE payments_payment SET state = 'returned', returned_on = '2026-01-25', unapplied_minor = 0,"
     " unapplied_functional_minor = 0 WHERE id = {payment}",
     "returned payments reopen", "payment", "1 of its applications stand"),
    ("DELETE FROM payments_payment WHERE id = {late}", "facts of payments", "late", "it does not exist"),
    # Applications.
    ("UPDATE cash_application SET amount_minor = amount_minor - 1 WHERE id = {application}",
     "facts of applications", "application", "amount_minor"),
    ("UPDATE cash_application SET applied_on = applied_on + 1 WHERE id = {application}",
     "entries as documents say", "application", "EUR"),
    ("UPDATE cash_application SET applied_on = '2026-01-01' WHERE id = {application}",
     "applications fit", "application", "dated before"),
    ("UPDATE cash_application SET invoice_id = {lost}, customer_id = {other} WHERE id = {application}",
     "facts of applications", "application", "customer_id, invoice_id"),
    ("UPDATE cash_application SET source_id = {late} WHERE id = {application}",
     "use in range on every day", "late", "used 20850 of 3500"),
    ("UPDATE cash_application SET amount_minor = 20000 WHERE id = {application}",
     "balance in range on every day", "paid", "settled by 20000 of 17850"),
    ("UPDATE cash_application SET currency = 'USD' WHERE id = {application}",
     "applications fit", "application", "is in EUR"),
    ("UPDATE cash_application SET source_functional_minor = source_functional_minor + 1 WHERE id = {undone}",
     "undone once", "undoing", "does not undo"),
    ("DELETE FROM cash_application WHERE id = {undoing}",
     "facts of undone applications", "undoing", "it does not exist"),
    ("DELETE FROM cash_application WHERE id = {application}",
     "invoice balances", "paid", "balance 0, total less applications 17850 EUR"),
    # Refunds, write-offs, recoveries.
    ("UPDATE payments_refund SET amount_minor = 40000 WHERE id = {refund}",
     "refunds within sources", "payment", "refunded 40000 of 30000"),
    ("UPDATE payments_refund SET customer_id = {other} WHERE id = {refund}",
     "refunds within sources", "refund", "does not fit"),
    ("DELETE FROM payments_refund WHERE id = {refund}", "facts of refunds", "refund", "it does not exist"),
    ("UPDATE credit_writeoff SET recovered_minor = 0 WHERE id = {loss}",
     "write-off balances", "loss", "recovered 0, recoveries say 3000"),
    ("UPDATE credit_writeoff SET amount_minor = 9000 WHERE id = {loss}",
     "facts of write-offs", "loss", "amount_minor"),
    ("DELETE FROM credit_writeoff WHERE id = {loss}", "facts of write-offs", "loss", "it does not exist"),
    ("UPDATE credit_recovery SET recovered_on = recovered_on + 1 WHERE id = {recovery}",
     "facts of recoveries", "recovery", "recovered_on"),
    ("UPDATE invoicing_creditnote SET total_minor = 99_00, net_minor = 87_60 WHERE id = {note}",
     "credits within lines", "credited", "credit notes of 9900 on a total of 7140"),
    ("UPDATE payments_payment SET received_on = received_on - 1 WHERE id = {unknown}",
     "unidentified per payment", "unknown", "from 2026-01-19"),
    # Approvals and periods.
    ("UPDATE controls_fact SET actor = 'usr_ann' WHERE name = 'controls.approval_decided'",
     "no self approval", "approval", "decided by the one who asked, usr_ann"),
    ("UPDATE controls_approval SET payload = '{{}}' WHERE kind = 'ledger.reopen_period'",
     "two people reopen", "january", "without a second person"),
    ("UPDATE controls_approval SET requested_by = 'usr_eve' WHERE id = {approval};"
     "UPDATE controls_approval SET payload = '{{}}' WHERE id = {approval}",
     "requests frozen", "approval", "not the one asked for"),
    ("UPDATE controls_approval SET state = 'rejected' WHERE id = {approval}",
     "decisions as told", "approval", "says approved"),
    ("UPDATE controls_approval SET decided_by = 'usr_eve' WHERE id = {approval}",
     "deciders held the right", "approval", "says usr_eve decided, the journal of facts says"),
    ("UPDATE controls_approval SET decided_by = 'usr_eve' WHERE id = {approval};"
     "UPDATE controls_fact SET actor = 'usr_eve' WHERE name = 'controls.approval_decided'",
     "deciders held the right", "approval", "was decided by usr_eve, who held no right to then"),
    ("UPDATE controls_fact SET touch = 'rule' WHERE name = 'controls.approval_decided'",
     "deciders held the right", "approval", "was decided by no person"),
    ("UPDATE payments_refund SET approval_id = NULL WHERE id = {refund}",
     "limits kept", "refund", "alone up to 0"),
    ("UPDATE payments_refund SET approval_id = {manual} WHERE id = {refund}",
     "approved before the act", "refund", "does not exist"),
    ("UPDATE credit_writeoff SET approval_id = {approval} WHERE id = {loss}",
     "approved before the act", "loss", "for something else"),
    ("UPDATE invoicing_creditnote SET total_minor = 200000, net_minor = 198860 WHERE id = {note}",
     "limits kept", "note", "alone up to 100000"),
    ("UPDATE ledger_period SET state = 'open' WHERE id = {january}",
     "facts of periods", "january", "is open, the journal of facts says closed"),
    ("UPDATE ledger_period SET trial_balance_hash = repeat('0', 64) WHERE id = {january}",
     "trial balance as closed", "january", "2026-01-31"),
    ("UPDATE ledger_posting SET amount_minor = amount_minor + sign(amount_minor)::int,"
     " functional_minor = functional_minor + sign(amount_minor)::int WHERE entry_id = {payment_entry}",
     "trial balance as closed", "january", "2026-01-31"),
    # Manual entries.
    ("UPDATE ledger_posting SET account_id = '6900' WHERE entry_id = {manual} AND line_no = 1",
     "facts of manual entries", "manual", "lines"),
    ("DELETE FROM ledger_posting WHERE entry_id = {manual};"
     "DELETE FROM ledger_journalentry WHERE id = {manual}",
     "facts of manual entries", "manual", "it does not exist"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check", "document", "says"), DOCUMENTS)
def test_a_changed_document_is_named(
    attempt: Books, sql: str, check: str, document: str, says: str
) -> None:
    tamper(sql, attempt)
    details = [v.detail for v in look(check) if v.document == shown(attempt, document)]
    assert any(says in detail for detail in details), details


def test_roles_that_came_in_past_the_services_are_found_in_one_hand(attempt: Books) -> None:
    user = User.objects.create_user("both@example.com")
    for role in (Role.CLERK, Role.CASH_APPLIER):
        RoleAssignment.objects.create(
            user=user, role=role, from_on=people_day(), granted_by="sql", granted_at=now()
        )
    assert {v.document for v in look("duties kept apart")} == {user.public_id}


def test_a_role_that_no_fact_tells_of_and_one_that_ended_silently_are_found(
    attempt: Books,
) -> None:
    user = User.objects.create_user("past@example.com")
    known = grant(user, Role.CLERK)
    silent = RoleAssignment.objects.create(
        user=user, role=Role.CFO, from_on=people_day(), granted_by="sql", granted_at=now()
    )
    assert {v.document for v in look("roles as told")} == {silent.public_id}
    tamper(f"UPDATE access_roleassignment SET ended_at = now() WHERE id = '{known.pk}'", attempt)
    assert {v.document for v in look("roles as told")} == {silent.public_id, known.public_id}
    tamper(
        "UPDATE access_roleassignment SET ended_at = NULL, role = 'controller'"
        f" WHERE id = '{known.pk}'", attempt,
    )  # fmt: skip
    assert {v.document: v.detail for v in look("roles as told")}[known.public_id] == (
        "was granted otherwise, the journal of facts says"
    )


def grant(user: User, role: Role, **scope: Any) -> RoleAssignment:
    return a_role(user, role, **scope)


def _ended(user: User, books: Books) -> None:
    end_role(assignment_id=grant(user, Role.CONTROLLER).pk, by=Actor.rule("tests"))


def _let_go(user: User, books: Books) -> None:
    grant(user, Role.CONTROLLER)
    set_active(user_id=user.pk, is_active=False, by=Actor.rule("tests"))


def _come_back(user: User, books: Books) -> None:
    _let_go(user, books)
    set_active(user_id=user.pk, is_active=True, by=Actor.rule("tests"))


def _slipped_in(user: User, books: Books) -> None:
    RoleAssignment.objects.create(
        user=user, role=Role.CFO, from_on=date(2020, 1, 1), granted_by="sql", granted_at=now()
    )


HELD: list[tuple[Callable[[User, Books], object], bool]] = [
    (lambda user, books: None, False),
    (lambda user, books: grant(user, Role.CLERK), False),
    (lambda user, books: grant(user, Role.CFO, entity_id=books.abroad), False),
    (lambda user, books: grant(user, Role.CFO, from_on=date(2090, 1, 1)), False),
    (_ended, False),
    (_let_go, False),
    (_slipped_in, False),
    (_come_back, True),
    (lambda user, books: grant(user, Role.CFO, entity_id=books.home), True),
    (lambda user, books: grant(user, Role.CREDIT_MANAGER), True),
]  # fmt: skip


@pytest.mark.parametrize(("hold", "may"), HELD)
def test_a_decision_by_someone_without_the_right_then_is_named(
    attempt: Books, hold: Callable[[User, Books], object], may: bool
) -> None:
    """Past the pages, which would have refused; what happens to the person later changes nothing."""
    eve = User.objects.create_user("eve@example.com")
    hold(eve, attempt)
    asked = request_approval(
        entity_id=attempt.home, kind=REFUND, document_id=attempt.payment, payload={}, by=ANN,
        reason="r",
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=Actor.human(eve.pk))
    for role in eve.assignments.filter(ended_at=None) if may else ():
        end_role(assignment_id=role.pk, by=Actor.rule("tests"))
    if not may:
        grant(eve, Role.CONTROLLER, compensating_control="seen weekly")
    found = {v.document: v.detail for v in look("deciders held the right")}
    said = (
        {}
        if may
        else {public_id("apr", asked.pk): f"was decided by {eve.pk}, who held no right to then"}
    )
    assert found == said


# Sealed fields and erased people: the row is named, and what is wrong with it.
_SWAP = (
    "UPDATE payments_payment p SET account_sealed = q.account_sealed FROM payments_payment q"
    " WHERE p.id IN ({unknown}, {claimed}) AND q.id IN ({unknown}, {claimed}) AND p.id <> q.id"
)
SEALED = [
    (_SWAP, "sealed fields open", ("unknown", "claimed"), "does not open at this place"),
    ("UPDATE payments_payment SET account_sealed = 'DE89370400440532013000' WHERE id = {unknown}",
     "sealed fields open", ("unknown",), "payments_payment.account_sealed"),
    ("UPDATE parties_consent SET proof_sealed = (SELECT proof_sealed FROM parties_consent"
     " WHERE contact_id = {erased}) WHERE id = {consent}",
     "sealed fields open", ("consent",), "the key of somebody else"),
    ("UPDATE controls_subjectkey SET wrapped = wrapped || '\\x00' WHERE subject_id = {contact}",
     "sealed fields open", ("consent",), "does not open"),
    ("UPDATE controls_subjectkey SET ring_key = '0123456789ab' WHERE subject_id = {contact}",
     "sealed fields open", ("consent",), "the key ring has no key 0123456789ab"),
    ("DELETE FROM controls_subjectkey WHERE subject_id = {contact}",
     "sealed fields open", ("consent",), "its data key is gone"),
    ("UPDATE controls_subjectkey SET erased_at = NULL, ring_key = o.ring_key, wrapped = o.wrapped"
     " FROM (SELECT ring_key, wrapped FROM controls_subjectkey WHERE subject_id = {contact}) AS o"
     " WHERE subject_id = {erased}", "erased is gone", ("erased",), "its data key lives"),
    ("UPDATE parties_contact SET email = 'lee@buyer.example', erased_at = NULL WHERE id = {erased}",
     "erased is gone", ("erased",), "its card is not empty"),
    ("UPDATE controls_subjectkey SET wrapped = NULL, ring_key = '', erased_at = now()"
     " WHERE subject_id = {contact}", "erased is gone", ("contact",), "no fact"),
    ("DELETE FROM controls_subjectkey WHERE subject_id = {erased}",
     "erased is gone", ("erased",), "not recorded as destroyed"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check", "names", "says"), SEALED)
def test_tampering_with_seals_and_erasures_is_found_at_its_row(
    attempt: Books, sql: str, check: str, names: tuple[str, ...], says: str
) -> None:
    tamper(sql, attempt)
    named = {v.document: v.detail for v in look(check)}
    assert {shown(attempt, name) for name in names} <= set(named)
    assert all(says in named[shown(attempt, name)] for name in names)


def test_a_second_factor_in_clear_or_of_somebody_else_is_found(attempt: Books) -> None:
    eve, bob = (User.objects.create_user(f"{name}@house.example") for name in ("eve", "bob"))
    place = keys.place("mfa_authenticator", "data", eve.pk)
    (sealed,) = keys.seal([keys.Secret(SubjectKind.USER, eve.pk, place, "JBSWY3DPEHPK3PXP")])
    text = base64.b64encode(sealed).decode()
    Authenticator.objects.create(user=eve, type="totp", data={"secret": text})
    assert look("sealed fields open") == ()
    Authenticator.objects.create(user=bob, type="totp", data={"secret": text})
    Authenticator.objects.create(user=bob, type="recovery_codes", data={"seed": "c0ffee"})
    named = [v.document for v in look("sealed fields open")]
    assert named == 2 * [public_id("usr", bob.pk)]


def test_an_address_in_a_fact_is_found(attempt: Books) -> None:
    tamper(
        "UPDATE controls_fact SET body = body || 'jo@example.com'::bytea"
        " WHERE chain_id = {home} AND seq = 7",
        attempt,
    )
    (named,) = look("no addresses in facts")
    assert named.document == f"fact 7 of chain {attempt.home}"


def test_every_check_is_tried() -> None:
    here = Path(__file__)
    folders = ("bill", "match")
    beside = sorted(here.parent.glob("test_verify_*.py"))
    tried = (*beside, *(here.parent / name / "test_tampering.py" for name in folders))
    told = "\n".join(file.read_text("utf-8") for file in tried)
    assert [check.name for check in ALL if f'"{check.name}"' not in told] == []


def test_the_verifier_reports_whatever_was_done(attempt: Books) -> None:
    """All attempts one after the other: no query stumbles over what another attempt left."""
    for sql, *_ in DOCUMENTS:
        with suppress(IntegrityError), transaction.atomic():
            tamper(sql, attempt)
    assert {r.invariant for r in verify().broken} > {"I-02", "I-06", "I-15", "I-17", "I-22", "I-46"}


# The journal of money: here the entry is named.
ENTRIES = [
    ("UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE entry_id = {entry} AND line_no = 1",
     "entries balance", "off by 1 EUR"),
    ("UPDATE ledger_posting SET functional_minor = functional_minor + 1 WHERE entry_id = {entry} AND line_no = 1",
     "entries balance", "off by 1 in functional currency"),
    ("UPDATE ledger_posting SET currency = 'USD' WHERE entry_id = {entry} AND line_no = 1",
     "entries balance", "USD"),
    ("UPDATE ledger_posting SET effective_on = effective_on + 1 WHERE entry_id = {entry}",
     "entries are whole", "date of a line"),
    ("UPDATE ledger_posting SET entity_id = {abroad} WHERE entry_id = {entry} AND line_no = 2",
     "entries are whole", "entity or date"),
    ("DELETE FROM ledger_posting WHERE entry_id = {entry} AND line_no = 4", "entries are whole", "3 of 4 lines"),
    ("DELETE FROM ledger_posting WHERE entry_id = {entry}", "entries are whole", "without postings"),
    ("DELETE FROM ledger_journalentry WHERE id = {entry}", "entries are whole", "without an entry"),
    ("UPDATE ledger_posting SET amount_minor = 0, functional_minor = 0 WHERE entry_id = {entry} AND line_no = 3",
     "no empty line", "line 3"),
    ("UPDATE invoicing_invoice SET entry_id = {manual} WHERE id = {paid}",
     "entries have documents", "no document stands behind this invoice"),
    ("UPDATE ledger_posting SET document_id = {foreign} WHERE entry_id = {entry} AND line_no = 1",
     "loose references", "document of another entity"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check", "says"), ENTRIES)
def test_a_changed_entry_is_named(attempt: Books, sql: str, check: str, says: str) -> None:
    entry_id = Invoice.objects.get(pk=attempt.paid).entry_id
    assert entry_id is not None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_posting DROP CONSTRAINT posting_not_empty")
    tamper(sql, attempt)
    named = {v.document: v.detail for v in look(check)}
    assert says in named[public_id("je", entry_id)]


def test_a_revaluation_that_nobody_keeps_account_of_is_found(attempt: Books) -> None:
    made = JournalEntry.objects.filter(document_id=attempt.revaluation).values_list("pk", flat=True)
    named = {public_id("je", pk) for pk in made}
    assert len(named) == 2
    tamper("DELETE FROM ledger_revaluation", attempt)
    assert {v.document for v in look("revalued once")} == named


# Sums and positions: no single document, so they are named in words.
SUMS = [
    ("UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE entry_id = {entry} AND line_no = 1",
     "trial balance is zero", "trial balance of DE 2026-01-05", "off by 1 EUR"),
    ("DELETE FROM cash_application WHERE id = {application}",
     "receivables on every day", "1100 Trade receivables, DE EUR", "on 2026-01-20"),
    ("UPDATE invoicing_invoice SET balance_minor = balance_minor - 1 WHERE id = {dollars}",
     "receivables now", "receivables of DE USD", "open invoices 6256, control account 6257"),
    ("UPDATE payments_payment SET received_on = received_on - 1 WHERE id = {payment}",
     "credits on every day", "2100 Customer credits and unapplied cash, DE EUR", "on 2026-01-19 and 0 later"),
    ("UPDATE payments_payment SET unapplied_minor = unapplied_minor - 1 WHERE id = {payment}",
     "credits now", "customer credits of DE EUR", "unapplied"),
    ("UPDATE ledger_revaluation SET \"on\" = \"on\" - 1 WHERE id = {revaluation}",
     "revaluations taken back", "revaluation {revaluation}", "not taken back"),
    ("UPDATE ledger_posting SET functional_minor = functional_minor + 1 WHERE account_id = '1150'"
     " AND entry_id = (SELECT reversal_id FROM ledger_revaluation WHERE id = {revaluation})",
     "revaluations taken back", "revaluation {revaluation}", "leaves 1 on account 1150"),
    ("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_revaluation DROP CONSTRAINT revaluation_once;"
     "INSERT INTO ledger_revaluation (id, entity_id, \"on\", entry_id, reversal_id)"
     " SELECT gen_random_uuid(), entity_id, \"on\", entry_id, reversal_id FROM ledger_revaluation",
     "revalued once", "revaluation of DE as of 2026-01-31", "was made 2 times"),
    ("ALTER TABLE invoicing_invoice DROP CONSTRAINT invoice_no_once; DROP INDEX invoice_series_no_once;"
     "UPDATE invoicing_invoice SET document_no = 'INV-2026-000001', series_no = 1 WHERE id = {dollars}",
     "numbers once", "INV-2026-000001", "stands on 2"),
    ("DROP INDEX invoice_source_once;"
     "UPDATE invoicing_invoice SET source = 'file', source_ref = 'R-1' WHERE id IN ({paid}, {dollars})",
     "sources billed once", "file R-1", "booked as 2 invoices"),
    ("UPDATE controls_fact SET actor = '' WHERE chain_id = {home} AND seq = 7",
     "facts have actors", "fact 7 of chain {home}", "nobody"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check", "where", "says"), SUMS)
def test_a_sum_that_is_off_is_told_in_words(
    attempt: Books, sql: str, check: str, where: str, says: str
) -> None:
    tamper(sql, attempt)
    named = {v.document: v.detail for v in look(check)}
    place = where.format(home=attempt.home, revaluation=attempt.revaluation)
    assert says in named[place]


def test_amounts_moved_between_two_accounts_of_a_balanced_entry_are_found(attempt: Books) -> None:
    tamper(
        "UPDATE ledger_posting SET amount_minor = amount_minor + 1, functional_minor = functional_minor + 1"
        " WHERE entry_id = {entry} AND line_no = 2;"
        "UPDATE ledger_posting SET amount_minor = amount_minor - 1, functional_minor = functional_minor - 1"
        " WHERE entry_id = {entry} AND line_no = 3",
        attempt,
    )
    named = look("entries as documents say")
    assert named == (
        Violation(
            shown(attempt, "paid"), "account 4000 EUR: document says -10000, entry says -9999"
        ),
        Violation(
            shown(attempt, "paid"), "account 4100 EUR: document says -5000, entry says -5001"
        ),
    )


def test_a_functional_amount_moved_between_two_accounts_is_found(attempt: Books) -> None:
    tamper(
        "UPDATE ledger_posting p SET functional_minor = p.functional_minor + CASE account_id"
        " WHEN '4000' THEN 500 ELSE -500 END FROM invoicing_invoice i"
        " WHERE i.id = {dollars} AND p.entry_id = i.entry_id AND account_id IN ('4000', '2200')",
        attempt,
    )
    assert [v.document for v in look("functional parts")] == 2 * [shown(attempt, "dollars")]


def test_a_reversal_that_is_no_mirror_and_a_second_one_are_found(attempt: Books) -> None:
    undo = JournalEntry.objects.get(document_id=attempt.undoing)
    assert undo.reverses_id is not None
    tamper(
        "UPDATE ledger_posting SET customer_id = {other} WHERE entry_id = "
        f"'{undo.pk}' AND line_no = 1;"
        "DROP INDEX entry_reversed_once;"
        f"UPDATE ledger_journalentry SET reverses_id = '{undo.reverses_id}' WHERE id = {{manual}}",
        attempt,
    )
    report = verify()
    assert public_id("je", undo.pk) in [v.document for v in found(report, "reversals mirror")]
    assert found(report, "reversed once") == (
        Violation(public_id("je", undo.reverses_id), "is reversed 2 times"),
    )


def test_a_deleted_invoice_leaves_its_number_missing(attempt: Books) -> None:
    number = Invoice.objects.get(pk=attempt.credited).document_no
    tamper("DELETE FROM invoicing_invoice WHERE id = {credited}", attempt)
    assert [v.document for v in look("numbers without gap")] == [number]


def test_two_numbers_exchanged_between_dates_are_found(attempt: Books) -> None:
    february = Invoice.objects.get(pk=attempt.february)
    paid = Invoice.objects.get(pk=attempt.paid)
    tamper(
        "UPDATE invoicing_invoice SET series_no = 900, document_no = 'X' WHERE id = {paid};"
        f"UPDATE invoicing_invoice SET series_no = {paid.series_no}, document_no = '{paid.document_no}'"
        " WHERE id = {february};"
        f"UPDATE invoicing_invoice SET series_no = {february.series_no},"
        f" document_no = '{february.document_no}' WHERE id = {{paid}}",
        attempt,
    )
    assert "follows one of 2026-02-03" in look("number order is issue order")[0].detail


def test_a_counter_set_back_is_found(attempt: Books) -> None:
    tamper(
        "UPDATE invoicing_series SET last_no = last_no - 1 WHERE prefix = 'INV' AND entity_id = {home}",
        attempt,
    )
    (named,) = look("numbers without gap")
    assert named == Violation(
        shown(attempt, "february"), "number 5 was never given out by its series"
    )


def test_a_posting_smuggled_into_a_closed_period_is_found(attempt: Books) -> None:
    tamper(
        "UPDATE ledger_journalentry SET effective_on = '2026-01-31' WHERE id ="
        " (SELECT entry_id FROM invoicing_invoice WHERE id = {february})",
        attempt,
    )
    entry_id = Invoice.objects.get(pk=attempt.february).entry_id
    assert entry_id is not None
    assert [v.document for v in look("closed is closed")] == [public_id("je", entry_id)]


def test_a_receipt_booked_twice_is_found_though_its_constraint_is_gone(attempt: Books) -> None:
    tamper(
        "DROP INDEX payment_source_once;"
        "UPDATE payments_payment SET source = 'bank', source_ref = 'TX-1' WHERE id IN ({payment}, {late})",
        attempt,
    )
    assert [v.document for v in look("receipts booked once")] == ["bank TX-1"]


def test_a_movement_changed_behind_the_reports_is_found(attempt: Books) -> None:
    tamper(
        "UPDATE insight_movement SET amount_minor = amount_minor - 1 WHERE moved_on = '2026-02-03'"
        " AND kind = 'issued'",
        attempt,
    )
    (named,) = look("movements as documents")
    assert named == Violation("issued of DE EUR on 2026-02-03", "reports count 999, documents 1000")


def test_a_job_whose_worker_is_gone_is_stuck(attempt: Books) -> None:
    tamper(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
        " VALUES ('default', 'runs.day', '{{}}', 'doing')",
        attempt,
    )
    (named,) = look("no stuck job")
    assert "runs.day" in named.document


# Row security taken off a table: the table is named.
UNGUARDED = [
    ("ALTER TABLE invoicing_invoice DISABLE ROW LEVEL SECURITY", "invoicing_invoice", "is off"),
    ("ALTER TABLE ledger_posting NO FORCE ROW LEVEL SECURITY", "ledger_posting", "not forced"),
    ("DROP POLICY reach ON payments_payment", "payments_payment", "its policies are none"),
    ("CREATE POLICY more ON parties_customer USING (true)", "parties_customer", "more"),
    ("ALTER POLICY reach ON invoicing_invoiceline USING (true)", "invoicing_invoiceline", "else"),
    ("ALTER ROLE cashwright_scoped BYPASSRLS", "cash_application", "shows a request everything"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "table", "says"), UNGUARDED)
def test_a_table_that_shows_more_than_it_should_is_named(
    attempt: Books, sql: str, table: str, says: str
) -> None:
    tamper(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}", attempt)
    named = {v.document: v.detail for v in look("row security kept")}
    assert says in named[table]


# The journal of facts: the position is named.
FACTS = [
    ("changed bytes", "UPDATE controls_fact SET body = body || ' ' WHERE chain_id = {home} AND seq = 7", 7, "changed"),
    ("changed hash", "UPDATE controls_fact SET hash = sha256(hash) WHERE chain_id = {home} AND seq = 7", 7, "changed"),
    ("changed column", "UPDATE controls_fact SET actor = 'usr_eve' WHERE chain_id = {home} AND seq = 7", 7, "changed"),
    ("changed touch", "UPDATE controls_fact SET touch = 'rule' WHERE chain_id = {home} AND seq = 7", 7, "changed"),
    ("bytes that are no fact",
     "UPDATE controls_fact SET body = '\\xff' WHERE chain_id = {home} AND seq = 7", 7, "changed"),
    ("bytes that are no fact, hashed again",
     "UPDATE controls_fact f SET body = '\\xff', hash = sha256(p.hash || '\\xff'::bytea)"
     " FROM controls_fact p WHERE f.chain_id = {home} AND f.seq = 7 AND p.chain_id = {home} AND p.seq = 6",
     7, "reordered"),
    ("deleted", "DELETE FROM controls_fact WHERE chain_id = {home} AND seq = 7", 7, "missing"),
    ("deleted first", "DELETE FROM controls_fact WHERE chain_id = {home} AND seq = 1", 1, "missing"),
    ("deleted and closed up",
     "DELETE FROM controls_fact WHERE chain_id = {home} AND seq = 7;"
     "UPDATE controls_fact SET seq = -seq WHERE chain_id = {home} AND seq > 7;"
     "UPDATE controls_fact SET seq = -seq - 1 WHERE chain_id = {home} AND seq < 0;"
     "UPDATE controls_chain SET seq = seq - 1 WHERE id = {home}", 7, "changed"),
    ("inserted at the end",
     "INSERT INTO controls_fact SELECT chain_id, seq + 1, name, at, touch, actor, document_id, customer_id,"
     " run_id, body, hash FROM controls_fact WHERE chain_id = {home} AND seq = {head}", -1, "changed"),
    ("inserted in the middle",
     "UPDATE controls_fact SET seq = -seq WHERE chain_id = {home} AND seq >= 7;"
     "UPDATE controls_fact SET seq = -seq + 1 WHERE chain_id = {home} AND seq < 0;"
     "INSERT INTO controls_fact SELECT chain_id, 7, name, at, touch, actor, document_id, customer_id, run_id,"
     " body, sha256(hash || body) FROM controls_fact WHERE chain_id = {home} AND seq = 6", 7, "reordered"),
    ("reordered",
     "UPDATE controls_fact SET seq = -7 WHERE chain_id = {home} AND seq = 7;"
     "UPDATE controls_fact SET seq = 7 WHERE chain_id = {home} AND seq = 8;"
     "UPDATE controls_fact SET seq = 8 WHERE chain_id = {home} AND seq = -7", 7, "changed"),
    ("cut off at the end", "DELETE FROM controls_fact WHERE chain_id = {home} AND seq = {head}", 0, "missing"),
    ("head set back", "UPDATE controls_chain SET seq = seq - 1 WHERE id = {home}", 0, "inserted"),
    ("head changed", "UPDATE controls_chain SET hash = sha256(hash) WHERE id = {home}", 0, "changed"),
    ("head removed", "DELETE FROM controls_chain WHERE id = {home}", 1, "inserted"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "sql", "position", "kind"), FACTS, ids=[f[0] for f in FACTS])
def test_a_tampered_journal_of_facts_is_found_at_its_position(
    attempt: Books, how: str, sql: str, position: int, kind: str
) -> None:
    head = Chain.objects.get(pk=attempt.home).seq
    seq = position if position > 0 else head - position
    tamper(sql, attempt)
    (named,) = found(verify(checks=()), "chains whole")
    assert (named.document, named.detail.partition(":")[0]) == (
        f"fact {seq} of chain {attempt.home}", kind,
    )  # fmt: skip


def cut(books: Books, facts: int) -> None:
    """Take the last facts away together with the head's memory of them."""
    tamper(
        f"DELETE FROM controls_fact WHERE chain_id = {{home}} AND seq > {{head}} - {facts};"
        "UPDATE controls_chain SET (seq, hash) = (SELECT seq, hash FROM controls_fact"
        " WHERE chain_id = {home} ORDER BY seq DESC LIMIT 1) WHERE id = {home}",
        books,
    )


def test_facts_cut_off_with_their_head_are_seen_only_by_an_earlier_checkpoint(
    attempt: Books,
) -> None:
    """The last fact is about a task, so no document misses it."""
    page, head = checkpoint(now()), Chain.objects.get(pk=attempt.home).seq
    cut(attempt, 1)
    assert verify().ok
    (named,) = found(verify([page], checks=()), "checkpoint kept")
    assert named == Violation(
        f"fact {head} of chain {attempt.home}",
        f"missing: facts {head} to {head} are missing since the checkpoint",
    )


def test_facts_of_documents_cut_off_with_their_head_are_missed_by_the_documents(
    attempt: Books,
) -> None:
    cut(attempt, 2)
    assert look("facts of invoices") == (
        Violation(shown(attempt, "february"), "no fact invoicing.posted tells of it"),
    )


def test_a_chain_written_anew_from_a_changed_fact_on_is_seen_by_a_checkpoint(
    attempt: Books,
) -> None:
    page = checkpoint(now())
    tamper(
        """
        CREATE FUNCTION pg_temp.forge(chain uuid) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE before bytea := decode(repeat('00', 32), 'hex'); f record;
        BEGIN
            UPDATE controls_fact SET body = convert_to(replace(convert_from(body, 'UTF8'), '"Look"', '"See"'),
                'UTF8') WHERE chain_id = chain;
            FOR f IN SELECT seq, body FROM controls_fact WHERE chain_id = chain ORDER BY seq LOOP
                before := sha256(before || f.body);
                UPDATE controls_fact SET hash = before WHERE chain_id = chain AND seq = f.seq;
            END LOOP;
            UPDATE controls_chain SET hash = before WHERE id = chain;
        END $$;
        SELECT pg_temp.forge({home})
        """,
        attempt,
    )
    assert verify().ok
    head = Chain.objects.get(pk=attempt.home).seq
    (named,) = found(verify([page], checks=()), "checkpoint kept")
    assert named.document == f"fact {head} of chain {attempt.home}"
    assert named.detail.startswith("changed")


def test_a_checkpoint_is_kept_while_the_books_grow(attempt: Books) -> None:
    earlier = Checkpoint(now(), checkpoint(now()).heads[:1])
    assert verify([earlier, checkpoint(now())]).ok
