"""The demo's people: who is reminded writes back as a real mail, the collector answers, and words are kept or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Promise
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Suggestion
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.connectors.simulator import Received, company, payday
from cashwright.connectors.simulator.people import Kind, Says, character, kept, reacting
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.project.demo import hearing, mailbox
from cashwright.project.demo.cases import work_cases
from cashwright.project.demo.hearing import changes_before
from cashwright.project.demo.mailbox import Mailbox
from cashwright.project.demo.people import hire
from cashwright.project.demo.truths import keep_people, keep_replies
from cashwright.runs.day import run_day
from cashwright.surfaces.cli.evaluation.of_people import (
    given_in,
    inbox_in,
    reminded_in,
    watched_in,
)
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

REMINDED = date(2026, 3, 10)  # a Tuesday: the day after the invoices were due
TOLD = company(1, date(2025, 4, 1), 24)  # in its last month everybody writes back
KEEPS, BREAKS, DISPUTES = "C-1001", "C-1002", "C-1003"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> LegalEntity:
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(hearing, "characters_of", lambda _: PEOPLE)
    monkeypatch.setattr(mailbox, "characters_of", lambda _: PEOPLE)
    monkeypatch.setitem(reacting._SAYS, Kind.SHORT, {Says.PROMISE: 1})
    monkeypatch.setitem(reacting._SAYS, Kind.DISPUTER, {Says.DISPUTE: 1})
    with running_on(noon_utc(REMINDED)):
        entity = makers.entity("NWDE")
        hire(REMINDED)
        for number in PEOPLE:
            buyer = makers.customer(entity, number)
            card = {"email": f"ap@{number}.example".lower()}
            add_contact(customer_id=buyer.pk, name="Kim Paul", by=ANN, card=card)
            makers.invoice(
                buyer, 300_00, issued_on=date(2026, 2, 7), due_on=REMINDED - timedelta(days=1)
            )
    return entity


def people(kind: Kind, **more: Any) -> Any:
    sure = {"answers": 1.0, "reads": 1.0, "best_hour": 13, "best_channel": "email", "moved": 0.0}
    return replace(character(1, "x", kind=kind), **{**sure, **more})


PEOPLE = {
    KEEPS: people(Kind.SHORT, keeps=1.0),
    BREAKS: people(Kind.SHORT, keeps=0.0, language="de"),
    DISPUTES: people(Kind.DISPUTER),
}


def pass_days(mail: Mailbox, first: date, last: date) -> None:
    """Mails are opened each day; the house itself works only the days that are worked by the test."""
    day = first
    while day <= last:
        mail.open(day)
        day += timedelta(days=1)


def test_who_is_reminded_writes_back_and_what_was_promised_is_kept_or_broken(
    home: LegalEntity, tmp_path: Any
) -> None:
    mail = Mailbox(TOLD, home)
    mail.begin([], REMINDED)
    mail.note_sent(REMINDED, run_day(home, REMINDED))
    pass_days(mail, REMINDED, REMINDED + timedelta(days=5))

    assert Inbound.objects.count() == 3
    assert set(Inbound.objects.values_list("customer__account_no", flat=True)) == set(PEOPLE)
    assert not Inbound.objects.filter(answers_id=None).exists()
    assert not Suggestion.objects.filter(state="open").exists()
    promises = {one.customer.account_no: one for one in Promise.objects.all()}
    assert set(promises) == {KEEPS, BREAKS}
    dispute = Dispute.objects.get()
    assert (dispute.customer.account_no, dispute.origin) == (DISPUTES, "inbox")
    assert 0 < dispute.amount_minor <= 300_00

    paid_on = {number: pays(home, number) for number in (KEEPS, BREAKS)}
    assert promises[KEEPS].due_on <= paid_on[KEEPS] <= promises[KEEPS].kept_until
    assert paid_on[BREAKS] > promises[BREAKS].kept_until
    for number, on in paid_on.items():
        pay(promises[number], on)
    over = max(one.kept_until for one in promises.values()) + timedelta(days=1)
    run_day(home, over)
    assert Promise.objects.get(pk=promises[KEEPS].pk).state == "kept"
    assert Promise.objects.get(pk=promises[BREAKS].pk).state == "broken"

    keep_people(TOLD)
    keep_replies(mail, REMINDED, over)
    measured_is_what_happened(tmp_path / "truth")
    cases_come_to_an_end(home, dispute)


def pays(home: LegalEntity, number: str) -> date:
    """The day on which the customer's money comes after what was told them; it was far off before."""
    (invoice,) = Invoice.objects.filter(customer__account_no=number)
    no = str(invoice.document_no)
    changes = changes_before(TOLD, home, date(2026, 3, 21))[no]
    far_off = date(2026, 4, 10)
    received = Received(
        number, no, invoice.issued_on, far_off, "EUR", invoice.total_minor, changes=changes
    )
    on, bare = payday(TOLD, received), payday(TOLD, replace(received, changes=()))
    assert on is not None
    assert bare is not None
    assert (on < bare) is (number == KEEPS)
    return on


def pay(promise: Promise, on: date) -> None:
    with running_on(noon_utc(on)):
        paid = makers.payment(promise.customer, 300_00, on=on)
        invoice = promise.items.get().invoice
        part = Part(invoice.pk, 300_00)
        apply(source_kind=SourceKind.PAYMENT, source_id=paid.pk, parts=[part], on=on, by=ANN)


def measured_is_what_happened(truth: Any) -> None:
    assert {one.values["says"] for one in kept("replies", truth)} == {"promise", "dispute"}
    given = list(given_in(truth, ""))
    assert [one.meant for one in given] == [one.is_kept for one in given]
    told = inbox_in(truth, "")
    assert (told.mails, told.days, told.days_right) == (3, 2, 2)
    assert len(list(reminded_in(truth, "NWDE"))) == 3
    assert not list(watched_in(truth, "NWUS"))


def cases_come_to_an_end(home: LegalEntity, dispute: Dispute) -> None:
    monday = date(2026, 3, 16)
    states = []
    while monday < date(2026, 6, 1):
        work_cases(TOLD, home, monday)
        dispute.refresh_from_db()
        states.append(dispute.state)
        monday += timedelta(days=7)
    assert states[0] == "investigating"
    assert states[-1] in ("resolved", "withdrawn")
