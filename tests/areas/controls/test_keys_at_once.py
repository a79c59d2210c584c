"""Keys while the house works: rotating meets reading, sealing and erasing, and none of them fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from cashwright.areas.controls import keys
from cashwright.areas.controls.key_ring import add_key, ring
from cashwright.areas.controls.keys import (
    Secret,
    destroy_key,
    drop_idle_keys,
    rewrap_keys,
    seal,
    unseal,
)
from cashwright.areas.controls.models import SubjectKey
from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.refusals import SubjectErased
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor.rule("test")
PLACE = keys.place("payments_payment", "account_sealed", UUID(int=1))


@pytest.fixture(autouse=True)
def key_ring(settings: Any, tmp_path: Path) -> None:
    """A key ring of the test's own."""
    settings.KEY_RING = tmp_path / "ring"


def sealed(subject_id: UUID) -> bytes:
    (made,) = seal([Secret(SubjectKind.CUSTOMER, subject_id, PLACE, "canary")])
    return made


def in_threads(*works: Callable[[], None]) -> list[BaseException]:
    """What went wrong in any of them."""
    wrong: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_keys_are_rotated_under_load_without_one_error() -> None:
    subjects = [new_id() for _ in range(60)]
    made = [sealed(subject) for subject in subjects]
    old, finished = ring().current, threading.Event()
    read = [0, 0]

    def reading() -> None:
        while not finished.is_set():
            assert {unseal(each, PLACE) for each in made} == {"canary"}
            read[0] += len(made)

    def sealing() -> None:
        while not finished.is_set():
            with transaction.atomic():  # as an import does: many subjects, locked to its end
                seal([Secret(SubjectKind.CUSTOMER, one, PLACE, "more") for one in subjects])
            sealed(new_id())
            read[1] += 1

    def rotating() -> None:
        try:
            for _ in range(5):
                add_key()
                while rewrap_keys(by=BY, limit=7):
                    pass
        finally:
            finished.set()

    assert in_threads(reading, sealing, rotating) == []
    assert min(read) > 0
    while rewrap_keys(by=BY):
        pass
    assert len(drop_idle_keys()) == 5
    assert old not in ring().keys
    assert {unseal(each, PLACE) for each in made} == {"canary"}


def test_a_key_is_not_dropped_while_somebody_still_wraps_with_it() -> None:
    """An import that began before the rotation ends after it; what it sealed opens."""
    old = ring().current
    is_sealed, subject, made = threading.Event(), new_id(), list[bytes]()

    def importing() -> None:
        with transaction.atomic():
            made.append(sealed(subject))
            is_sealed.set()
            time.sleep(0.5)

    def rotating() -> None:
        is_sealed.wait()
        add_key()
        while rewrap_keys(by=BY):
            pass
        assert drop_idle_keys() == []

    assert in_threads(importing, rotating) == []
    assert old in ring().keys
    assert unseal(made[0], PLACE) == "canary"


def test_no_key_is_forgotten_when_several_are_added_at_once() -> None:
    names: list[str] = []
    assert in_threads(*[lambda: names.append(add_key())] * 6) == []
    assert sorted(ring().keys) == sorted(names)
    assert len(set(names)) == 6


def test_two_who_seal_first_at_once_for_one_subject_use_one_key() -> None:
    for _ in range(10):
        subject, made = new_id(), list[bytes]()
        assert in_threads(*[lambda s=subject, m=made: m.append(sealed(s)) for _ in range(4)]) == []
        assert SubjectKey.objects.filter(subject_id=subject).count() == 1
        assert {unseal(each, PLACE) for each in made} == {"canary"}


def test_who_seals_while_a_subject_is_erased_is_refused_or_was_first_and_nothing_opens() -> None:
    for _ in range(10):
        subject, made = new_id(), list[bytes]()
        sealed(subject)

        def sealing(subject: UUID = subject, made: list[bytes] = made) -> None:
            try:
                made.append(sealed(subject))
            except SubjectErased:
                return

        def erasing(subject: UUID = subject) -> None:
            with transaction.atomic():
                destroy_key(SubjectKind.CUSTOMER, subject, at=now())

        assert in_threads(sealing, erasing, sealing) == []
        for each in made:
            with pytest.raises(SubjectErased):
                unseal(each, PLACE)
