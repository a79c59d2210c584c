"""A request's database shows what its person may reach, whatever the SQL says, and forgets it after."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from cashwright.areas.access import reach
from cashwright.areas.access.gate import declares
from cashwright.areas.access.policies import AUTHENTICATED, PUBLIC, Role
from cashwright.areas.access.row_security import scoped
from tests import makers
from tests.areas.parties.makers import a_person
from tests.project.cluster import environment

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__), pytest.mark.usefixtures("clock")]
INVOICES = "SELECT count(*) FROM invoicing_invoice"
ROLE = "SELECT current_user, current_setting('cashwright.entities')"


def run(sql: str) -> list[Any]:
    """What a careless page could do: SQL that asks for everything."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else [cursor.rowcount]


@declares(AUTHENTICATED)
def careless(request: HttpRequest) -> JsonResponse:
    return JsonResponse(run(request.GET["sql"]), safe=False)


@declares(PUBLIC)
def anybody(request: HttpRequest) -> JsonResponse:
    return JsonResponse(run(request.GET["sql"]), safe=False)


@declares(AUTHENTICATED)
def slowly(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(json.dumps(run(INVOICES)) for _ in range(2))


@declares(AUTHENTICATED)
def stepping_out(request: HttpRequest) -> JsonResponse:
    seen = run(INVOICES)
    with reach.whole_house():
        seen += run(INVOICES)
    with pytest.raises(LookupError), transaction.atomic(), reach.whole_house():
        raise LookupError
    return JsonResponse(seen + run(INVOICES), safe=False)


@declares(AUTHENTICATED)
def reconnecting(request: HttpRequest) -> JsonResponse:
    connection.close()
    return JsonResponse(run(INVOICES) + run(ROLE), safe=False)


urlpatterns = [
    path("careless", careless),
    path("anybody", anybody),
    path("slowly", slowly),
    path("out", stepping_out),
    path("reconnecting", reconnecting),
]
Ask = Callable[[str], Any]


@pytest.fixture
def two() -> tuple[Any, Any]:
    """An invoice of each of two legal entities."""
    return makers.invoice(makers.customer(makers.entity("DE"))), makers.invoice(
        makers.customer(makers.entity("US", "USD", "US"), "U-1")
    )


def browser(email: str, **scope: Any) -> Client:
    client = Client()
    client.force_login(a_person(email, Role.CLERK, **scope))
    return client


def asking(client: Client, where: str = "/careless") -> Ask:
    return lambda sql: client.get(where, {"sql": sql}).json()


@pytest.fixture
def ask(two: tuple[Any, Any]) -> Ask:
    """SQL within the request of a clerk of the first entity."""
    return asking(browser("ann@example.com", entity_id=two[0].entity_id))


def test_a_clerk_of_one_entity_sees_no_row_of_another_even_by_sql(
    ask: Ask, two: tuple[Any, Any]
) -> None:
    mine, other = two
    assert ask("SELECT id FROM invoicing_invoice") == [[str(mine.pk)]]
    assert ask("SELECT DISTINCT invoice_id FROM invoicing_invoiceline") == [[str(mine.pk)]]
    assert ask("SELECT DISTINCT entity_id FROM ledger_posting") == [[str(mine.entity_id)]]
    assert ask("SELECT code FROM parties_legalentity") == [["DE"]]
    told = [chain for (chain,) in ask("SELECT DISTINCT chain_id FROM controls_fact")]
    assert str(mine.entity_id) in told
    assert str(other.entity_id) not in told


def test_a_clerk_of_one_entity_changes_no_row_of_another(ask: Ask, two: tuple[Any, Any]) -> None:
    mine, other = two
    note = "UPDATE parties_customer SET name = 'Mine' WHERE id ="
    assert ask(f"{note} '{other.customer_id}'") == [0]
    assert ask(f"{note} '{mine.customer_id}'") == [1]
    assert ask(f"DELETE FROM invoicing_invoice WHERE id = '{other.pk}'") == [0]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE parties_customer SET entity_id = '{other}'",
        (
            "INSERT INTO controls_task (id, entity_id, kind, key, title, facts, opened_on, state, outcome,"
            " closed_by) VALUES (gen_random_uuid(), '{other}', 'ask', 'k', 'x', '{{}}', '2026-01-01', 'open', '', '')"
        ),
        "ALTER TABLE parties_customer DISABLE ROW LEVEL SECURITY",
        "DROP POLICY reach ON parties_customer",
        "TRUNCATE parties_consent",
        "SET session_replication_role = replica",
        "COPY parties_customer TO PROGRAM 'true'",
    ],
)
def test_what_would_get_around_it_is_refused(ask: Ask, two: tuple[Any, Any], sql: str) -> None:
    with pytest.raises(ProgrammingError) as refused:
        ask(sql.format(other=two[1].entity_id))
    assert getattr(refused.value.__cause__, "sqlstate", "") == "42501"


