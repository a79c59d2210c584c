"""What a plan says of one customer, put together: the steps, the act, what is listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import polars as pl

from cashwright.areas.collections.policies import (
    Act,
    Ladder,
    Step,
    Track,
    Trigger,
)
from cashwright.areas.collections.policies.trials import HOLDOUT, Arm, Trial
from cashwright.areas.collections.queries import Known
from cashwright.areas.collections.rules import Group
from cashwright.areas.parties.models import Customer
from cashwright.kernel.autonomy import Autonomy


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of one invoice."""

    invoice_id: UUID
    track: Track
    days: int
    event_id: UUID | None
    skipped: tuple[int, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One message to a customer, or one person's work about them.

    listed  (invoice, minor units asked for) of everything it names
    trial   what the step is tried in; `arm` None there: this customer is held out and hears nothing
    """

    customer: Customer
    ladder: Ladder
    autonomy: Autonomy
    group: Group
    lead: Step
    act: Act
    detour: str
    taken: tuple[Taken, ...]
    listed: tuple[tuple[UUID, int], ...]
    trial: Trial | None = None
    arm: Arm | None = None

    @property
    def is_held_out(self) -> bool:
        """Whether nothing is said, to see what saying nothing brings."""
        return self.trial is not None and self.arm is None

    @property
    def arm_code(self) -> str:
        """The code of the arm, the holdout's too; empty without a trial."""
        if self.trial is None:
            return ""
        return self.arm.code if self.arm else HOLDOUT

    @property
    def steps(self) -> tuple[tuple[UUID, str], ...]:
        """(invoice, step) as events tell it."""
        return tuple((one.invoice_id, one.code) for one in self.taken)

    @property
    def waits(self) -> bool:
        """Whether a person lets it go first."""
        return self.lead.needs_approval or self.autonomy is Autonomy.SUGGEST


def contacts_of(
    agreed: pl.DataFrame, found: Known, customers: Mapping[UUID, Customer]
) -> list[Contact]:
    """The contacts of a plan's rows that are taken, in the order of their customers."""
    asked = {
        str(customer_id): [(UUID(i), minor) for i, minor in part.select("invoice_id", "asked_minor").rows()]
        for (customer_id,), part in found.asked().group_by("customer_id", maintain_order=True)
    }  # fmt: skip
    open_minor = dict(
        found.items.select("invoice_id", pl.col("balance_minor") - pl.col("held_minor")).iter_rows()
    )
    trials = {trial.code: trial for trial in found.trials}
    made = []
    for (customer_id, _), rows in agreed.group_by("customer_id", "group", maintain_order=True):
        first = rows.row(0, named=True)
        ladder, group = found.ladders[first["ladder"]], Group(first["group"])
        taken = tuple(_taken(ladder, row) for row in rows.iter_rows(named=True))
        about = dict.fromkeys(one.invoice_id for one in taken)
        upcoming = [(one, open_minor[str(one)]) for one in about]
        listed = asked[str(customer_id)] if group is Group.OVERDUE else upcoming
        lead = _step(ladder, first["lead_track"], first["lead_days"], first["lead_trigger"])
        trial = trials.get(first["trial"])
        arm = None if trial is None or first["arm"] == HOLDOUT else trial.arm(first["arm"])
        made.append(
            Contact(
                customer=customers[UUID(str(customer_id))], ladder=ladder,
                autonomy=Autonomy(first["autonomy"]), group=group,
                lead=replace(lead, tone=arm.tone) if arm and arm.tone else lead,
                act=Act(first["act"] or lead.act), detour=first["detour"], taken=taken,
                listed=tuple(listed), trial=trial, arm=arm,
            )
        )  # fmt: skip
    return made


def _step(ladder: Ladder, track: str, days: int, trigger: str) -> Step:
    return next(
        step
        for step in ladder.on(Track(track))
        if step.days == days and step.trigger is Trigger(trigger)
    )


def _taken(ladder: Ladder, row: Mapping[str, object]) -> Taken:
    track, days, skipped = Track(str(row["track"])), row["days"], row["skipped"]
    assert isinstance(days, int)
    assert isinstance(skipped, Sequence)
    code = f"{track}{days:+d}"
    if track is Track.EVENT:
        code = next(step.code for step in ladder.on(track) if step.days == days)
    return Taken(
        invoice_id=UUID(str(row["invoice_id"])), track=track, days=days,
        event_id=UUID(str(row["event_id"])) if row["event_id"] else None,
        skipped=tuple(skipped), code=code,
    )  # fmt: skip
