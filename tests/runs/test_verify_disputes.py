"""Disputes changed behind the books' back: the verifier names them (I-18, I-46)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Cause, EvidenceKind, Origin, Outcome, Reason
from cashwright.areas.disputes.services import (
    Decision,
    add_evidence,
    move_dispute,
    open_dispute,
    resolve_dispute,
    show_dispute,
    update_customers,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import noon_utc, now, running_on
from cashwright.runs.models import Run
from cashwright.runs.verify import verify
from cashwright.runs.verify.checks import disputes
from tests import makers
from tests.makers import ANN, line
from tests.written_once import written_once

JAN_8, JAN_12 = date(2026, 1, 8), date(2026, 1, 12)


def write() -> LegalEntity:
    """Credited in part, credited and billed again, rejected, and one that is open with a paper."""
    home = makers.entity()
    buyer = makers.customer(home)
    with running_on(noon_utc(JAN_8)):
        for outcome, minor in (
            (Outcome.PARTIAL, 35_70), (Outcome.REBILL, None), (Outcome.REJECT, None),
        ):  # fmt: skip
            case = _opened(makers.invoice(buyer, [line(100_00, 19_00), line(50_00, 9_50)]), 59_50)
            decision = Decision(
                outcome=outcome, cause=Cause.UNKNOWN, note="Looked at.", credit_minor=minor
            )
            resolve_dispute(dispute_id=case.pk, decision=decision, on=JAN_12, by=ANN)
        case = _opened(makers.invoice(buyer, 100_00), 60_00, lines=[(1, 30_00)])
        add_evidence(
            dispute_id=case.pk, kind=EvidenceKind.OTHER, file_name="a.txt", content=b"so it was",
            on=JAN_8, by=ANN,
        )  # fmt: skip
        move_dispute(dispute_id=case.pk, move="take", on=JAN_8, by=ANN)
    return home


def _opened(invoice: Invoice, minor: int, **more: Any) -> Dispute:
    return open_dispute(
        invoice_id=invoice.pk, reason=Reason.OTHER, amount_minor=minor, on=JAN_8, by=ANN,
        origin=Origin.CONSOLE, facts={"description": "x"}, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def books_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[LegalEntity]:
    with written_once(django_db_blocker, write) as made:
        yield made


@pytest.fixture
def books(books_once: LegalEntity, db: None) -> LegalEntity:
    return books_once


def broken() -> dict[str, list[tuple[str, str]]]:
    report = verify(checks=disputes.CHECKS)
    return {r.name: [(v.document, v.detail) for v in r.named] for r in report.broken}


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_was_disputed_and_decided_is_whole(books: LegalEntity) -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


_PARTIAL, _OPEN = "WHERE outcome = 'partial'", "WHERE closed_on IS NULL"
_NOTE = f"(SELECT credit_note_id FROM disputes_dispute {_PARTIAL})"
_COPIED = f"""
INSERT INTO disputes_dispute SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', gen_random_uuid(), 'dispute_no', 'DSP-2026-000009'))).* FROM disputes_dispute d {_OPEN}
"""


@pytest.mark.parametrize(
    ("sql", "check", "says"),
    [
        (f"UPDATE disputes_dispute SET amount_minor = 10001 {_OPEN}",
         "disputes on what was open", "was opened on 10001 when 10000 were open"),
        (f"UPDATE disputes_dispute SET customer_id = gen_random_uuid() {_OPEN}",
         "disputes on what was open", "another company, customer"),
        ("UPDATE disputes_disputeline SET amount_minor = 6001",
         "disputes on what was open", "its lines come to 6001 of 6000"),
        (f"UPDATE disputes_dispute SET state = 'new' {_OPEN}",
         "disputes move by their table", "is new receivables usr_ann, its last step says investigating"),
        (f"UPDATE disputes_dispute SET owner = 'eve' {_OPEN}", "disputes move by their table", "eve"),
        ("UPDATE disputes_disputemove SET state = 'resolved' WHERE move = 'take'",
         "disputes move by their table", "take leads from new to resolved"),
        ("DELETE FROM disputes_disputemove WHERE move = 'open'",
         "disputes move by their table", "begins with resolve"),
        (f"UPDATE disputes_dispute SET credited_minor = 3569 {_PARTIAL}",
         "disputes decided as documented", "credits 3569, its credit note 3570"),
        (f"UPDATE disputes_dispute SET credit_note_id = {_NOTE}, credited_minor = 3570 WHERE outcome = 'rebill'",
         "disputes decided as documented", "of another invoice"),
        (f"UPDATE disputes_dispute SET credit_note_id = gen_random_uuid() {_PARTIAL}",
         "disputes decided as documented", "its credit note does not exist"),
        (f"UPDATE disputes_dispute SET amount_minor = 3570 {_PARTIAL}",
         "disputes decided as documented", "in part credits 3570 of 3570"),
        (f"UPDATE disputes_dispute SET outcome = 'accept' {_PARTIAL}",
         "disputes decided as documented", "accept credits 3570 of 5950"),
        ("UPDATE disputes_dispute SET outcome = 'reject' WHERE outcome = 'rebill'",
         "disputes decided as documented", "and yet it credits"),
        ("UPDATE disputes_dispute SET new_invoice_id = NULL WHERE outcome = 'rebill'",
         "disputes decided as documented", "billed again by no invoice"),
        (f"UPDATE disputes_dispute SET opened_on = opened_on - 1 {_OPEN}",
         "facts of opened disputes", "says otherwise: opened_on"),
        (_COPIED, "facts of opened disputes", "no fact disputes.opened tells of it"),
        ("UPDATE disputes_dispute SET closed_on = closed_on + 1 WHERE outcome = 'reject'",
         "facts of closed disputes", "says otherwise: closed_on"),
        ("UPDATE disputes_evidence SET content = 'so it was not'", "papers of disputes",
         "says otherwise: sha256, size"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(books: LegalEntity, sql: str, check: str, says: str) -> None:
    tamper(sql)
    found = broken()
    assert check in found, found
    assert any(says in detail for _, detail in found[check]), found[check]


def test_an_open_dispute_nobody_told_the_customer_about_is_named(books: LegalEntity) -> None:
    case = Dispute.objects.get(closed_on__isnull=True)
    week = JAN_8 + timedelta(days=7)
    _day_done(books, week - timedelta(days=1))
    assert broken() == {}
    _day_done(books, week)
    named = broken()["customers hear of their disputes"]
    assert named == [(case.public_id, "no word to the customer since 2026-01-08")]
    update_customers(entity_id=books.pk, on=week, by=ANN)
    assert broken() == {}
    show_dispute(dispute_id=case.pk, is_shown=False, on=week, by=ANN)
    _day_done(books, week + timedelta(days=7))
    assert broken() == {}
    show_dispute(dispute_id=case.pk, is_shown=True, on=week + timedelta(days=7), by=ANN)
    assert broken() == {}  # who sees it again is told at once


def _day_done(of: LegalEntity, on: date) -> None:
    Run.objects.create(
        kind="day", entity=of, as_of=on, state="done", bucket_count=1, started_by="test",
        started_at=now(), finished_at=now(),
    )  # fmt: skip
