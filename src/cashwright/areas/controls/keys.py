"""Data keys: one a subject (a person, a payer), stored wrapped; what they seal opens while they live.

Words: a *subject* is whose data it is; a *sealed field* is a column named in its model's `SEALED`:
the id of the data key, then the seal. To erase a subject is to destroy its key: what was sealed
under it, here, in the journal or in a copy made from now on, stays as it is and never opens again.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from cashwright.areas.controls import sealing
from cashwright.areas.controls.events import KeysRewrapped
from cashwright.areas.controls.key_ring import KeyRing, drop_keys, ring
from cashwright.areas.controls.models import SubjectKey
from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.refusals import SubjectErased
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id

_ID = 16
_PRINT = 16
_HELD = """
SELECT id, subject_id, ring_key, wrapped FROM controls_subjectkey
WHERE subject_id = ANY(%s) ORDER BY id FOR KEY SHARE
"""
_REWRAP = """
UPDATE controls_subjectkey k SET ring_key = %s, wrapped = n.wrapped
FROM unnest(%s::uuid[], %s::bytea[]) AS n (id, wrapped) WHERE k.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Secret:
    """One text to be sealed: whose it is and where it stands."""

    kind: SubjectKind
    subject_id: UUID
    place: str
    text: str


def place(table: str, column: str, row: UUID) -> str:
    """Where a seal stands, as it is authenticated with it."""
    return f"{table}.{column}/{row}"


def seal(secrets: Sequence[Secret]) -> list[bytes]:
    """Sealed fields for `secrets`, in their order; a subject gets its data key when first needed.

    raises  SubjectErased
    locks   the data keys in id order, only against being destroyed
    """
    keys = _data_keys({secret.subject_id: secret.kind for secret in secrets})
    made = []
    for secret in secrets:
        key_id, key = keys[secret.subject_id]
        made.append(key_id.bytes + sealing.seal(key, secret.text.encode(), secret.place))
    return made


def fingerprints(entity_id: UUID, texts: Sequence[str]) -> list[bytes]:
    """16 bytes for each text: the same for the same text of one legal entity, and telling nothing of it.

    HMAC-SHA256 under a key made of the entity's data key, so that they outlive its rewrapping; whoever
    has the database alone can neither read them nor try account numbers out.

    raises  SubjectErased
    """
    if not texts:
        return []
    _, key = _data_keys({entity_id: SubjectKind.ENTITY})[entity_id]
    own = hmac.digest(key, b"fingerprints", "sha256")
    return [hmac.digest(own, text.encode(), "sha256")[:_PRINT] for text in texts]


def unseal(sealed: bytes, where: str) -> str:
    """The text of a sealed field. Raises SubjectErased, sealing.Unreadable."""
    held = SubjectKey.objects.filter(pk=key_of(sealed)).first()
    if held is None:
        raise sealing.Unreadable("its data key is gone")
    return unseal_with(held, sealed, where, ring())


def unseal_with(held: SubjectKey, sealed: bytes, where: str, wrapping: KeyRing) -> str:
    """The same with its key at hand, for many fields at once."""
    if held.wrapped is None:
        raise SubjectErased(subject_id=str(held.subject_id))
    key = _unwrapped(held.pk, held.ring_key, bytes(held.wrapped), wrapping)
    return sealing.unseal(key, sealed[_ID:], where).decode()


def key_of(sealed: bytes) -> UUID:
    """The data key a sealed field names."""
    if len(sealed) <= _ID:
        raise sealing.Unreadable("too short for a sealed field")
    return UUID(bytes=sealed[:_ID])


def destroy_key(kind: SubjectKind, subject_id: UUID, *, at: datetime) -> bool:
    """Destroy a subject's data key within the command in progress; False when that was done before.

    The row stays and says so; a subject that never had a key gets such a row too, so that nothing
    is sealed for it any more.
    """
    SubjectKey.objects.bulk_create([_fresh(kind, subject_id, ring())], ignore_conflicts=True)
    held = SubjectKey.objects.select_for_update().get(subject_id=subject_id)
    if held.erased_at is not None:
        return False
    held.wrapped, held.ring_key, held.erased_at = None, "", at
    held.save(update_fields=["wrapped", "ring_key", "erased_at"])
    return True


