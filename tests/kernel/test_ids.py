"""Ids: in the order they were made, shown to people with a prefix that tells what they are."""

import threading
import time
import uuid
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel import ids
from cashwright.kernel.ids import new_id, new_id_texts, new_ids, parse_public_id, public_id
from cashwright.kernel.refusals import BadInput

prefixes = st.sampled_from(["inv", "cn", "pay", "ent"])
uuids = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))


def test_an_id_is_a_version_seven_uuid_of_this_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1_000


def test_ids_of_one_moment_keep_their_order_across_all_makers() -> None:
    made = [str(new_id()) for _ in range(50)]
    made += [str(value) for value in new_ids(40_000)]
    made += new_id_texts(40_000)
    made += [str(new_id())]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(UUID(text).version == 7 and str(UUID(text)) == text for text in made[::997])


def test_a_clock_set_back_does_not_turn_the_order_round(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert new_id() > first


def test_a_counter_that_is_used_up_moves_on_to_the_next_millisecond(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    monkeypatch.setattr(ids, "_counter", (1 << 26) - 2)
    made = new_ids(4)
    assert made == sorted(made)
    assert (made[2].int >> 80) == (made[1].int >> 80) + 1


def test_many_threads_never_get_the_same_place() -> None:
    made: list[list[UUID]] = [[] for _ in range(8)]

    def make(place: int) -> None:
        for _ in range(200):
            made[place] += new_ids(20)

    threads = [threading.Thread(target=make, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [value.int >> 48 for own in made for value in own]
    assert len(set(every)) == len(every) == 8 * 200 * 20
    assert all(own == sorted(own) for own in made)


def test_none_are_made_when_none_are_asked_for() -> None:
    assert new_ids(0) == []
    assert new_id_texts(0) == []


def test_what_people_see_is_the_prefix_and_26_letters() -> None:
    value = UUID("01a20fe4-9d71-7000-8000-e1d9932d2a85")
    assert public_id("inv", value) == "inv_01m87y97bhe0080071v69jtam5"


@given(prefix=prefixes, value=uuids)
def test_what_is_shown_leads_back_to_the_same_document(prefix: str, value: UUID) -> None:
    text = public_id(prefix, value)
    assert parse_public_id(prefix, text) == value
    assert len(text) == len(prefix) + 27


@given(left=uuids, right=uuids)
def test_what_is_shown_sorts_as_the_ids_do(left: UUID, right: UUID) -> None:
    assert (left < right) == (public_id("inv", left) < public_id("inv", right))


@given(value=uuids, prefix=prefixes, other=prefixes)
def test_the_id_of_another_kind_is_refused(value: UUID, prefix: str, other: str) -> None:
    if prefix != other:
        with pytest.raises(BadInput):
            parse_public_id(other, public_id(prefix, value))


@pytest.mark.parametrize(
    "text",
    ["", "inv", "inv_", "inv_" + "0" * 25, "inv_" + "0" * 27, "inv_8" + "0" * 25, "inv_" + "u" * 26,
     "inv_" + "0" * 25 + "\n", "INV_" + "0" * 26],
)  # fmt: skip
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_public_id("inv", text)
