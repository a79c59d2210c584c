"""Deciders: whoever decided a request held the right when they did, as the journal of facts tells (I-45).

Roles are dated by the machine's own day, decisions may be made while the books are on another. The
ids that facts carry are time-ordered by the machine's clock: they tell what was held at a decision.
A role of one portfolio counts for every customer of its legal entity: customers change portfolios.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection

from cashwright.areas.access.policies import ROLES, Role
from cashwright.runs.verify.check import Check, Violation, shown

RIGHT = "approvals.decide"

_DECISIONS = """
SELECT a.id, a.entity_id, a.decided_by, c.touch, c.actor, f.data ->> 'decision_id'
FROM verify_fact f
JOIN controls_fact c ON c.chain_id = f.chain_id AND c.seq = f.seq
JOIN controls_approval a ON a.id = f.document_id AND a.entity_id = f.chain_id
WHERE f.name = 'controls.approval_decided' AND f.data ->> 'decision' IN ('approved', 'rejected')
ORDER BY a.id
"""

_GRANTED = """
SELECT data ->> 'user_id', (data ->> 'assignment_id')::uuid, data ->> 'role',
       (data ->> 'of_entity_id')::uuid, (data ->> 'from_on')::date, (data ->> 'until_on')::date
FROM verify_fact WHERE name = 'access.role_granted'
"""

_ENDED = """
SELECT (data ->> 'assignment_id')::uuid, (data ->> 'ending_id')::uuid
FROM verify_fact WHERE name = 'access.role_ended'
"""

_CHANGED = """
SELECT data ->> 'user_id', (data ->> 'change_id')::uuid, (data ->> 'is_active')::boolean
FROM verify_fact WHERE name = 'access.person_changed' ORDER BY seq
"""

# A role that no fact tells of was put there past the services; so was one that ended silently.
_ROLES_AS_TOLD = """
SELECT 'ras', r.id, CASE WHEN g.seq IS NULL THEN 'no fact tells that it was granted'
                         WHEN (r.ended_at IS NULL) <> (e.seq IS NULL)
                             THEN 'the journal of facts tells otherwise whether it was ended'
                         ELSE 'was granted otherwise, the journal of facts says' END
FROM access_roleassignment r
LEFT JOIN verify_fact g ON g.name = 'access.role_granted' AND g.data ->> 'assignment_id' = r.id::text
LEFT JOIN verify_fact e ON e.name = 'access.role_ended' AND e.data ->> 'assignment_id' = r.id::text
WHERE g.seq IS NULL OR (r.ended_at IS NULL) <> (e.seq IS NULL)
   OR NOT g.data @> jsonb_build_object(
        'user_id', r.user_id, 'role', r.role, 'of_entity_id', r.entity_id,
        'of_portfolio_id', r.portfolio_id, 'from_on', r.from_on, 'until_on', r.until_on,
        'approval_id', r.approval_id)
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """A role that carries the right, from its granting to its end."""

    assignment_id: UUID
    entity_id: UUID | None
    from_on: date
    until_on: date | None
    ending_id: UUID | None

    def covers(self, entity_id: UUID, decision_id: UUID) -> bool:
        on = _day(decision_id)
        return (
            self.entity_id in (None, entity_id)
            and self.assignment_id < decision_id
            and (self.ending_id is None or decision_id < self.ending_id)
            and self.from_on <= on
            and (self.until_on is None or on <= self.until_on)
        )


@dataclass(slots=True)
class _Staff:
    """What the journal tells of who may decide."""

    held: dict[str, list[_Held]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[str, list[tuple[UUID, bool]]] = field(default_factory=lambda: defaultdict(list))

    def might(self, actor: str, entity_id: UUID, decision_id: UUID) -> bool:
        """Whether `actor` could decide for an entity at a decision."""
        was = [is_active for at, is_active in self.changes[actor] if at < decision_id]
        is_here = was[-1] if was else True
        return is_here and any(h.covers(entity_id, decision_id) for h in self.held[actor])


def _day(id_: UUID) -> date:
    """The machine's day on which an id was made: its first 48 bits are milliseconds."""
    return datetime.fromtimestamp((id_.int >> 80) // 1000, UTC).date()


def _rows(sql: str) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _staff() -> _Staff:
    staff = _Staff()
    ended = dict(_rows(_ENDED))
    for user, assignment_id, role, entity_id, from_on, until_on in _rows(_GRANTED):
        if RIGHT in ROLES[Role(role)].permissions:
            held = _Held(assignment_id, entity_id, from_on, until_on, ended.get(assignment_id))
            staff.held[user].append(held)
    for user, change_id, is_active in _rows(_CHANGED):
        staff.changes[user].append((change_id, is_active))
    return staff


def _without_right() -> Iterator[Violation]:
    decisions = _rows(_DECISIONS)
    staff = _staff() if decisions else _Staff()
    for approval_id, entity_id, decided_by, touch, actor, decision_id in decisions:
        name = shown("apr", str(approval_id))
        if decided_by != actor:
            yield Violation(name, f"says {decided_by} decided, the journal of facts says {actor}")
        elif touch != "human":
            yield Violation(name, f"was decided by no person but {actor}")
        elif not (decision_id and staff.might(actor, entity_id, UUID(decision_id))):
            yield Violation(name, f"was decided by {actor}, who held no right to then")


CHECKS = (
    Check("I-45", "deciders held the right",
          "Whoever decided a request held the right to when they did.", _without_right),
    Check("I-45", "roles as told", "Each role is held as the journal of facts tells.", _ROLES_AS_TOLD),
)  # fmt: skip
