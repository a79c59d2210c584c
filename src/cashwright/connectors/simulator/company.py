"""Who the made-up company is, who buys from it, and what nobody in the books may know: how they pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from cashwright.connectors.simulator.names import FIRST, FORM, PEOPLE, SECOND


@dataclass(frozen=True, slots=True)
class Entity:
    """One legal entity of the made-up group; `tax_bp` is what it charges at home."""

    code: str
    name: str
    country: str
    currency: str
    zone: str
    tax_bp: int
    buyers: int


ENTITIES = (
    Entity("NWDE", "Northwind Cloud GmbH", "DE", "EUR", "Europe/Berlin", 1900, 90),
    Entity("NWUS", "Northwind Cloud Inc.", "US", "USD", "America/New_York", 0, 70),
    Entity("NWUK", "Northwind Cloud Ltd", "GB", "GBP", "Europe/London", 2000, 40),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a buyer pays; the truth that forecasts and matching are later held against.

    delay_days  mean days after the due date, negative for early
    spread      how much that varies
    share       part of invoices paid in full; the rest in two parts
    bundles_on  a day of the month on which everything due by then is paid at once; 0 for no
    stops_on    the day from which nothing is paid any more, if any
    """

    name: str
    delay_days: int
    spread: int
    share: float = 1.0
    bundles_on: int = 0
    stops_on: date | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """One customer. `plan_minor` is the monthly price of a seat, `usage` the mean of metered calls."""

    account_no: str
    entity: Entity
    name: str
    contact: str
    email: str
    language: str
    currency: str
    segment: str
    portfolio: str
    terms: str
    term_days: int
    bills_on: int
    seats: int
    seat_minor: int
    usage: int
    starts_on: date
    ends_on: date | None
    habit: Habit


@dataclass(frozen=True, slots=True)
class Company:
    """The whole made-up group at one seed."""

    seed: int
    starts_on: date
    entities: tuple[Entity, ...]
    buyers: tuple[Buyer, ...]


_SEGMENTS = (
    ("startup", 60, 3, 12, 19_00),
    ("midmarket", 30, 15, 80, 29_00),
    ("enterprise", 10, 120, 400, 24_00),
)
_TERMS = (("NET30", 30, 70), ("NET14", 14, 18), ("NET45", 45, 6), ("NET60", 60, 6))


def dice(seed: int, *about: object) -> Random:
    """The dice for one question: always the same for the same seed and question."""
    return Random(":".join(map(str, (seed, *about))))  # noqa: S311 - a story, not a secret


@lru_cache(maxsize=4)
def company(seed: int = 1, starts_on: date = date(2025, 7, 1)) -> Company:
    """The group and its buyers, as they are known to fate."""
    buyers: list[Buyer] = []
    for entity in ENTITIES:
        for _ in range(entity.buyers):
            buyers.append(_buyer(seed, entity, len(buyers), starts_on))
    return Company(seed, starts_on, ENTITIES, tuple(buyers))


def _buyer(seed: int, entity: Entity, n: int, starts_on: date) -> Buyer:
    roll = dice(seed, "buyer", n)
    first, second = FIRST[(n * 7 + seed) % 50], SECOND[(n * 11 + n // 50 + seed) % 50]
    name = f"{first} {second} {roll.choice(FORM[entity.country])}"
    segment, _, low, high, price = roll.choices(_SEGMENTS, [s[1] for s in _SEGMENTS])[0]
    terms, term_days, _ = roll.choices(_TERMS, [t[2] for t in _TERMS])[0]
    foreign = entity.code != "NWUS" and roll.random() < 0.1
    currency = ("USD" if entity.code == "NWDE" else "EUR") if foreign else entity.currency
    late_start = roll.random() < 0.25
    start = date(2025, 8 + roll.randrange(5), 1) if late_start else starts_on
    leaves = date(2026, 1 + roll.randrange(6), 28) if roll.random() < 0.06 else None
    return Buyer(
        account_no=f"C-{1001 + n}", entity=entity, name=name, contact=roll.choice(PEOPLE),
        email=f"ap@{first}-{second}-{n}.example".lower(),
        language="de" if entity.country == "DE" else "en", currency=currency, segment=segment,
        portfolio=("north", "south", "key")[0 if segment == "startup" else 2 if segment == "enterprise" else 1],
        terms=terms, term_days=term_days, bills_on=roll.choice((1, 1, 1, 5, 10, 15, 20)),
        seats=roll.randint(low, high), seat_minor=price,
        usage=0 if roll.random() < 0.25 else roll.randint(20, 400) * low, starts_on=start,
        ends_on=leaves, habit=_habit(roll),
    )  # fmt: skip


def _habit(roll: Random) -> Habit:
    kind = roll.choices(
        ("early", "on time", "late", "very late", "bundles", "in parts", "stops"),
        (15, 42, 22, 8, 6, 4, 3),
    )[0]
    stops = date(2025, 11, 1).replace(month=roll.choice((11, 12)))
    return {
        "early": Habit(kind, -roll.randint(5, 15), 4),
        "on time": Habit(kind, 0, 3),
        "late": Habit(kind, roll.randint(5, 20), 6),
        "very late": Habit(kind, roll.randint(25, 55), 12),
        "bundles": Habit(kind, 5, 5, bundles_on=roll.choice((10, 20, 25))),
        "in parts": Habit(kind, 6, 5, share=0.5),
        "stops": Habit(kind, 8, 5, stops_on=stops),
    }[kind]