def test_somebody_of_the_whole_house_sees_all_and_is_limited_all_the_same(
    two: tuple[Any, Any],
) -> None:
    everywhere = asking(browser("cfo@example.com"))
    assert everywhere(INVOICES) == [[2]]
    assert everywhere(ROLE) == [["cashwright_scoped", "*"]]


def test_without_a_reach_no_scoped_table_shows_a_row(two: tuple[Any, Any]) -> None:
    with reach.reaching(reach.NOBODY):
        shown = {table: run(f'SELECT count(*) FROM "{table}"')[0][0] for table in scoped()}
    assert {table: rows for table, rows in shown.items() if rows} == {}
    assert run(INVOICES) == [(2,)]


def test_somebody_without_a_role_and_a_visitor_see_nothing(two: tuple[Any, Any]) -> None:
    idle = Client()
    idle.force_login(a_person("idle@example.com"))
    assert asking(idle)(INVOICES) == [[0]]
    assert asking(Client(), "/anybody")(INVOICES) == [[0]]


def test_no_request_inherits_the_reach_of_the_one_before(ask: Ask, two: tuple[Any, Any]) -> None:
    abroad = asking(browser("bob@example.com", entity_id=two[1].entity_id))
    visitor = asking(Client(), "/anybody")
    one, other = [[str(two[0].pk)]], [[str(two[1].pk)]]
    wanted = "SELECT id FROM invoicing_invoice"
    for _ in range(2):
        assert ask(wanted) == one
        assert visitor(wanted) == []
        with pytest.raises(ProgrammingError):
            ask("SELECT * FROM nowhere")
        assert visitor(ROLE) == [["cashwright_scoped", ""]]
        assert abroad(wanted) == other
    assert run(ROLE)[0][1] == "*", "the test itself is the house again"


def test_a_role_that_ends_takes_its_reach_with_it(two: tuple[Any, Any]) -> None:
    person = a_person("ann@example.com", Role.CLERK, entity_id=two[0].entity_id)
    client = Client()
    client.force_login(person)
    assert asking(client)(INVOICES) == [[1]]
    person.assignments.all().delete()
    assert asking(client)(INVOICES) == [[0]]


def test_a_response_that_is_still_being_read_keeps_its_reach(two: tuple[Any, Any]) -> None:
    answer = browser("ann@example.com", entity_id=two[0].entity_id).get("/slowly")
    content: Iterator[bytes] = answer.streaming_content  # type: ignore[attr-defined]
    assert list(content) == [b"[[1]]", b"[[1]]"]
    assert run(INVOICES) == [(2,)]


def test_work_of_the_house_within_a_request_ends_where_it_says(two: tuple[Any, Any]) -> None:
    answer = browser("ann@example.com", entity_id=two[0].entity_id).get("/out")
    assert answer.json() == [[1], [2], [1]]


@pytest.mark.django_db(transaction=True)
def test_a_connection_opened_in_mid_request_takes_over_its_reach(two: tuple[Any, Any]) -> None:
    answer = browser("ann@example.com", entity_id=two[0].entity_id).get("/reconnecting")
    assert answer.json()[:2] == [[1], ["cashwright_scoped", answer.json()[1][1]]]


@pytest.mark.enable_socket
def test_a_web_process_reaches_nothing_outside_of_requests(
    two: tuple[Any, Any], database_url: str, tmp_path: Any
) -> None:
    said = (
        "import cashwright.project.wsgi; from django.db import connection as c;"
        f"print(c.cursor().execute({INVOICES!r}).fetchone(), c.cursor().execute({ROLE!r}).fetchone())"
    )
    done = subprocess.run(
        [sys.executable, "-c", said],
        env=environment(tmp_path, DATABASE_URL=database_url),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "(0,) ('cashwright_scoped', '')"
