"""What a case is decided on: facts, papers, and parts that are not to be had."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.disputes.events import DisputeNoted, EvidenceAdded
from cashwright.areas.disputes.models import Dispute, Evidence
from cashwright.areas.disputes.policies import EvidenceKind, Reason
from cashwright.areas.disputes.queries import checklist_of
from cashwright.areas.disputes.refusals import (
    EvidenceThere,
    EvidenceTooLarge,
    EvidenceUnreadable,
)
from cashwright.areas.disputes.rules import WAIVED
from cashwright.areas.disputes.services.locking import locked_open
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput

SIZE_MAX = 10_000_000
CASE_SIZE_MAX = 50_000_000
"""Bytes of one paper, and of all papers of a case."""

CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The files that are taken, by ending; the type is told by the ending, never by the sender."""

_FACTS_MAX, _LETTERS_MAX = 20, 1000


@command
def note_facts(*, dispute_id: UUID, facts: Mapping[str, Any], by: Actor) -> Dispute:
    """Write down what the reason asks for; an empty value takes one back.

    raises  NotFound, NotAllowedNow (it is closed), BadInput
    """
    dispute = locked_open(dispute_id)
    given = read_facts(facts)
    kept = {**dispute.facts, **given}
    dispute.facts = {name: value for name, value in kept.items() if value}
    dispute.save(update_fields=["facts"])
    announce_noted(dispute, tuple(sorted(given)), by)
    return dispute


@command
def waive_part(*, dispute_id: UUID, part: str, why: str, by: Actor) -> Dispute:
    """Say why a required part is not to be had, so that the case can be decided without it.

    raises  NotFound, NotAllowedNow, BadInput (no such part, or it is there, or no reason)
    """
    dispute = locked_open(dispute_id)
    lacking = [one.name for one in checklist_of(dispute).parts if not one.is_there]
    if part not in lacking:
        raise BadInput(field="part", value=part[:64], expected=", ".join(lacking) or "none")
    said = words.one_line("why", why, length_max=200)
    dispute.facts = {**dispute.facts, WAIVED: {**dispute.facts.get(WAIVED, {}), part: said}}
    dispute.save(update_fields=["facts"])
    announce_noted(dispute, (f"waived {part}",), by, said)
    return dispute


@command
def name_reason(*, dispute_id: UUID, reason: Reason, by: Actor) -> Dispute:
    """Say what is really disputed, where it was guessed or misunderstood: another list of parts counts.

    Facts and papers stay; who has the case and its clock stay too. Raises NotFound, NotAllowedNow.
    """
    dispute = locked_open(dispute_id)
    if dispute.reason != reason:
        dispute.reason = reason
        dispute.save(update_fields=["reason"])
        announce_noted(dispute, (f"reason {reason}",), by)
    return dispute


@command
def add_evidence(
    *,
    dispute_id: UUID,
    kind: EvidenceKind,
    file_name: str,
    content: bytes,
    on: date,
    by: Actor,
    is_from_customer: bool = False,
) -> Evidence:
    """Keep a paper with a case, as it came.

    raises  NotFound, NotAllowedNow, BadInput, EvidenceUnreadable, EvidenceTooLarge, EvidenceThere
    """
    dispute = locked_open(dispute_id)
    name = words.one_line("file_name", PurePath(file_name).name, length_max=200)
    content_type = CONTENT_TYPES.get(PurePath(name).suffix.lower())
    if content_type is None or not content:
        raise EvidenceUnreadable(file_name=name, expected=", ".join(sorted(CONTENT_TYPES)))
    _check_size(dispute, len(content))
    digest = hashlib.sha256(content)
    there = dispute.papers.filter(sha256=digest.digest()).values_list("pk", flat=True).first()
    if there is not None:
        raise EvidenceThere(evidence_id=str(there))
    paper = Evidence.objects.create(
        dispute=dispute, kind=kind, file_name=name, content_type=content_type, size=len(content),
        sha256=digest.digest(), content=content, is_from_customer=is_from_customer, added_on=on,
        added_at=now(), added_by=by.name,
    )  # fmt: skip
    event = EvidenceAdded(
        entity_id=dispute.entity_id, evidence_id=paper.pk, dispute_id=dispute.pk,
        customer_id=dispute.customer_id, kind=str(kind), size=paper.size,
        sha256=digest.hexdigest(), is_from_customer=is_from_customer,
    )  # fmt: skip
    announce(event, by=by)
    return paper


def read_facts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as they are kept: short texts by name. Raises BadInput."""
    if len(facts) > _FACTS_MAX or WAIVED in facts:
        raise BadInput(field="facts", value=str(len(facts)), expected=f"at most {_FACTS_MAX}")
    return {
        words.one_line("facts", str(name), length_max=40): words.some_lines(
            str(name)[:40], str(value), length_max=_LETTERS_MAX
        )
        for name, value in facts.items()
    }


def _check_size(dispute: Dispute, size: int) -> None:
    if size > SIZE_MAX:
        raise EvidenceTooLarge(size=size, size_max=SIZE_MAX)
    held = sum(dispute.papers.values_list("size", flat=True))
    if held + size > CASE_SIZE_MAX:
        raise EvidenceTooLarge(size=held + size, size_max=CASE_SIZE_MAX)


def announce_noted(dispute: Dispute, names: tuple[str, ...], by: Actor, why: str = "") -> None:
    """Tell what was written down of a case, and how complete it is now."""
    event = DisputeNoted(
        entity_id=dispute.entity_id, dispute_id=dispute.pk, customer_id=dispute.customer_id,
        names=names, score=checklist_of(dispute).score,
    )  # fmt: skip
    announce(event, by=by, why=why)
