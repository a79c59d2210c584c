"""Screen 2 as a list: its views, its figures, what is done to many at once, and who may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import WorklistEntry, WorklistHead
from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.collections.queries import escalating_in_force
from cashwright.areas.collections.services import escalate_customer, log_call, snooze_customer
from cashwright.areas.collections.services.promising import note_promise
from cashwright.areas.parties.models import Customer
from cashwright.kernel.clock import FixedClock, noon_utc, running_on
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.surfaces.collections.conftest import TODAY, Desk, Door, browser_of, owed

pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/collections/{query}")
    assert answer.status_code == 200
    return [row["customer__name"] for row in answer.context["list"].page]


def calls(*numbers: int) -> list[str]:
    return [f"Customer C-{n}" for n in numbers]


def test_today_are_those_only_a_person_can_do_something_about_by_what_is_at_stake(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    assert names(client) == calls(1, 2, 3, 4, 5)
    assert names(client, "?tab=all") == calls(1, 2, 3, 4, 5, 6)


def test_a_row_says_why_now_what_comes_next_and_when_somebody_spoke(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    html = client.get("/collections/").content.decode()
    assert "50 days late" in html
    assert "Never" in html
    assert "with the chance" not in html
    log_call(customer_id=desk.quiet.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN)
    html = client.get("/collections/?tab=all").content.decode()
    assert "Call, 2 Mar 2026: spoke with somebody" in html
    assert "times the chance that it is still unpaid in 14 days" in html


def test_the_sums_under_the_list_are_those_of_the_books(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    [(currency, rows, sums)] = client.get("/collections/?tab=all").context["list"].sums
    due = sum(owed(of).balance_minor for of in [*desk.customers, desk.quiet])
    shown = {label: "".join(c for c in text if c in "0123456789.") for label, text in sums}
    assert (currency, rows) == ("EUR", "6 customers")
    assert shown["Past due"] == f"{due / 100:.2f}"
    aging: Any = client.get("/aging/?entity=DE").content.decode()
    assert f"{due / 100:,.2f}" in aging


def test_who_paid_a_moment_ago_is_not_called(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    assert len(names(client)) == 5
    bill = owed(desk.customers[0])
    paid = makers.payment(desk.customers[0], bill.balance_minor, on=TODAY)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=paid.pk, on=TODAY, by=ANN,
        parts=[Part(bill.pk, bill.balance_minor)],
    )  # fmt: skip
    assert names(client) == calls(2, 3, 4, 5)


def test_promises_due_broken_promises_snoozed_and_quiet_ones_are_views(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    one, two, three = desk.customers[:3]
    note_promise(
        customer_id=one.pk, currency="EUR", amount_minor=100_00, due_on=TODAY, on=TODAY,
        origin="call", by=ANN,
    )  # fmt: skip
    snooze_customer(customer_id=two.pk, until_on=date(2026, 3, 6), on=TODAY, by=ANN)
    log_call(customer_id=three.pk, outcome=CallOutcome.SPOKE, on=TODAY, by=ANN)
    assert names(client, "?tab=promises") == calls(1)
    assert names(client, "?tab=snoozed") == calls(2)
    assert names(client, "?tab=quiet") == calls(1, 4, 5, 6)
    assert names(client, "?tab=high") == calls(1, 2)
    assert names(client, "?tab=broken") == names(client, "?tab=replies") == []
    html = client.get("/collections/?tab=promises").content.decode()
    assert "100.00 EUR by 2 Mar 2026" in html


def test_a_collector_of_a_portfolio_sees_and_touches_that_one_alone(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR, portfolio=desk.north)
    assert names(client, "?tab=all") == calls(1)
    rows = WorklistEntry.objects.values_list("pk", flat=True)
    client.post("/collections/snooze/", {"row": [str(pk) for pk in rows]})
    snoozed = WorklistEntry.objects.filter(customer__snoozes__isnull=False)
    assert [row.customer_id for row in snoozed] == [desk.customers[0].pk]


def test_another_companys_customers_are_not_on_the_list(desk: Desk, as_a: Door) -> None:
    assert "Customer X-1" not in names(as_a(Role.COLLECTOR), "?tab=all")


def test_many_are_put_off_held_and_given_to_a_colleague_at_once(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    names(client)
    first, second = (WorklistEntry.objects.get(customer=of) for of in desk.customers[:2])
    chosen = {"row": [str(first.pk), str(second.pk)]}
    client.post("/collections/snooze/", chosen)
    assert names(client) == calls(3, 4, 5)
    client.post("/collections/hold/", {"row": [str(first.pk)]})
    assert desk.customers[0].holds.get().until_on == TODAY + timedelta(days=14)
    asked = client.post("/collections/reassign/", chosen)
    assert "Reassign 2 customers" in asked.content.decode()
    done = client.post("/collections/reassign/", {**chosen, "to": f"p{desk.north.pk}"})
    assert done.status_code == 302
    folios = set(Customer.objects.filter(pk__in=[of.pk for of in desk.customers[:2]])
                 .values_list("portfolio_id", flat=True))  # fmt: skip
    assert folios == {desk.north.pk}


def test_customers_go_to_a_colleague_by_name(desk: Desk, as_a: Door) -> None:
    client, _ = as_a(Role.COLLECTOR), as_a(Role.COLLECTOR, name="bea", portfolio=desk.north)
    bea = User.objects.get(email="bea@example.com")
    names(client)
    row = WorklistEntry.objects.get(customer=desk.customers[3])
    client.post("/collections/reassign/", {"row": [str(row.pk)], "to": f"u{bea.pk}"})
    assert Customer.objects.get(pk=desk.customers[3].pk).portfolio_id == desk.north.pk


def test_when_everything_is_done_it_says_when_it_goes_on_and_what_tomorrow_brings(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    for n, of in enumerate(desk.customers):
        snooze_customer(customer_id=of.pk, until_on=TODAY + timedelta(days=1 + n), on=TODAY, by=ANN)
    html = client.get("/collections/").content.decode()
    assert "All clear" in html
    assert "Next action Tuesday 3 Mar 2026, 08:00." in html
    assert "Customer C-1" in html
    assert "Customer C-3" not in html


def test_a_list_that_is_not_of_today_says_so_and_is_brought_up_to_date(
    desk: Desk, as_a: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_a(Role.COLLECTOR)
    names(client)
    monkeypatch.setattr("cashwright.areas.collections.services.working.RECKONED_MAX", 3)
    with running_on(noon_utc(date(2026, 3, 3))):
        html = client.get("/collections/").content.decode()
        assert "Figures are as of 2 Mar 2026" in html
        client.post("/collections/refresh/")
        html = client.get("/collections/").content.decode()
        assert "Figures are as of" not in html
        assert WorklistHead.objects.get().as_of == date(2026, 3, 3)


def test_an_earlier_day_is_told_by_the_aging_report(desk: Desk, as_a: Door) -> None:
    html = as_a(Role.COLLECTOR).get("/collections/?as_of=2026-02-01").content.decode()
    assert "The worklist is about today" in html


def test_a_page_costs_the_same_however_many_rows_it_has(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    names(client)

    def statements(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            names(client, query)
        return len(asked)

    plain = statements("?tab=all")
    assert statements("?tab=all&q=C-3") == plain + 1, "a word is looked up once among the customers"
    assert plain <= 17


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.ADMIN, Role.SALES])
def test_who_has_nothing_to_do_with_collections_does_not_see_it(
    desk: Desk, as_a: Door, role: Role
) -> None:
    assert as_a(role).get("/collections/").status_code == 403


def test_who_reads_only_gives_no_commands(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    assert len(names(client)) == 5
    for url in ("snooze", "hold", "reassign", "refresh"):
        assert client.post(f"/collections/{url}/", {"row": []}).status_code == 403


def test_cases_higher_up_say_with_whom_and_whether_their_day_has_gone(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    boss = a_person("boss@example.com", Role.CREDIT_MANAGER, entity_id=desk.entity.pk)
    User.objects.filter(pk=boss.pk).update(name="Bo Berg")
    one, two, three = desk.customers[:3]
    for of, by in ((one, date(2026, 3, 4)), (two, date(2026, 3, 3)), (three, None)):
        escalate_customer(
            customer_id=of.pk, level=Level.MANAGER, reason="no answer", on=TODAY, by=ANN,
            answer_by=by,
        )  # fmt: skip
    with running_on(noon_utc(date(2026, 3, 3))):
        escalate_customer(
            customer_id=three.pk, level=Level.COLLECTOR, reason="back", on=date(2026, 3, 3), by=ANN
        )
    with running_on(noon_utc(date(2026, 3, 4))):
        html = client.get("/collections/escalations/").content.decode()
        assert html.index("Customer C-2") < html.index("Customer C-1")
        assert "Customer C-3" not in html
        assert "Bo Berg" in html
        late = client.get("/collections/escalations/?tab=late").context["list"].page
        assert [row["customer__name"] for row in late] == ["Customer C-2"]


def test_calls_are_listed_with_who_made_them(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR, name="bea")
    User.objects.filter(email="bea@example.com").update(name="Bea")
    client.post(
        f"/collections/focus/{desk.customers[0].public_id}/call/",
        {"outcome": "spoke", "note": "Friday"},
    )
    html = client.get("/collections/calls/").content.decode()
    assert "Friday" in html
    assert ">Bea<" in html
    assert "Spoke with somebody" in html


def test_every_other_list_of_collections_is_a_step_away(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    html = client.get("/collections/").content.decode()
    for name in ("promises", "plans", "charges", "escalations", "calls", "placements"):
        url = f"/collections/{name}/"
        assert f'href="{url}"' in html
        assert client.get(url).status_code == 200


def test_who_answers_for_a_case_is_set_in_the_settings_and_read_in_words(
    desk: Desk, as_a: Door
) -> None:
    client = browser_of(a_person("boss@example.com", Role.CREDIT_MANAGER))
    page = client.get("/settings/policies/collections.escalation/")
    assert "Manager: Credit manager answers within 2 business days." in page.content.decode()
    given = {k: v for k, v in page.context["form"].initial.items() if v not in (None, False, "")}
    given |= {
        "valid_from": "2026-03-02", "why": "we are slow", "legal_email": "Lawyer@example.com",
        "manager_answer_days": "4", "manager_climbs": "on",
    }  # fmt: skip
    assert client.post("/settings/policies/collections.escalation/", given).status_code == 302
    html = client.get("/settings/policies/collections.escalation/").content.decode()
    assert "within 4 business days; else the case goes up by itself." in html
    assert "Legal: Lawyer@example.com answers" in html
    policy = escalating_in_force(desk.entity.pk, TODAY)
    assert (policy.rungs[Level.MANAGER].climbs, policy.rungs[Level.COLLECTOR].climbs) == (
        True,
        False,
    )


def test_a_list_is_of_the_day_it_is_in_its_company_not_where_the_reader_sits(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    with running_on(
        FixedClock(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    ):  # past midnight in Berlin
        User.objects.update(zone="UTC")
        html = client.get("/collections/?entity=").content.decode()
        assert "Figures are as of" not in html
    assert WorklistHead.objects.get().as_of == date(2026, 3, 3)
