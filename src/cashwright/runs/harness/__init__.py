"""Plan, then apply: what every run stands on.

Words: a *run* works one day of one legal entity; a *step* is a part of it; a *chunk* is one bucket
of customers of one step, done in one transaction that also writes its key. So a run that was
killed goes on where it broke off, and a run that is done changes nothing when it is started again.
"""

from cashwright.runs.harness.job import Job, alone, begin, join, marked, working
from cashwright.runs.harness.tally import Report, Tally, merged

__all__ = ["Job", "Report", "Tally", "alone", "begin", "join", "marked", "merged", "working"]