@command
def rewrap_keys(*, by: Actor, limit: int = 500) -> int:
    """Wrap up to `limit` data keys anew with the ring's current key; returns how many, 0 at the end.

    repeat  goes on where it stopped; what is wrapped with the current key is not touched
    raises  sealing.Unreadable when the ring lacks a key that still wraps one
    """
    wrapping = _ring_to_write_with()
    rows = SubjectKey.objects.select_for_update(no_key=True).filter(erased_at__isnull=True)
    stale = list(rows.exclude(ring_key=wrapping.current).order_by("pk")[:limit])
    wrapped = []
    for held in stale:
        assert held.wrapped is not None, "only an erased subject has none"
        key = _unwrapped(held.pk, held.ring_key, bytes(held.wrapped), wrapping)
        wrapped.append(_wrapped(held.pk, key, wrapping)[1])
    if stale:
        with connection.cursor() as cursor:
            cursor.execute(_REWRAP, [wrapping.current, [held.pk for held in stale], wrapped])
        told = KeysRewrapped(batch_id=new_id(), ring_key=wrapping.current, keys=len(stale))
        announce(told, by=by)
    return len(stale)


def drop_idle_keys() -> list[str]:
    """Forget the ring's keys that wrap nothing any more, never the current one; returns their names.

    locks  waits for every transaction that wraps with one of them and is not finished yet
    """
    with transaction.atomic():
        _lock_table("SHARE")
        idle = ring().keys.keys() - ring_keys_in_use() - {ring().current}
        drop_keys(idle)
    return sorted(idle)


def ring_keys_in_use() -> set[str]:
    """The names of the ring's keys that wrap a data key."""
    rows = SubjectKey.objects.filter(erased_at__isnull=True)
    return set(rows.order_by().values_list("ring_key", flat=True).distinct())


def _data_keys(subjects: Mapping[UUID, SubjectKind]) -> dict[UUID, tuple[UUID, bytes]]:
    ids = list(subjects)
    held = _held(ids)
    missing = [subject_id for subject_id in ids if subject_id not in held]
    if missing:
        with transaction.atomic():
            current = _ring_to_write_with()
            fresh = [_fresh(subjects[subject_id], subject_id, current) for subject_id in missing]
            SubjectKey.objects.bulk_create(fresh, ignore_conflicts=True)  # another may be first
        held = _held(ids)
    wrapping = ring()
    for subject_id, (_, _, wrapped) in held.items():
        if wrapped is None:
            raise SubjectErased(subject_id=str(subject_id))
    return {
        subject_id: (key_id, _unwrapped(key_id, name, wrapped or b"", wrapping))
        for subject_id, (key_id, name, wrapped) in held.items()
    }


def _ring_to_write_with() -> KeyRing:
    """The ring, its current key kept from being dropped before what it wraps is committed."""
    _lock_table("ROW EXCLUSIVE")
    return ring()


def _lock_table(mode: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE controls_subjectkey IN {mode} MODE")


def _held(subject_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, str, bytes | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(subject_ids)])
        return {subject: (key, name, wrapped) for key, subject, name, wrapped in cursor.fetchall()}


def _fresh(kind: SubjectKind, subject_id: UUID, wrapping: KeyRing) -> SubjectKey:
    key_id = new_id()
    name, wrapped = _wrapped(key_id, sealing.new_key(), wrapping)
    return SubjectKey(
        id=key_id, kind=kind, subject_id=subject_id, ring_key=name, wrapped=wrapped, made_at=now()
    )


def _wrapped(key_id: UUID, key: bytes, wrapping: KeyRing) -> tuple[str, bytes]:
    name = wrapping.current
    return name, sealing.seal(wrapping.key(name), key, _own_place(key_id))


def _unwrapped(key_id: UUID, name: str, wrapped: bytes, wrapping: KeyRing) -> bytes:
    return sealing.unseal(wrapping.key(name), bytes(wrapped), _own_place(key_id))


def _own_place(key_id: UUID) -> str:
    return place("controls_subjectkey", "wrapped", key_id)
