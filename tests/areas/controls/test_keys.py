"""Sealed fields: what is sealed opens at its own place while its subject's key lives, and never after."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings
from typer.testing import CliRunner

from cashwright.areas.controls import keys, sealing
from cashwright.areas.controls.key_ring import add_key, ring
from cashwright.areas.controls.keys import Secret, destroy_key, rewrap_keys, seal, unseal
from cashwright.areas.controls.models import Fact, SubjectKey
from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.refusals import SubjectErased
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.project.commands import keys as keys_command

pytestmark = pytest.mark.django_db
BY = Actor.rule("test")
HERE = keys.place("payments_payment", "account_sealed", UUID(int=1))
THERE = keys.place("payments_payment", "account_sealed", UUID(int=2))
runner = CliRunner()


@pytest.fixture(autouse=True)
def key_ring(settings: Settings, tmp_path: Path) -> Path:
    """A key ring of the test's own."""
    settings.KEY_RING = tmp_path / "keys" / "ring"
    path: Path = settings.KEY_RING
    return path


def sealed(subject_id: UUID, text: str = "DE89370400440532013000", place: str = HERE) -> bytes:
    (made,) = seal([Secret(SubjectKind.CUSTOMER, subject_id, place, text)])
    return made


def keys_of(*arguments: str) -> str:
    done = runner.invoke(keys_command.app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_is_sealed_opens_at_its_place_and_shows_nothing_of_the_text() -> None:
    subject = new_id()
    one, other = sealed(subject), sealed(subject)
    assert unseal(one, HERE) == unseal(other, HERE) == "DE89370400440532013000"
    assert one != other
    assert b"3704" not in one
    assert SubjectKey.objects.count() == 1, "a subject has one key"


def test_a_seal_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(sealing.Unreadable):
        unseal(sealed(new_id()), THERE)


def test_a_seal_changed_by_one_bit_does_not_open() -> None:
    made = bytearray(sealed(new_id()))
    made[-1] ^= 1
    with pytest.raises(sealing.Unreadable):
        unseal(bytes(made), HERE)


def test_a_data_key_copied_to_another_subject_opens_nothing_there() -> None:
    one, other = new_id(), new_id()
    made = sealed(one)
    sealed(other)
    wrapped = bytes(SubjectKey.objects.get(subject_id=one).wrapped or b"")
    SubjectKey.objects.filter(subject_id=other).update(wrapped=wrapped)
    moved = SubjectKey.objects.get(subject_id=other).pk.bytes + made[16:]
    with pytest.raises(sealing.Unreadable):
        unseal(moved, HERE)


@pytest.mark.parametrize("odd", [b"", b"x" * 10, bytes(16) + b"\x01" * 40])
def test_bytes_that_are_no_seal_are_unreadable(odd: bytes) -> None:
    with pytest.raises(sealing.Unreadable):
        unseal(odd, HERE)


def test_after_its_key_is_destroyed_nothing_of_a_subject_opens_and_nothing_is_sealed() -> None:
    subject, bystander = new_id(), new_id()
    made, kept = sealed(subject), sealed(bystander)
    assert destroy_key(SubjectKind.CUSTOMER, subject, at=now())
    assert not destroy_key(SubjectKind.CUSTOMER, subject, at=now()), "the second time it is done"
    with pytest.raises(SubjectErased):
        unseal(made, HERE)
    with pytest.raises(SubjectErased):
        sealed(subject)
    assert unseal(kept, HERE)
    assert SubjectKey.objects.get(subject_id=subject).wrapped is None


def test_a_subject_without_a_key_can_be_erased_and_gets_none_afterwards() -> None:
    subject = new_id()
    destroy_key(SubjectKind.CONTACT, subject, at=now())
    with pytest.raises(SubjectErased):
        sealed(subject)


@pytest.mark.parametrize(
    "revive",
    [
        "UPDATE controls_subjectkey SET wrapped = '\\x01', erased_at = NULL",
        "DELETE FROM controls_subjectkey",
        "UPDATE controls_subjectkey SET subject_id = gen_random_uuid()",
    ],
)
def test_the_database_lets_nobody_revive_or_remove_a_destroyed_key(revive: str) -> None:
    destroy_key(SubjectKind.CUSTOMER, new_id(), at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(revive)


def test_rotating_wraps_every_key_anew_and_changes_no_seal(key_ring: Path) -> None:
    subjects = [new_id() for _ in range(7)]
    made = [sealed(subject) for subject in subjects]
    destroy_key(SubjectKind.CUSTOMER, subjects[0], at=now())
    before = ring().current
    after = add_key()
    assert before != after
    assert [unseal(each, HERE) for each in made[1:]], "both keys open while it goes on"
    assert "6 data keys" in keys_of("rotate")
    assert keys.ring_keys_in_use() == {after}
    assert "0 data keys" in keys_of("rotate"), "a second time nothing changes"
    assert f"Forgotten: {before}." in keys_of("drop")
    assert list(ring().keys) == [after]
    assert {unseal(each, HERE) for each in made[1:]} == {"DE89370400440532013000"}
    with pytest.raises(SubjectErased):
        unseal(made[0], HERE)


def test_a_rotation_stopped_half_way_goes_on_where_it_stopped() -> None:
    made = [sealed(new_id()) for _ in range(5)]
    before, after = ring().current, add_key()
    assert rewrap_keys(by=BY, limit=2) == 2
    assert keys.ring_keys_in_use() == {before, after}
    assert keys_of("drop") == "Forgotten: none.\n", "a key that still wraps something stays"
    assert all(unseal(each, HERE) for each in made)
    assert [rewrap_keys(by=BY, limit=2) for _ in range(3)] == [2, 1, 0]
    assert Fact.objects.filter(name="controls.keys_rewrapped").count() == 3


def test_a_copy_made_before_the_rotation_opens_no_longer_once_the_old_key_is_dropped() -> None:
    subject = new_id()
    made = sealed(subject)
    copy = SubjectKey.objects.get(subject_id=subject)
    add_key()
    keys_of("rotate")
    keys_of("drop")
    with pytest.raises(sealing.Unreadable):
        keys.unseal_with(copy, made, HERE, ring())


def test_the_ring_is_for_its_owner_alone_and_lists_no_key(key_ring: Path) -> None:
    sealed(new_id())
    assert key_ring.stat().st_mode & 0o777 == 0o600
    told = keys_of("list")
    assert told == f"{ring().current}  current, in use\n"
    assert key_ring.read_text().strip() not in told


def test_in_production_no_key_is_made_up(settings: Settings, key_ring: Path) -> None:
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="cashwright keys add"):
        sealed(new_id())
    assert not key_ring.exists()
    name = keys_of("add").split()[0]
    sealed(new_id())
    assert keys.ring_keys_in_use() == {name}


def test_a_ring_that_is_damaged_is_told_of(key_ring: Path) -> None:
    key_ring.parent.mkdir()
    key_ring.write_text("AAAA\n")
    with pytest.raises(ImproperlyConfigured):
        ring()
    os.truncate(key_ring, 0)
    with pytest.raises(ImproperlyConfigured):
        ring()
