"""How a world's payers, banks and numbers are: drawn from its seed, so that no two worlds are alike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

# What a hundred lines are, by kind: the mix of the figures that are reported.
MIX: dict[str, float] = {
    "exact": 40, "reformatted": 13, "typo": 5, "truncated": 2.5, "no_reference": 8,
    "wrong_reference": 2.5, "several": 8, "range": 2, "some_cited": 2.5, "sum": 4, "partial": 2,
    "fee": 2.7, "discount": 1.8, "deduction": 1.2, "fx": 0.8, "overpaid": 0.6, "duplicate": 0.7,
    "parent_pays": 0.8, "netted": 0.5, "unrelated": 1.7,
}  # fmt: skip
_SERIES = (
    "INV-{y}-{n:06d}", "RE{y}/{n:05d}", "{n:07d}", "{n}", "SI-{n:06d}", "A{yy}{n:05d}", "{y}{n:06d}",
    "F-{n:05d}-{y}", "R{yy}-{m:02d}-{n:05d}", "INV{n:08d}", "90{n:08d}", "{y}-{n:05d}", "DE-{y}-{n:05d}",
    "CI {yy} {n:06d}", "{yy}.{n:06d}",
)  # fmt: skip
_NOTES = ("CN-{y}-{n:05d}", "GS{y}/{n:05d}", "80{n:06d}", "CR{n:06d}")
_ENDINGS = (0, 0, 0, 90, 99, 50)


@dataclass(frozen=True, slots=True)
class Habits:
    """One world's ways. Shares are of one.

    series, notes    formats of invoice and credit note numbers
    prices           list prices of plans, minor units
    plan_share       invoices that are plan-priced; vat_bp is added to all
    known_share      customers whose account is remembered; named_share whose name variant is
    account_share    lines on which the bank tells the payer's account
    clutter_share    texts with other numbers in them
    swift            texts come in the fields of old formats, broken at a width
    oldest_share     payments of the oldest open invoices first
    """

    seed: int
    language: str
    series: tuple[str, ...]
    notes: str
    prices: tuple[int, ...]
    plan_share: float
    vat_bp: int
    known_share: float
    named_share: float
    account_share: float
    clutter_share: float
    swift: bool
    width: int
    oldest_share: float
    upper_share: float
    misspelt_share: float
    stranger_share: float
    mix: dict[str, float] = field(default_factory=lambda: dict(MIX))


def habits_of(
    seed: int, *, vary: float = 0.0, plan_share: float | None = None, **fixed: Any
) -> Habits:
    """The habits of a seed.

    vary   how far the shares of kinds stray from MIX: 0 not at all, 1 from nothing to double
    fixed  fields to set to a value, whatever the seed says
    """
    roll = Random(f"habits:{seed}")  # noqa: S311 - a story, not a secret
    mix = {kind: share * (1 + vary * roll.uniform(-1, 1)) for kind, share in MIX.items()}
    drawn = Habits(
        seed=seed,
        language=roll.choice(("de", "en", "en", "fr", "nl")),
        series=tuple(roll.sample(_SERIES, roll.choice((1, 1, 2, 3)))),
        notes=roll.choice(_NOTES),
        prices=tuple(_price(roll) for _ in range(roll.randint(6, 30))),
        plan_share=roll.uniform(0.35, 0.55) if plan_share is None else plan_share,
        vat_bp=roll.choice((0, 1900, 2000, 2100)),
        known_share=roll.uniform(0.65, 0.75),
        named_share=roll.uniform(0.1, 0.4),
        account_share=roll.uniform(0.85, 1.0),
        clutter_share=roll.uniform(0.2, 0.5),
        swift=roll.random() < 0.3,
        width=roll.choice((27, 35, 65)),
        oldest_share=roll.uniform(0.6, 0.85),
        upper_share=roll.uniform(0.4, 0.9),
        misspelt_share=roll.uniform(0.02, 0.08),
        stranger_share=roll.uniform(0.03, 0.08),
        mix=mix,
    )
    return replace(drawn, **fixed)


def _price(roll: Random) -> int:
    whole = roll.choice((9, 19, 29, 49, 79, 99, 149, 199, 249, 299, 399, 499, 799, 999, 1499, 2400))
    return whole * roll.choice((1, 1, 1, 2, 3, 5)) * 100 + roll.choice(_ENDINGS)
