"""In which time zones a recipient may be, by what is known of them.

source  the tz database: zone.tab names the zones of every country
"""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

UNKNOWN = ("", "UTC")
"""A zone nobody set: the house gives a customer UTC until somebody knows better."""


def plausible_zones(contact_zone: str, customer_zone: str, country: str) -> tuple[ZoneInfo, ...]:
    """The person's zone, else the customer's, else every zone of the country, else UTC.

    contact_zone, customer_zone  IANA names; empty and UTC: not known
    country                      two capitals
    """
    for known in (contact_zone, customer_zone):
        if known not in UNKNOWN:
            return (ZoneInfo(known),)
    return _all_of(country)


@cache
def _all_of(country: str) -> tuple[ZoneInfo, ...]:
    # ZoneInfo itself keeps eight: those of a large country would be read from the disk again and again.
    return tuple(ZoneInfo(name) for name in zones_of(country) or ("UTC",))


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, by name; nothing for a country nobody knows."""
    return _zones().get(country, ())


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    text = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found.setdefault(country, []).append(name)
    return {country: tuple(sorted(names)) for country, names in found.items()}
