"""Who the made-up company is, who buys from it, and what nobody in the books may know: how they pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from random import Random

from cashwright.connectors.simulator.names import FIRST, FORM, PEOPLE, SECOND
from cashwright.connectors.simulator.places import address_in, place_of, vat_no
from cashwright.kernel.periods import add_months

BUYERS = 200


@dataclass(frozen=True, slots=True)
class Entity:
    """One legal entity of the made-up group; `share` how many of a hundred buyers are its."""

    code: str
    name: str
    country: str
    currency: str
    zone: str
    share: int


ENTITIES = (
    Entity("NWDE", "Northwind Cloud GmbH", "DE", "EUR", "Europe/Berlin", 45),
    Entity("NWUS", "Northwind Cloud Inc.", "US", "USD", "America/New_York", 35),
    Entity("NWUK", "Northwind Cloud Ltd", "GB", "GBP", "Europe/London", 20),
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
    """One customer.

    seats, calls  what it signs for at first; the mean of metered calls a month, 0 for none
    anchor_day    the day of the month its seats are billed
    leaves_on     the day it cancels, if ever
    part          what it is in the story: see `PARTS`; empty for most
    """

    account_no: str
    entity: Entity
    name: str
    contact: str
    email: str
    country: str
    region: str
    address: str
    vat_no: str
    language: str
    currency: str
    delivery: str
    segment: str
    portfolio: str
    terms: str
    term_days: int
    anchor_day: int
    seats: int
    calls: int
    starts_on: date
    leaves_on: date | None
    habit: Habit
    part: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """The whole made-up group at one seed."""

    seed: int
    starts_on: date
    entities: tuple[Entity, ...]
    buyers: tuple[Buyer, ...]


_SEGMENTS = (("startup", 60, 3, 12), ("midmarket", 30, 15, 80), ("enterprise", 10, 120, 400))
_TERMS = (
    ("NET30", 30, 64),
    ("NET14", 14, 18),
    ("NET45", 45, 6),
    ("NET60", 60, 6),
    ("2-10-NET30", 30, 6),
)
_DELIVERY = (("email", 55), ("portal", 35), ("post", 7), ("none", 3))
PARTS = (
    ("holding", "NWDE", "enterprise"),  # pays for the daughter too
    ("daughter", "NWDE", "midmarket"),
    ("school", "NWUS", ""),  # in Texas, with a certificate: no tax
    ("prepaid", "NWUS", "midmarket"),
    ("pauses", "NWDE", "startup"),
    ("in step", "NWUK", "midmarket"),  # brings its support in step with its seats
    ("order late", "NWDE", "midmarket"),  # names its purchase order months after it signed
    ("spike", "NWUS", "midmarket"),  # ten times the calls in one month
    ("project", "NWUK", ""),  # pays by milestones
    ("no order", "NWDE", ""),  # signs in the last month and names no purchase order
    ("own terms", "NWUK", ""),  # wants 75 days to pay: not of the catalog
    ("namesake", "NWDE", "startup"),  # another company has the very same name
)
"""Who is special in the story: the first buyer of the entity and segment that has no other part."""


def dice(seed: int, *about: object) -> Random:
    """The dice for one question: always the same for the same seed and question."""
    return Random(":".join(map(str, (seed, *about))))  # noqa: S311 - a story, not a secret


@lru_cache(maxsize=4)
def company(seed: int = 1, starts_on: date = date(2025, 7, 1), buyers: int = BUYERS) -> Company:
    """The group and its buyers, as they are known to fate."""
    found: list[Buyer] = []
    for entity in ENTITIES:
        for _ in range(max(1, buyers * entity.share // 100)):
            found.append(_buyer(seed, entity, len(found), starts_on))
    return Company(seed, starts_on, ENTITIES, tuple(_cast(found, starts_on)))


def _buyer(seed: int, entity: Entity, n: int, starts_on: date) -> Buyer:
    roll = dice(seed, "buyer", n)
    first, second = FIRST[(n * 7 + seed) % 50], SECOND[(n * 11 + n // 50 + seed) % 50]
    place = place_of(entity.country, roll)
    form = roll.choice(FORM.get(place.country, FORM["EU"]))
    segment, _, low, high = roll.choices(_SEGMENTS, [s[1] for s in _SEGMENTS])[0]
    terms, term_days, _ = roll.choices(_TERMS, [t[2] for t in _TERMS])[0]
    foreign = entity.code != "NWUS" and roll.random() < 0.1
    currency = ("USD" if entity.code == "NWDE" else "EUR") if foreign else entity.currency
    start = add_months(starts_on, 1 + roll.randrange(5)) if roll.random() < 0.25 else starts_on
    leaves = None
    if roll.random() < 0.06:
        leaves = add_months(starts_on, 6 + roll.randrange(6)).replace(day=1 + roll.randrange(28))
    return Buyer(
        account_no=f"C-{1001 + n}", entity=entity, name=f"{first} {second} {form}",
        contact=roll.choice(PEOPLE), email=f"ap@{first}-{second}-{n}.example".lower(),
        country=place.country, region=place.region, address=address_in(place, roll),
        vat_no=vat_no(place, roll), language=place.language, currency=currency,
        delivery=roll.choices([d[0] for d in _DELIVERY], [d[1] for d in _DELIVERY])[0],
        segment=segment,
        portfolio=("north", "south", "key")[0 if segment == "startup" else 2 if segment == "enterprise" else 1],
        terms=terms, term_days=term_days, anchor_day=roll.choice((*(1,) * 19, 5, 10, 15, 20)),
        seats=roll.randint(low, high),
        calls=0 if roll.random() < 0.25 else roll.randint(500, 4_000) * low, starts_on=start,
        leaves_on=leaves, habit=_habit(roll, starts_on),
    )  # fmt: skip


def _cast(buyers: list[Buyer], starts_on: date) -> list[Buyer]:
    """Give every part to a buyer that fits it; a small company goes without some."""
    for part, code, segment in PARTS:
        for n, buyer in enumerate(buyers):
            fits = buyer.entity.code == code and segment in ("", buyer.segment)
            if fits and not buyer.part and (part != "school" or buyer.region == "TX"):
                buyers[n] = _playing(buyer, part, starts_on)
                if part == "namesake":
                    buyers[n] = replace(buyers[n], name=_other(buyers, buyer).name)
                break
    return buyers


def _other(buyers: list[Buyer], buyer: Buyer) -> Buyer:
    """A company of another size that buys from the same entity."""
    return next(b for b in buyers if b.entity == buyer.entity and b.segment != buyer.segment)


def _playing(buyer: Buyer, part: str, starts_on: date) -> Buyer:
    """A buyer with what its part needs. Nobody with a part leaves."""
    cast = replace(buyer, part=part, leaves_on=None, starts_on=starts_on)
    if part == "no order":
        return replace(cast, starts_on=add_months(starts_on, 11))
    if part == "own terms":
        return replace(cast, starts_on=add_months(starts_on, 11).replace(day=22))
    if part == "in step":
        return replace(cast, anchor_day=15)
    if part in ("spike", "prepaid"):
        return replace(cast, calls=60_000, seats=18)
    return cast


def _habit(roll: Random, starts_on: date) -> Habit:
    kind = roll.choices(
        ("early", "on time", "late", "very late", "bundles", "in parts", "stops"),
        (15, 42, 22, 8, 6, 4, 3),
    )[0]
    stops = add_months(starts_on, roll.choice((4, 5)))
    return {
        "early": Habit(kind, -roll.randint(5, 15), 4),
        "on time": Habit(kind, 0, 3),
        "late": Habit(kind, roll.randint(5, 20), 6),
        "very late": Habit(kind, roll.randint(25, 55), 12),
        "bundles": Habit(kind, 5, 5, bundles_on=roll.choice((10, 20, 25))),
        "in parts": Habit(kind, 6, 5, share=0.5),
        "stops": Habit(kind, 8, 5, stops_on=stops),
    }[kind]
