"""Once-only requests, policies, tasks and the books' clock; and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from cashwright.areas.controls.models import Fact, PolicyVersion
from cashwright.areas.controls.queries import books_today, open_tasks, policy_value, test_clock_day
from cashwright.areas.controls.refusals import ClockRunsForward, KeyReused
from cashwright.areas.controls.services import (
    close_task,
    once,
    open_task,
    request_approval,
    set_book_clock,
    set_policy,
)
from cashwright.kernel.clock import FixedClock
from cashwright.kernel.events import HOUSE
from cashwright.kernel.refusals import NotAllowedNow, NotFound
from tests.makers import ANN, some_id

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)


def test_the_same_request_gets_the_first_answer_again_without_doing_it_twice() -> None:
    done: list[int] = []

    def work() -> dict[str, int]:
        done.append(1)
        return {"n": len(done)}

    for _ in range(3):
        assert once(scope="api", key="k", request={"a": 1}, work=work) == {"n": 1}
    assert once(scope="other", key="k", request={"a": 1}, work=work) == {"n": 2}
    with pytest.raises(KeyReused):
        once(scope="api", key="k", request={"a": 2}, work=work)


def test_a_request_that_failed_may_be_sent_again() -> None:
    def fails() -> dict[str, int]:
        raise NotFound(document="payment", id="?")

    with pytest.raises(NotFound):
        once(scope="api", key="k", request={}, work=fails)
    assert once(scope="api", key="k", request={}, work=lambda: {"n": 1}) == {"n": 1}


def test_a_policy_has_a_value_for_every_day_the_newest_version_of_that_day() -> None:
    for value, valid_from in ((1, date(2026, 1, 1)), (2, date(2026, 3, 1)), (3, date(2026, 2, 1))):
        set_policy(name="p", value={"v": value}, valid_from=valid_from, by=ANN, why="w")
    days = [date(2025, 12, 31), DAY, date(2026, 2, 1), date(2026, 3, 1)]
    assert [policy_value("p", on=on) for on in days] == [None, {"v": 1}, {"v": 3}, {"v": 2}]
    assert list(PolicyVersion.objects.order_by("version").values_list("version", flat=True)) == [
        1,
        2,
        3,
    ]


def test_a_task_is_opened_once_by_its_key_and_closed_once() -> None:
    first, again = (
        open_task(entity_id=HOUSE, kind="k", key="one", title=title, on=DAY, by=ANN)
        for title in ("Look", "Look again")
    )
    assert (first.pk, again.title) == (again.pk, "Look")
    assert Fact.objects.filter(name="controls.task_opened").count() == 1
    close_task(task_id=first.pk, move="finish", outcome="looked", by=ANN)
    assert not open_tasks().exists()
    with pytest.raises(NotAllowedNow):
        close_task(task_id=first.pk, move="dismiss", outcome="", by=ANN)
    with pytest.raises(NotFound):
        close_task(task_id=some_id(), move="finish", outcome="", by=ANN)


def test_the_books_day_goes_forward_and_without_one_they_follow_the_machine(
    clock: FixedClock,
) -> None:
    assert (test_clock_day(), books_today("Pacific/Kiritimati")) == (None, date(2026, 3, 3))
    set_book_clock(today=DAY, by=ANN)
    set_book_clock(today=DAY, by=ANN)
    with pytest.raises(ClockRunsForward):
        set_book_clock(today=date(2026, 1, 19), by=ANN)
    assert books_today("Pacific/Kiritimati") == DAY


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE controls_fact SET actor = 'usr_eve'",
        "DELETE FROM controls_fact",
        "TRUNCATE controls_fact",
        "UPDATE controls_policyversion SET value = '{}'",
        "DELETE FROM controls_policyversion",
        "TRUNCATE controls_policyversion",
        "INSERT INTO controls_fact SELECT * FROM controls_fact",
        "INSERT INTO controls_bookclock (id, today) VALUES (2, '2026-01-01')",
        "UPDATE controls_task SET state = 'forgotten'",
        "UPDATE controls_approval SET state = 'guessed'",
    ],
)
def test_the_database_refuses(sql: str) -> None:
    set_policy(name="p", value={}, valid_from=DAY, by=ANN, why="w")
    open_task(entity_id=HOUSE, kind="k", key="one", title="t", on=DAY, by=ANN)
    request_approval(
        entity_id=HOUSE, kind="k", document_id=HOUSE, payload={}, by=ANN, reason="because"
    )
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_idempotency_key_stands_once() -> None:
    once(scope="api", key="k", request={}, work=dict)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO controls_idempotencykey SELECT gen_random_uuid(), scope, key, request_hash,"
            " answer, made_at FROM controls_idempotencykey"
        )
