"""The check an auditor can repeat: where a chain of facts is not what its writer wrote."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.controls.rules import Link, check_chain


def chain(facts: int, start: int = 1, before: bytes = bytes(32)) -> list[Link]:
    links = []
    for seq in range(start, start + facts):
        body = json.dumps({"seq": seq, "actor": "usr_ann"}).encode()
        before = hashlib.sha256(before + body).digest()
        links.append(Link(seq, body, before, {"actor": "usr_ann"}))
    return links


def check(links: list[Link], whole: list[Link]) -> tuple[int, str] | None:
    head = whole[-1]
    found = check_chain(links, head_seq=head.seq, head_hash=head.hash)
    return (found.seq, found.kind) if found else None


def test_a_chain_as_written_is_whole_and_so_is_an_empty_one() -> None:
    assert check(chain(5), chain(5)) is None
    assert check_chain([], head_seq=0, head_hash=bytes(32)) is None


@given(facts=st.integers(1, 8), data=st.data())
def test_any_single_change_is_found_at_its_position(facts: int, data: st.DataObject) -> None:
    whole = chain(facts)
    at = data.draw(st.integers(0, facts - 1))
    link, seq = whole[at], at + 1
    changed_bytes = [*whole[:at], replace(link, body=link.body + b" "), *whole[at + 1 :]]
    changed_hash = [*whole[:at], replace(link, hash=bytes(32)), *whole[at + 1 :]]
    changed_column = [*whole[:at], replace(link, columns={"actor": "usr_eve"}), *whole[at + 1 :]]
    deleted = [*whole[:at], *whole[at + 1 :]]
    doubled = [*whole[: at + 1], link, *whole[at + 1 :]]
    assert check(changed_bytes, whole) == (seq, "changed")
    assert check(changed_hash, whole) == (seq, "changed")
    assert check(changed_column, whole) == (seq, "changed")
    assert check(deleted, whole) == (seq, "missing")
    assert check(doubled, whole) == (seq, "inserted")


def test_what_is_cut_off_or_added_at_the_end_shows_against_the_head() -> None:
    assert check(chain(3), chain(5)) == (4, "missing")
    assert check(chain(5), chain(3)) == (4, "inserted")


def test_a_fact_hashed_again_in_another_place_still_says_its_own_number() -> None:
    first, second = chain(2)
    moved = Link(1, second.body, hashlib.sha256(bytes(32) + second.body).digest(), second.columns)
    assert check([moved], [moved]) == (1, "reordered")
    assert first.seq == 1


@pytest.mark.parametrize("body", [b"\xff", b"no json", b"[]", b"7"])
def test_bytes_that_are_no_fact_are_a_break_and_no_crash(body: bytes) -> None:
    link = Link(1, body, hashlib.sha256(bytes(32) + body).digest(), {"actor": "usr_ann"})
    assert check([link], [link]) == (1, "reordered")
