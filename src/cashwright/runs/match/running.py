"""Matching by itself, as often as is asked: after a file came in, or by hand."""

from datetime import date

from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.harness import Report, alone, begin, working
from cashwright.runs.match.applier import match_lines
from cashwright.runs.models import Run

MATCH = "match"
BY = Actor.rule("runs.match")


def run_match(entity: LegalEntity, on: date) -> Report:
    """Match the lines that wait on a day; what was matched before stays as it is.

    raises  RunInProgress
    """
    with running_on(noon_utc(on)), alone(MATCH, entity):
        job = begin(kind=MATCH, entity_id=entity.pk, as_of=on, by=BY, again=True)
        assert not isinstance(job, Run), "asked for again"
        with working(job):
            match_lines(job)
        return job.report()
