"""A figure in words: its value with its unit, its change, where it is shown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cashwright.areas.insight.definitions import Unit
from cashwright.areas.insight.queries import kpis
from cashwright.areas.insight.rules import Figure
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import NotFound
from cashwright.kernel.rounding import round_half_up
from cashwright.surfaces.console.formats import money_short
from cashwright.surfaces.console.frame import Frame

MORE_IS_BETTER = {"cei", "collector_effectiveness", "percent_current", "turnover"}
_SIGNS = {Unit.DAYS: " days", Unit.PERCENT: " %", Unit.TIMES: " times", Unit.MONEY: ""}
_ONE_LINE = {Unit.DAYS: "days", Unit.PERCENT: "points", Unit.TIMES: "times", Unit.MONEY: ""}


def value_words(figure: Figure) -> str:
    """The value with its unit: 41.90 days."""
    if figure.value is None:
        return "No figure"
    sign = f" {figure.currency}" if figure.definition.unit is Unit.MONEY else ""
    return f"{figure.shown()}{sign}{_SIGNS[figure.definition.unit]}"


def change_words(now: Figure, then: Figure | None) -> tuple[str, str]:
    """The change since `then` in words, and whether it is good, bad or quiet."""
    if then is None or now.value is None or then.value is None:
        return "", "quiet"
    difference = now.value - then.value
    if round_half_up(abs(difference).numerator * 100, difference.denominator) == 0:
        return "unchanged", "quiet"
    unit, key = now.definition.unit, now.definition.key
    size = (
        f"{money_short(round_half_up(abs(difference).numerator, difference.denominator), now.currency)} {now.currency}"
        if unit is Unit.MONEY
        else f"{_hundredths(abs(difference))} {_ONE_LINE[unit]}"
    )
    is_better = (difference > 0) == (key in MORE_IS_BETTER)
    return f"{'▲' if difference > 0 else '▼'} {size}", "good" if is_better else "bad"


def _hundredths(value: Fraction) -> str:
    whole = round_half_up(value.numerator * 100, value.denominator)
    return f"{whole // 100}.{whole % 100:02d}"


def figure_url(frame: Frame, entity: LegalEntity, currency: str, key: str) -> str:
    """The page of one figure."""
    return frame.link("console:kpi", entity.code, currency, key)


def figure_of(entity: LegalEntity, as_of: date, currency: str, key: str) -> Figure:
    """One figure as of a day. Raises NotFound."""
    for found in kpis(entity.pk, as_of):
        for figure in found.figures:
            if found.currency == currency and figure.definition.key == key:
                return figure
    raise NotFound(document="figure", id=f"{currency} {key}"[:60])
