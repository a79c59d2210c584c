"""What paying late costs a customer: by which law or contract, from when, how rounded, how taxed.

The policy `collections.charging` holds it, for the house or an entity; off until somebody sets it.
A *law* gives the yearly rate (a reference rate and points on top of it) and the fee of an invoice:
those between businesses, not towards consumers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cashwright.areas.collections.data.reference_rates import (
    BANK_OF_ENGLAND,
    ECB,
    GERMANY,
    KNOWN_UNTIL,
    SWISS,
    Dated,
)
from cashwright.areas.collections.refusals import BadCharging

CHARGING = "collections.charging"
KNOWN_RATES_UNTIL = KNOWN_UNTIL
"""To this day the reference rates are those the house ships; later ones are entered in the policy."""


class Mode(StrEnum):
    """Whether paying late costs anything, and by what."""

    OFF = "off"
    STATUTORY = "statutory"
    CONTRACTUAL = "contractual"


class Rounding(StrEnum):
    """When interest becomes whole minor units: once for all days, or each day by itself."""

    EXACT = "exact"
    PER_DAY = "per_day"


class LawCode(StrEnum):
    """Whose law about late payment."""

    EU = "eu"
    DE = "de"
    UK = "uk"
    CH = "ch"


@dataclass(frozen=True, slots=True)
class Law:
    """What a law gives.

    points_bp    on top of the reference rate
    fees         (from this debt on, fee), in minor units of `currency`
    is_fixed     the rate of the first day of interest holds to the end; else it follows each half-year
    """

    source: str
    reference: Dated
    points_bp: int
    currency: str
    fees: tuple[tuple[int, int], ...]
    is_fixed: bool = False


LAWS = {
    LawCode.EU: Law("Directive 2011/7/EU, Articles 2, 3 and 6", ECB, 800, "EUR", ((0, 40_00),)),
    LawCode.DE: Law("BGB 247 and 288", GERMANY, 900, "EUR", ((0, 40_00),)),
    LawCode.UK: Law(
        "Late Payment of Commercial Debts (Interest) Act 1998", BANK_OF_ENGLAND, 800, "GBP",
        ((0, 40_00), (1_000_00, 70_00), (10_000_00, 100_00)), is_fixed=True,
    ),
    LawCode.CH: Law("OR 104", SWISS, 0, "CHF", ()),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Charging:
    """How a house charges for paying late.

    since          invoices due from this day on bear it; none before
    law            by which; None is that of the entity's country
    later_rates_bp (first day, reference rate) that came after those the house ships
    rate_bp        a year, by contract
    fee_major      an invoice, by contract; by law the law tells, unless `has_fee` is off
    minimum_major  interest below it waits until it adds up to it
    grace_days     days after the due day that cost nothing
    tax_code       of the line that bills it; O is outside the scope of tax, as damages are in the EU
    tax_rate_ppm   of that line, where late charges are taxed
    """

    mode: Mode = Mode.OFF
    since: date | None = None
    law: LawCode | None = None
    later_rates_bp: Dated = ()
    rate_bp: int = 0
    has_fee: bool = True
    fee_major: int = 0
    minimum_major: int = 1
    grace_days: int = 0
    rounding: Rounding = Rounding.EXACT
    tax_code: str = "O"
    tax_rate_ppm: int = 0

    def __post_init__(self) -> None:
        assert self.mode == Mode.OFF or self.since is not None, "the first due day is named"
        assert min(self.fee_major, self.minimum_major, self.grace_days, self.tax_rate_ppm) >= 0, (
            "nothing is below zero"
        )
        assert self.mode != Mode.CONTRACTUAL or 0 < self.rate_bp <= 10_000, (
            "a yearly rate above 0 and up to 100 %"
        )
        days = [day for day, _ in self.later_rates_bp]
        assert days == sorted(set(days)), "rates in the order of their days"


def charging_of(value: Mapping[str, Any] | None) -> Charging:
    """The policy a stored value stands for; None is off. Raises BadCharging."""
    if value is None:
        return Charging()
    known = Charging()
    try:
        return Charging(
            mode=Mode(value["mode"]),
            since=date.fromisoformat(value["since"]) if value.get("since") else None,
            law=LawCode(value["law"]) if value.get("law") else None,
            later_rates_bp=tuple(
                (date.fromisoformat(day), int(rate))
                for day, rate in value.get("later_rates_bp", ())
            ),
            rate_bp=int(value.get("rate_bp", known.rate_bp)),
            has_fee=bool(value.get("has_fee", known.has_fee)),
            fee_major=int(value.get("fee_major", known.fee_major)),
            minimum_major=int(value.get("minimum_major", known.minimum_major)),
            grace_days=int(value.get("grace_days", known.grace_days)),
            rounding=Rounding(value.get("rounding", known.rounding)),
            tax_code=str(value.get("tax_code", known.tax_code)),
            tax_rate_ppm=int(value.get("tax_rate_ppm", known.tax_rate_ppm)),
        )
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise BadCharging(reason=f"{type(error).__name__}: {error}") from error


def charging_value(charging: Charging) -> dict[str, Any]:
    """What is stored of it; the inverse of `charging_of`."""
    return {
        "mode": str(charging.mode),
        "since": charging.since.isoformat() if charging.since else None,
        "law": str(charging.law) if charging.law else None,
        "later_rates_bp": [[day.isoformat(), rate] for day, rate in charging.later_rates_bp],
        "rate_bp": charging.rate_bp, "has_fee": charging.has_fee, "fee_major": charging.fee_major,
        "minimum_major": charging.minimum_major, "grace_days": charging.grace_days,
        "rounding": str(charging.rounding), "tax_code": charging.tax_code,
        "tax_rate_ppm": charging.tax_rate_ppm,
    }  # fmt: skip
