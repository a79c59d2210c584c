"""Worklists kept current without anybody waiting for the page: a new day, or more than a page follows.

Books that run on a test clock are reckoned by whoever looks at them.
"""

from cashwright.areas.collections.queries.worklist import behind
from cashwright.areas.collections.services.working import FOLLOWED_MAX, refresh_worklist
from cashwright.areas.controls.queries import books_today, test_clock_day
from cashwright.runs.queries import entities_to_run


def keep_worklists() -> int:
    """Reckon anew each worklist that is of another day or too far behind; returns how many were.

    repeat  one that is current is not touched
    """
    if test_clock_day() is not None:
        return 0
    days = {entity.pk: books_today(entity.zone) for entity in entities_to_run()}
    kept = 0
    for one in behind(days, FOLLOWED_MAX):
        if one.as_of != days[one.entity_id] or one.changed is None:
            refresh_worklist(entity_id=one.entity_id, on=days[one.entity_id])
            kept += 1
    return kept
