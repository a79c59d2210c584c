"""Commands: one transaction, one set of facts, tried again when the database asks for it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

import polars as pl
import pytest
from django.db import OperationalError, transaction

from cashwright.areas.controls.journal import Context, context
from cashwright.areas.controls.models import Chain, Fact, Task
from cashwright.areas.controls.queries import customer_facts, document_facts, verify_chains
from cashwright.areas.controls.services import announce, announce_frame, command, open_task
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotFound
from tests.makers import ANN

pytestmark = pytest.mark.django_db
RULE = Actor.rule("runs.day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    name: ClassVar[str] = "test.noted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "note_id"

    entity_id: UUID
    note_id: UUID
    text: str
    customer_id: UUID | None = None


@command
def note(text: str, *, entity_id: UUID = HOUSE, by: Actor = ANN, why: str = "") -> UUID:
    event = Noted(entity_id=entity_id, note_id=new_id(), text=text)
    announce(event, by=by, why=why)
    return event.note_id


def texts(entity_id: UUID = HOUSE) -> list[str]:
    facts = Fact.objects.filter(chain_id=entity_id, name="test.noted").order_by("seq")
    return [json.loads(bytes(fact.body))["data"]["text"] for fact in facts]


def test_a_fact_says_who_when_why_and_what_and_follows_the_one_before(clock: FixedClock) -> None:
    first, second = note("one"), note("two", by=RULE, why="because")
    facts = list(Fact.objects.filter(chain_id=HOUSE).order_by("seq"))[-2:]
    told = json.loads(bytes(facts[1].body))
    assert [fact.document_id for fact in facts] == [first, second]
    assert facts[1].seq == facts[0].seq + 1
    assert (told["touch"], told["actor"], told["why"]) == ("rule", "runs.day", "because")
    assert (told["name"], told["version"], told["document"]) == ("test.noted", 1, str(second))
    assert told["at"] == clock.now().isoformat()
    assert told["data"] == {
        "entity_id": str(HOUSE), "note_id": str(second), "text": "two", "customer_id": None,
    }  # fmt: skip
    assert all(report.broken is None for report in verify_chains())


def test_facts_of_a_command_that_fails_are_not_told() -> None:
    @command
    def fails() -> None:
        note("never")
        raise NotFound(document="note", id="?")

    with pytest.raises(NotFound):
        fails()
    assert texts() == []


def test_a_command_within_another_takes_back_its_own_facts_and_rows_alone() -> None:
    @command
    def inner() -> None:
        open_task(entity_id=HOUSE, kind="k", key="inner", title="t", on=date(2026, 1, 1), by=ANN)
        note("inner")
        raise NotFound(document="note", id="?")

    @command
    def outer() -> None:
        note("before")
        with pytest.raises(NotFound):
            inner()
        note("after")

    outer()
    assert texts() == ["before", "after"]
    assert not Task.objects.filter(key="inner").exists()
    assert not Fact.objects.filter(name="controls.task_opened").exists()


def test_facts_are_numbered_at_the_end_of_the_outermost_command() -> None:
    @command
    def outer() -> None:
        note("one")
        assert texts() == []

    outer()
    assert texts() == ["one"]


def test_each_entity_has_a_chain_of_its_own() -> None:
    mine, yours = new_id(), new_id()
    note("a", entity_id=mine)
    note("b", entity_id=yours)
    note("c", entity_id=mine)
    assert Chain.objects.get(pk=mine).seq == 2
    assert (texts(mine), texts(yours)) == (["a", "c"], ["b"])


def test_facts_of_a_set_are_chained_like_those_told_one_by_one() -> None:
    mine, customer, ids = new_id(), new_id(), [new_id() for _ in range(50)]

    @command
    def many() -> None:
        told = pl.DataFrame({"document_id": [str(pk) for pk in ids]}).with_columns(
            customer_id=pl.lit(str(customer)), why=pl.lit("import"), note_id="document_id",
            text=pl.int_range(pl.len()).cast(pl.String),
        )  # fmt: skip
        announce_frame(Noted, told, entity_id=mine, by=RULE)
        note("last", entity_id=mine)

    many()
    assert texts(mine) == [*(str(n) for n in range(50)), "last"]
    assert customer_facts(customer).count() == 50
    assert document_facts(ids[7]).get().seq == 8
    assert all(report.broken is None for report in verify_chains())


def test_the_run_and_request_around_a_change_stand_in_its_facts() -> None:
    run_id = new_id()
    token = context.set(Context(run_id=run_id, request_id="req-1"))
    try:
        note("x")
    finally:
        context.reset(token)
    fact = Fact.objects.get(name="test.noted")
    assert fact.run_id == run_id
    assert json.loads(bytes(fact.body))["request"] == "req-1"


def test_announcing_outside_a_command_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        announce(Noted(entity_id=HOUSE, note_id=new_id(), text="x"), by=ANN)


class _Cause(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def failing(sqlstate: str, times: int) -> tuple[list[int], object]:
    """A command that meets a database error `times` times before it succeeds."""
    tries: list[int] = []

    @command
    def act() -> str:
        tries.append(1)
        note("once")
        if len(tries) <= times:
            raise OperationalError("try again") from _Cause(sqlstate)
        return "done"

    return tries, act


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_serialization_failure_or_deadlock_is_tried_again_whole(
    sqlstate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    tries, act = failing(sqlstate, times=5)
    assert act() == "done"  # type: ignore[operator]
    assert len(tries) == 6
    assert texts() == ["once"]


@pytest.mark.django_db(transaction=True)
def test_attempts_are_bounded_and_other_errors_are_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    for sqlstate, expected in (("40001", 6), ("57014", 1)):
        tries, act = failing(sqlstate, times=99)
        with pytest.raises(OperationalError):
            act()  # type: ignore[operator]
        assert len(tries) == expected
    assert texts() == []


def test_within_someone_elses_transaction_nothing_is_tried_again() -> None:
    tries, act = failing("40001", times=99)
    with pytest.raises(OperationalError), transaction.atomic():
        act()  # type: ignore[operator]
    assert len(tries) == 1
