"""Sealed fields and erased people (I-49): what is sealed opens at its own place, what is erased is gone.

A seal moved to another row, one under another person's key, and one whose key is gone are named by
their row. Of somebody who was erased no data key is left, no card, and a fact says that it was done.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from cashwright.areas.controls import keys
from cashwright.areas.controls.key_ring import KeyRing, ring
from cashwright.areas.controls.models import SubjectKey
from cashwright.areas.controls.refusals import SubjectErased
from cashwright.areas.controls.sealing import Unreadable
from cashwright.areas.parties.policies import ERASED
from cashwright.runs.verify.check import Check, Violation, shown


@dataclass(frozen=True, slots=True)
class Field:
    """One sealed field: its row's name, its bytes, its place, and whose it may be."""

    name: str
    sealed: bytes
    place: str
    subjects: frozenset[UUID]


def _closed() -> Iterator[Violation]:
    held, wrapping = {key.pk: key for key in SubjectKey.objects.all()}, ring()
    for field in (*_columns(), *_factors()):
        wrong = _what_is_wrong(field, held, wrapping)
        if wrong:
            yield Violation(field.name, f"{field.place.partition('/')[0]}: {wrong}")


def _what_is_wrong(field: Field, held: Mapping[UUID, SubjectKey], wrapping: KeyRing) -> str:
    try:
        key = held.get(keys.key_of(field.sealed))
        if key is None:
            return "its data key is gone"
        if key.subject_id not in field.subjects:
            return "it is sealed under the key of somebody else"
        keys.unseal_with(key, field.sealed, field.place, wrapping)
    except Unreadable as error:
        return str(error)
    except SubjectErased:
        return ""  # recorded as erased; the next check looks at that
    return ""


def _columns() -> Iterator[Field]:
    """The columns models name in SEALED."""
    for model in apps.get_models():
        for column, owners in getattr(model, "SEALED", {}).items():
            rows = model._default_manager.exclude(**{column: None}).values_list(
                "pk", column, *owners
            )
            for pk, sealed, *subjects in rows.iterator():
                yield Field(
                    _shown(model, pk), bytes(sealed), keys.place(model._meta.db_table, column, pk),
                    frozenset(subjects),
                )  # fmt: skip


def _factors() -> Iterator[Field]:
    """The secrets of second factors, which another package keeps as text in JSON."""
    for user_id, data in Authenticator.objects.values_list("user_id", "data"):
        for name in ("secret", "seed"):
            if name in data:
                place = keys.place("mfa_authenticator", "data", user_id)
                yield Field(
                    shown("usr", str(user_id)), _bytes(data[name]), place, frozenset({user_id})
                )


def _bytes(text: str) -> bytes:
    """What stands there in clear is no seal, and is found as such."""
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


def _shown(model: type[models.Model], pk: UUID) -> str:
    return shown(getattr(model, "PREFIX", None), str(pk))


_LEFT = f"""
SELECT 'con', k.subject_id, 'is erased, but ' || CASE
           WHEN k.wrapped IS NOT NULL THEN 'its data key lives'
           WHEN f.document_id IS NULL THEN 'no fact parties.contact_erased tells of it'
           ELSE 'its card is not empty' END
FROM controls_subjectkey k
LEFT JOIN parties_contact c ON c.id = k.subject_id
LEFT JOIN verify_fact f ON f.document_id = k.subject_id AND f.name = 'parties.contact_erased'
WHERE k.kind = 'contact' AND (k.erased_at IS NOT NULL OR f.document_id IS NOT NULL OR c.erased_at IS NOT NULL)
  AND (k.wrapped IS NOT NULL OR f.document_id IS NULL OR c.erased_at IS NULL
       OR c.name <> '{ERASED}' OR c.email <> '' OR c.phone <> '')
UNION ALL
SELECT 'con', c.id, 'is erased, but its data key is not recorded as destroyed'
FROM parties_contact c LEFT JOIN controls_subjectkey k ON k.subject_id = c.id
WHERE c.erased_at IS NOT NULL AND k.id IS NULL
"""  # noqa: S608 - our own

# What is told of somebody is told by id. An address in the journal could never be taken out again.
_TOLD = r"""
SELECT NULL, 'fact ' || seq || ' of chain ' || chain_id, name || ' holds an e-mail address'
FROM controls_fact
WHERE position('\x40'::bytea IN body) > 0
  AND encode(body, 'escape') ~ '[[:alnum:]_.+-]+@[[:alnum:]-]+[.][[:alpha:]]{2,}'
"""

CHECKS = (
    Check(
        "I-49",
        "sealed fields open",
        "Every sealed field opens at its own place under its own subject's key, or the subject is erased.",
        _closed,
    ),
    Check(
        "I-49",
        "erased is gone",
        "Of an erased person no data key and no card is left, and a fact tells of the erasure.",
        _LEFT,
    ),
    Check(
        "I-49",
        "no addresses in facts",
        "No fact holds an e-mail address: the journal tells of people by id.",
        _TOLD,
    ),
)
