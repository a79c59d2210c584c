"""Days of a house and its debtors, one after another, with every day checked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from random import Random
from uuid import UUID

import polars as pl
import pytest
from django.db.models import Max

from cashwright.areas.collections.queries import Known, known, next_actions
from cashwright.areas.collections.services import set_agency
from cashwright.areas.controls.models import Fact
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import Outgoing, Receipt, Refused, Unknown
from cashwright.areas.parties.models import LegalEntity, Segment
from cashwright.kernel.clock import FixedClock, noon_utc, now, running_on
from cashwright.kernel.ids import parse_public_id
from cashwright.runs import day
from cashwright.runs.day import BY, run_day
from cashwright.runs.deliver import deliver_messages
from cashwright.runs.dun import dun
from cashwright.runs.harness import Job
from tests.makers import ANN, bob_decides
from tests.runs.dun.channel import Line
from tests.runs.dun.checking import Checker, rows
from tests.runs.dun.debtors import debtor, house
from tests.runs.dun.lives import BETWEEN, LAST_MOMENT, Lives

GAPS = {"gentle": 5, "standard": 3, "strict": 3, "enterprise": 5, "own": 2, "dense": 1}
"""The days each ladder wants between two messages."""

LONG_AHEAD = 7
_ROW = ("customer_id", "invoice_id", "track", "days", "event_id", "act", "suppressed")
# What the ladders do by themselves: to whom only this happened, nothing happened.
_OWN_DOING = [
    "collections.customer_reminded", "collections.step_handed_over", "collections.reminder_rehearsed",
    "collections.service_stop_asked", "messaging.message_queued", "messaging.message_reworded",
    "controls.task_opened",
]  # fmt: skip
_TOUCHED = """
SELECT DISTINCT f.customer_id FROM controls_fact f
WHERE f.chain_id = %(chain)s AND f.seq > %(seq)s AND f.customer_id IS NOT NULL
  AND NOT f.name = ANY(%(own)s)
  AND NOT (f.name = 'messaging.message_moved'
           AND convert_from(f.body, 'UTF8')::jsonb #>> '{data,state}' IN ('sending', 'sent', 'delivered'))
"""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was shown on an evening of the days after it."""

    made_on: date
    until_on: date
    since_seq: int
    rows: pl.DataFrame
    unsettled: frozenset[
        str
    ]  # customers of whom a message waits for a person, or a stop ends by itself


@dataclass(slots=True)
class Year:
    """The house at work. `checker` knows every rule that was broken."""

    home: LegalEntity
    lives: Lives
    checker: Checker
    random: Random
    previews: list[Preview] = field(default_factory=list)

    @classmethod
    def of(cls, debtors: int, from_on: date, days: int) -> "Year":
        """A house with so many debtors, on the eve of the first day."""
        with running_on(noon_utc(from_on - timedelta(days=1))):
            home = house(from_on, days)
            bob_decides()
            segments = dict(Segment.objects.values_list("code", "pk"))
            made = [debtor(home, number, segments) for number in range(debtors)]
            agency = set_agency(entity_id=home.pk, name="Firm & Fair", fee_bp=25_00, by=ANN)
            lives = Lives(home, made, agency)
            lives.begin(from_on)
        checker = Checker(home.pk, from_on, {of.pk: of for of in made}, GAPS)
        checker.came_back = lives.came_back
        return cls(home, lives, checker, Random(20260202))

    def work(self, on: date, monkeypatch: pytest.MonkeyPatch) -> None:
        """One day: the morning, the day's run with what comes in between, the night."""
        monkeypatch.setattr(Line, "world", self, raising=False)
        monkeypatch.setattr(day, "dun", self._dun)
        monkeypatch.setattr("cashwright.runs.dun.known", self._known)
        monkeypatch.setattr(
            day, "send_documents", lambda job: None
        )  # to print bills proves nothing
        with running_on(FixedClock(_at(on, 11, 55))):
            self.lives.live(on)
        run_day(self.home, on)
        with running_on(noon_utc(on)):
            self.lives.happen(on, LAST_MOMENT)
            self.checker.at_night(on, next_actions(self.home.pk, on).iter_rows(named=True))
        self._look_ahead(on)
        night = on + timedelta(days=1)
        with running_on(FixedClock(_at(night, 0, 45))):
            deliver_messages(entity_id=self.home.pk, on=night, by=BY)

    # The channel asks.

    def opening(self) -> None:
        """Somebody acts while a batch is about to be judged."""
        self.lives.happen(now().date(), LAST_MOMENT)

    def hear(self, message: Outgoing) -> Receipt:
        """A message goes out: checked, then read by its debtor; some channels fail."""
        pk, at = parse_public_id(Message.PREFIX, message.public_id), now()
        of = self.checker.debtors[Message.objects.values_list("customer_id", flat=True).get(pk=pk)]
        if of.character == "bouncer" and self.random.random() < 0.04:
            raise Refused("550 5.1.1", is_final=True)
        self.checker.going_out(pk, at)
        if self.random.random() < 0.005:
            raise Unknown("the line broke")
        self.lives.read(of, message, at.date())
        paper = b"%PDF-" if message.channel == "post" else b""
        return Receipt("line", message.public_id, paper)

    # The plan of a day beside what was shown of it.

    def _dun(self, job: Job) -> None:
        dun(job)
        self.checker.steps_taken(job.on)
        self.lives.interrupt(job.on)
        self.lives.happen(job.on, BETWEEN)

    def _known(self, entity_id: UUID, on: date) -> Known:
        """What the day's own plan is made from, looked at in passing."""
        found = known(entity_id, on)
        self._compare(on, found.plan())
        return found

    def _look_ahead(self, on: date) -> None:
        """Keep what is shown of the day after, and once a week of all its days."""
        is_long = (on - self.checker.from_on).days % LONG_AHEAD == LONG_AHEAD - 1
        ahead = LONG_AHEAD if is_long else 1
        with running_on(noon_utc(on)):
            shown = known(self.home.pk, on, ahead_days=ahead).simulate(ahead + 1)
        self.previews = [one for one in self.previews if one.until_on > on]
        # The day is over: what came free since its plan is shown for it, and waits for the next.
        late = shown.filter((pl.col("on") == on) & pl.col("suppressed").is_null())["customer_id"]
        self.previews.append(
            Preview(
                on,
                on + timedelta(days=ahead),
                self._seq(),
                shown.filter(pl.col("on") > on),
                self._unsettled() | set(late),
            )
        )

    def _unsettled(self) -> frozenset[str]:
        waiting = Message.objects.filter(entity=self.home, state__in=("queued", "held"))
        return frozenset(map(str, waiting.values_list("customer_id", flat=True)))

    def _seq(self) -> int:
        rows = Fact.objects.filter(chain_id=self.home.pk)
        return int(rows.aggregate(Max("seq"))["seq__max"] or 0)

    def _compare(self, on: date, plan: pl.DataFrame) -> None:
        waiting = self._unsettled()
        for shown in self.previews:
            touched = (
                {
                    str(row["customer_id"])
                    for row in rows(
                        _TOUCHED, chain=self.home.pk, seq=shown.since_seq, own=_OWN_DOING
                    )
                }
                | shown.unsettled
                | waiting
            )
            touched |= {pk for pk, shut_on in self.lives.shut.items() if shut_on >= shown.made_on}
            calm = ~pl.col("customer_id").is_in(list(touched))
            expected = set(shown.rows.filter(calm & (pl.col("on") == on)).select(_ROW).rows())
            happened = set(plan.filter(calm).select(_ROW).rows())
            days = (on - shown.made_on).days
            for row in expected ^ happened:
                which = "shown, not planned" if row in expected else "planned, not shown"
                of = self.checker.debtors[UUID(str(row[0]))]
                about = (of.number, of.character, of.segment, of.zones[0].key, *row[1:])
                self.checker.tell(f"{which}, {days} days ahead", about, on)
            self.checker.counted[
                f"shown as planned, {'1 day' if days == 1 else 'more days'} ahead"
            ] += len(expected & happened)


def _at(on: date, hour: int, minute: int) -> datetime:
    return datetime.combine(on, clock_time(hour, minute), UTC)
