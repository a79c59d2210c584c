"""Worklists kept current without anybody waiting for the page: a new day, or more than a page follows.

Books that run on a test clock are reckoned by whoever looks at them.
"""

from cashwright.areas.collections.queries.worklist import facts_since
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
    for entity_id, as_of, _, _, changed in facts_since(days, FOLLOWED_MAX):
        if as_of != days[entity_id] or len(changed) > FOLLOWED_MAX:
            refresh_worklist(entity_id=entity_id, on=days[entity_id])
            kept += 1
    return kept
