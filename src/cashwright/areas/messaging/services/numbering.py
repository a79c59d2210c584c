"""Doing, about letters: each gets a number of its legal entity's series, once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cashwright.areas.messaging.models import Letter, LetterSeries, Message
from cashwright.areas.parties.policies import Channel


def number_letters(going: Sequence[Message], *, on: date) -> dict[UUID, str]:
    """A number for each letter that is about to be printed, inside the command in progress.

    returns  L-2026-000012 by message; a letter that is printed again keeps its number
    locks    the series of each legal entity, in id order
    """
    letters = [one for one in going if one.channel == Channel.POST]
    if not letters:
        return {}
    kept = Letter.objects.filter(message_id__in=[one.pk for one in letters])
    numbers = dict(kept.values_list("message_id", "letter_no"))
    fresh: dict[UUID, list[Message]] = defaultdict(list)
    for one in letters:
        if one.pk not in numbers:
            fresh[one.entity_id].append(one)
    for entity_id in sorted(fresh):
        last = _taken(entity_id, on.year, len(fresh[entity_id]))
        for offset, one in enumerate(fresh[entity_id], start=1):
            numbers[one.pk] = f"L-{on.year}-{last + offset:06d}"
    return numbers


def _taken(entity_id: UUID, year: int, count: int) -> int:
    """The last number before the `count` that are taken now."""
    LetterSeries.objects.get_or_create(entity_id=entity_id, year=year)
    series = LetterSeries.objects.select_for_update().get(entity_id=entity_id, year=year)
    before = series.last_no
    series.last_no = before + count
    series.save(update_fields=["last_no"])
    return before
