"""Filters of a list: each reads its own parameters of the address and says what it understood.

    Search("invoice_no", "customer__name")            ?q=acme
    Choice("segment", "Segment", "customer__segment__code", segments)   ?segment=smb&segment=ent
    DateRange("due", "Due", "due_on")                  ?due_from=2026-01-01&due_to=2026-01-31
    AmountRange("balance", "Balance", "balance_minor")  ?balance_min=100&balance_max=2500.50
    Flag("late", "Past due only", lambda frame: Q(due_on__lt=frame.as_of))       ?late=1

A value that cannot be read is never ignored: the list stays empty and says which one it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Protocol

from django.db.models import Q
from django.http import QueryDict

from cashwright.kernel.currencies import CURRENCIES
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.frame import Frame

Option = tuple[str, str]
Options = tuple[Option, ...] | Callable[[Frame], Iterable[Option]]
AMOUNT_MAX = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Reading:
    """What one filter made of the address. `chips` are (words, parameters that a click removes)."""

    where: Q = field(default_factory=Q)
    chips: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    problem: str = ""


class Filter(Protocol):
    """What the list kit asks of a filter. `shape` names the form field that draws it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def shape(self) -> str: ...
    def names(self) -> tuple[str, ...]: ...
    def read(self, asked: QueryDict, frame: Frame) -> Reading: ...


class Search:
    """Free text over some paths: every word must be found in one of them.

    first  what to look for before that, by an index: a condition for one word, or None where it
           knows nothing and the paths are looked through; for lists of a million rows
    """

    key, label, shape = "q", "Search", "search"

    def __init__(
        self, *paths: str, lookup: str = "icontains",
        first: Callable[[str, Frame], Q | None] | None = None,
    ) -> None:  # fmt: skip
        assert paths, "a search needs at least one path"
        self._paths, self._lookup, self._first = paths, lookup, first

    def names(self) -> tuple[str, ...]:
        return ("q",)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        text = asked.get("q", "").replace("\x00", "").strip()[:200]
        if not text:
            return Reading()
        where = Q()
        for word in text.split():
            known = self._first(word, frame) if self._first else None
            where &= self._anywhere(word) if known is None else known
        return Reading(where, ((f"“{text}”", (("q", asked.get("q", "")),)),))

    def _anywhere(self, word: str) -> Q:
        found = Q()
        for path in self._paths:
            found |= Q(**{f"{path}__{self._lookup}": word})
        return found


@dataclass(frozen=True)
class Choice:
    """One or several of a set of values."""

    key: str
    label: str
    path: str
    options: Options
    shape: str = "choice"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def offered(self, frame: Frame) -> list[Option]:
        given = self.options(frame) if callable(self.options) else self.options
        return [(str(value), label) for value, label in given]

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        wanted = [value for value in asked.getlist(self.key) if value]
        if not wanted:
            return Reading()
        labels = dict(self.offered(frame))
        strange = [value for value in wanted if value not in labels]
        if strange:
            return Reading(problem=f"{self.label}: there is no “{strange[0][:40]}”.")
        chips = tuple((f"{self.label}: {labels[v]}", ((self.key, v),)) for v in wanted)
        return Reading(Q(**{f"{self.path}__in": wanted}), chips)


@dataclass(frozen=True)
class DateRange:
    """From and to, both included."""

    key: str
    label: str
    path: str
    shape: str = "dates"

    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        where, words, used = Q(), [], []
        for name, lookup, word in zip(self.names(), ("gte", "lte"), ("from", "to"), strict=True):
            text = asked.get(name, "").strip()
            if not text:
                continue
            try:
                on = date.fromisoformat(text)
            except ValueError:
                return Reading(problem=f"{self.label}: “{text[:40]}” is no date.")
            where &= Q(**{f"{self.path}__{lookup}": on})
            words.append(f"{word} {day_text(on, frame.language)}")
            used.append((name, asked.get(name, "")))
        if not used:
            return Reading()
        return Reading(where, ((f"{self.label} {' '.join(words)}", tuple(used)),))


@cache
def _currencies_by_decimals() -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for each in CURRENCIES.values():
        found.setdefault(each.minor_units, []).append(each.code)
    return {units: tuple(codes) for units, codes in found.items()}


def _at_least(path: str, currency: str, amount: Decimal, lookup: str) -> Q:
    """Rows whose amount compares to `amount` major units of their own currency."""
    where = Q()
    for units, codes in _currencies_by_decimals().items():
        minor = amount.scaleb(units)
        whole = int(minor.to_integral_value("ROUND_CEILING" if lookup == "gte" else "ROUND_FLOOR"))
        mine = Q(**{f"{path}__{lookup}": whole})
        if units == 2:  # nearly all currencies: said by leaving out the others
            others = [c for u, cs in _currencies_by_decimals().items() if u != 2 for c in cs]
            where |= mine & ~Q(**{f"{currency}__in": others})
        else:
            where |= mine & Q(**{f"{currency}__in": codes})
    return where


@dataclass(frozen=True)
class AmountRange:
    """Least and most, in major units of each row's own currency, both included."""

    key: str
    label: str
    path: str
    currency: str = "currency"
    shape: str = "amounts"

    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_min", f"{self.key}_max")

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        where, words, used = Q(), [], []
        for name, lookup, word in zip(self.names(), ("gte", "lte"), ("≥", "≤"), strict=True):
            text = asked.get(name, "").strip().replace(",", "").replace(" ", "")
            if not text:
                continue
            try:
                amount = Decimal(text)
                is_wrong = not amount.is_finite() or abs(amount) > AMOUNT_MAX
            except InvalidOperation:
                is_wrong = True
            if is_wrong:
                return Reading(problem=f"{self.label}: “{asked.get(name, '')[:40]}” is no amount.")
            where &= _at_least(self.path, self.currency, amount, lookup)
            words.append(f"{word} {text}")
            used.append((name, asked.get(name, "")))
        if not used:
            return Reading()
        return Reading(where, ((f"{self.label} {' and '.join(words)}", tuple(used)),))


@dataclass(frozen=True)
class Flag:
    """On or off."""

    key: str
    label: str
    where: Callable[[Frame], Q]
    shape: str = "flag"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        if not asked.get(self.key):
            return Reading()
        return Reading(self.where(frame), ((self.label, ((self.key, asked.get(self.key, "")),)),))
