"""Checkpoints: a page of heads that shows what was cut off or written anew with the head."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.controls.checkpoints import (
    Checkpoint,
    Head,
    checkpoint,
    first_break,
    kept,
    read,
    written,
)
from cashwright.kernel.clock import now
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput
from tests import makers

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEAD = Head(new_id(), 5, bytes(range(32)))
PAGE = Checkpoint(AT, (Head(HOUSE, 17, bytes(32)), HEAD))


@pytest.mark.parametrize("key", [b"", b"secret"])
def test_a_page_is_read_as_it_was_written(key: bytes) -> None:
    assert read(written(PAGE, key), key) == PAGE
    assert read(written(PAGE, key).replace("\n", "\r\n"), key) == PAGE
    assert read(written(Checkpoint(AT, ()), key), key) == Checkpoint(AT, ())


def test_the_page_is_plain_text_a_person_can_read() -> None:
    lines = written(PAGE).splitlines()
    assert lines[:3] == [
        "cashwright checkpoint 1", "at 2026-03-02T12:00:00+00:00", f"chain {HOUSE} 17 {'00' * 32}",
    ]  # fmt: skip


@given(at=st.integers(0, 10_000), letter=st.sampled_from("0123456789abcdefx "))
def test_no_letter_of_a_page_can_be_changed(at: int, letter: str) -> None:
    page = written(PAGE)
    place = at % (len(page) - 1)
    altered = page[:place] + letter + page[place + 1 :]
    if altered != page:
        with pytest.raises(BadInput):
            read(altered)


def test_a_page_sealed_with_a_key_is_not_accepted_with_another_or_none() -> None:
    for key in (b"", b"other"):
        with pytest.raises(BadInput):
            read(written(PAGE, b"secret"), key)


@pytest.mark.parametrize("page", ["", "hello", "cashwright checkpoint 1", "seal 0"])
def test_what_is_no_page_is_refused(page: str) -> None:
    with pytest.raises(BadInput):
        read(page)


@given(facts=st.integers(0, 4))
def test_a_chain_cut_off_is_missing_from_its_new_end_on(facts: int) -> None:
    hashes = {seq: bytes([seq]) for seq in range(1, facts + 1)}
    found = first_break(HEAD, lambda seq: hashes.get(seq))
    assert found is not None
    assert (found.seq, found.kind) == (facts + 1, "missing")


def test_a_chain_that_grew_is_kept_and_one_written_anew_is_not() -> None:
    assert first_break(HEAD, lambda seq: {5: HEAD.hash, 6: b"x"}.get(seq)) is None
    found = first_break(HEAD, lambda seq: {5: b"other"}.get(seq))
    assert found is not None
    assert (found.seq, found.kind) == (5, "changed")
    assert first_break(Head(HOUSE, 0, bytes(32)), lambda _: None) is None


@pytest.mark.django_db
def test_the_books_keep_what_a_checkpoint_saw_while_they_grow() -> None:
    home = makers.entity()
    page = checkpoint(now())
    makers.customer(home)
    assert {head.chain_id for head in page.heads} >= {home.pk}
    assert list(kept(page)) == []
    ahead = Head(home.pk, 999, bytes(32))
    (lost,) = kept(Checkpoint(AT, (ahead,)))
    assert (lost.chain_id, lost.broken.kind) == (home.pk, "missing")
