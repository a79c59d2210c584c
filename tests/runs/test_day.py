"""The day as a whole: its order, run once, gone on with, refused, as of any date."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.db import connection

from cashwright.areas.cash.models import Application
from cashwright.areas.collections.models import Reminder
from cashwright.areas.controls.models import Approval, Chain, Fact
from cashwright.areas.controls.policies import REFUND, WRITE_OFF
from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.credit.services import write_off_payload
from cashwright.areas.insight.models import KpiSnapshot
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs import day as days
from cashwright.runs.harness import job, merged
from cashwright.runs.models import Run, RunChunk
from cashwright.runs.queries import last_done_on
from cashwright.runs.refusals import BadSpan, DayNotCome, RunInProgress
from tests import makers
from tests.makers import ANN, BOB, JAN_5
from tests.runs.day_makers import FEB_2, counted, reachable, worked

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 4)


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def home() -> Iterator[LegalEntity]:
    with running_on(noon_utc(JAN_5)):
        yield makers.entity()


def after(days: int) -> date:
    return DUE + timedelta(days=days)


def test_cash_comes_before_reminders_so_nobody_is_reminded_of_what_was_paid_that_day(
    home: LegalEntity,
) -> None:
    buyer = reachable(home)
    makers.invoice(buyer, 100_00, due_on=DUE)
    makers.invoice(buyer, 55_00, due_on=DUE)
    makers.payment(buyer, 100_00, on=after(1))

    done = worked(home, after(1))

    assert [message.subject for message in mail.outbox] != []
    assert "55.00 EUR" in mail.outbox[0].body
    assert "100.00 EUR" not in mail.outbox[0].body
    assert counted(done, "dun") == {"messages": 1, "steps": 1}
    assert counted(done, "deliver") == {"sent": 1}


def test_every_step_of_the_ladder_is_sent_once_over_all_the_days(home: LegalEntity) -> None:
    makers.invoice(reachable(home), 100_00, due_on=DUE)
    for offset in (-4, -3, -2, 0, 1, 2, 7, 8, 14, 15, 30, 31):
        worked(home, after(offset))
    # Three days before it is due is a Sunday: the reminder waits for Monday.
    assert list(Reminder.objects.order_by("reminded_on").values_list("days", "reminded_on")) == [
        (step, after(offset)) for step, offset in ((-3, -2), (1, 1), (7, 7), (14, 14), (30, 30))
    ]
    assert len(mail.outbox) == 1 + 5  # the invoice itself came first


def test_a_day_that_is_done_stays_as_it_is(home: LegalEntity) -> None:
    buyer = reachable(home)
    makers.invoice(buyer, 100_00, due_on=DUE)
    makers.payment(buyer, 100_00)
    first = worked(home)
    makers.invoice(buyer, 60_00, due_on=DUE)
    makers.payment(buyer, 60_00)
    facts = Fact.objects.count()

    second = worked(home)

    assert (first.was_done, second.was_done) == (False, True)
    assert second.run.pk == first.run.pk
    assert Fact.objects.count() == facts
    assert Application.objects.count() == 1


def test_a_done_day_can_be_asked_for_again_for_what_came_in_since(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 100_00)
    worked(home)
    makers.payment(buyer, 100_00)

    again = worked(home, again=True)

    assert counted(again, "apply_cash") == {"exact": 1}
    assert (again.run.round_no, Run.objects.count()) == (2, 2)


def test_a_run_that_broke_off_goes_on_where_it_broke_off(
    home: LegalEntity, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = reachable(home)
    makers.invoice(buyer, 100_00)
    makers.payment(buyer, 100_00)

    def break_off(_: object) -> None:
        raise ZeroDivisionError("the figures broke")

    with monkeypatch.context() as patch:
        patch.setattr(days, "measure", break_off)
        with pytest.raises(ZeroDivisionError):
            worked(home)
    broken = Run.objects.get()
    assert (broken.state, broken.failure) == ("failed", "ZeroDivisionError: the figures broke")
    assert last_done_on(home.pk, "day") is None

    done = worked(home)

    assert done.run.pk == broken.pk
    assert counted(done, "apply_cash") == {"exact": 1}
    assert counted(done, "measure")["figures"] > 0
    assert list(Application.objects.values_list("amount_minor", flat=True)) == [100_00]
    assert last_done_on(home.pk, "day") == FEB_2
    ended = Fact.objects.filter(name="runs.ended").order_by("seq")
    assert [bytes(fact.body).count(b'"state":"failed"') for fact in ended] == [1, 0]


def test_every_fact_of_a_run_names_the_run_and_the_rule(home: LegalEntity) -> None:
    buyer = makers.customer(home)
    makers.invoice(buyer, 100_00)
    makers.payment(buyer, 100_00)
    head = Chain.objects.get(pk=home.pk).seq

    run = worked(home).run

    told = Fact.objects.filter(chain_id=home.pk, seq__gt=head)
    assert {(fact.run_id, str(fact.touch), fact.actor) for fact in told} == {
        (run.pk, "rule", "runs.day")
    }
    assert {fact.name for fact in told} == {
        "cash.applied", "controls.task_opened", "insight.kpis_noted", "runs.ended",
    }  # fmt: skip
    assert {fact.at.date() for fact in told} == {FEB_2}
    assert all(chain.broken is None for chain in verify_chains())


def test_a_day_on_which_nothing_happens_costs_two_transactions_and_few_questions(
    home: LegalEntity, django_assert_max_num_queries: Any
) -> None:
    makers.invoice(reachable(home), 100_00, due_on=DUE)
    worked(home, after(-30))
    with django_assert_max_num_queries(62):
        worked(home, after(-29))
    assert RunChunk.objects.filter(run__as_of=after(-29)).values_list("step", flat=True).get() == (
        "measure"
    )


def test_figures_are_noted_for_every_day_and_currency(home: LegalEntity) -> None:
    makers.invoice(makers.customer(home), 100_00)
    for _ in days.run_days([home], FEB_2, FEB_2 + timedelta(days=2)):
        pass
    noted = KpiSnapshot.objects.filter(kpi="dso_simple").order_by("as_of")
    assert [row.as_of for row in noted] == [FEB_2 + timedelta(days=n) for n in range(3)]


def test_a_request_nobody_decided_in_time_lapses_with_the_day(home: LegalEntity) -> None:
    payment = makers.payment(makers.customer(home), 10_00)
    with running_on(noon_utc(JAN_5)):
        request_approval(
            entity_id=home.pk, kind=REFUND, document_id=payment.pk, payload={}, by=ANN,
            reason="overpaid", days=14,
        )  # fmt: skip
    worked(home, date(2026, 1, 18))
    assert Approval.objects.get().state == "requested"
    assert counted(worked(home, date(2026, 1, 19)), "expire") == {"approvals": 1}
    assert Approval.objects.get().state == "expired"


def test_every_entity_has_its_own_day(home: LegalEntity) -> None:
    other = makers.entity("US", "USD", "US")
    for entity in (home, other):
        buyer = makers.customer(entity, f"C-{entity.code}")
        makers.invoice(buyer, 100_00)
        makers.payment(buyer, 100_00)

    done = list(days.run_days([home, other], FEB_2, FEB_2))

    assert [one.run.entity_id for one in done] == [home.pk, other.pk]
    assert merged(one.report for one in done)["apply_cash"]["outcomes"] == {"exact": 2}
    assert set(Invoice.objects.values_list("state", flat=True)) == {"settled"}


def test_a_day_ahead_and_a_span_that_ends_before_it_starts_are_refused(home: LegalEntity) -> None:
    days.refuse_future([home], JAN_5)
    with pytest.raises(DayNotCome):
        days.refuse_future([home], JAN_5 + timedelta(days=1))
    with pytest.raises(BadSpan):
        next(days.run_days([home], FEB_2, FEB_2 - timedelta(days=1)))


def test_mail_that_cannot_be_reached_does_not_stop_the_day_and_goes_out_the_next(
    home: LegalEntity, settings: Any
) -> None:
    makers.invoice(reachable(home), 100_00, due_on=DUE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    down = worked(home, after(1))
    assert down.report["deliver"]["refused"] == {"messaging.mail_unreachable": 1}
    assert Message.objects.get().state == "queued"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert counted(worked(home, after(2)), "deliver") == {"sent": 1}


def test_a_reminder_that_waited_does_not_go_out_for_what_was_paid_meanwhile(
    home: LegalEntity, settings: Any
) -> None:
    buyer = reachable(home)
    makers.invoice(buyer, 100_00, due_on=DUE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    worked(home, after(1))
    makers.payment(buyer, 100_00, on=after(2))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    done = worked(home, after(2))

    assert counted(done, "deliver") == {"suppressed": 1}
    assert (mail.outbox, Message.objects.get().reason) == ([], "paid")


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_the_same_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    home = makers.entity()
    monkeypatch.setattr(job, "_WAIT_SECONDS", 0.2)
    known = connection.get_connection_params()
    given = {
        key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)
    }
    with psycopg.connect(**given) as other:
        lock = f"run day {home.pk}"
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [lock])
        with pytest.raises(RunInProgress):
            worked(home)
    assert worked(home).run.state == "done"


def test_what_was_approved_today_is_done_today_when_a_past_day_is_worked(
    home: LegalEntity,
) -> None:
    invoice = makers.invoice(makers.customer(home), 9_000_00)
    decided = date(2026, 3, 2)
    payload = write_off_payload(invoice.pk, 9_000_00, decided, "insolvent")
    with running_on(noon_utc(decided)):
        asked = request_approval(
            entity_id=home.pk, kind=WRITE_OFF, document_id=invoice.pk, payload=payload, by=ANN,
            reason="insolvent",
        )  # fmt: skip
        decide_approval(approval_id=asked.pk, approve=True, by=BOB)
        done = worked(home, FEB_2)
    assert counted(done, "react") == {"facts": 1}
    assert Fact.objects.get(name="credit.written_off").at.date() == decided
