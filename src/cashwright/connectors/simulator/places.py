"""Where the buyers of each entity are, and the addresses and tax numbers they print. All made up."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Place:
    """A country (and region) buyers come from; `weight` how many of a hundred."""

    country: str
    region: str
    language: str
    cities: tuple[str, ...]
    streets: tuple[str, ...]
    vat: str
    weight: int


_DE = ("Lindenstraße", "Hafenweg", "Am Markt", "Gartenstraße", "Mühlenweg")
_US = ("Main Street", "Oak Avenue", "Harbor Drive", "Mill Road", "2nd Street")
_GB = ("High Street", "Station Road", "Church Lane", "Mill Road", "King Street")
_PLACES: dict[str, tuple[Place, ...]] = {
    "DE": (
        Place("DE", "", "de", ("20095 Hamburg", "50667 Köln", "04109 Leipzig"), _DE, "DE1########", 58),
        Place("AT", "", "de", ("1010 Wien", "8010 Graz"), _DE, "ATU########", 10),
        Place("FR", "", "fr", ("69002 Lyon", "31000 Toulouse"), ("rue des Lilas", "quai Nord"), "FR##4########", 9),
        Place("NL", "", "nl", ("3511 Utrecht", "9711 Groningen"), ("Dorpsstraat", "Kade"), "NL#########B01", 8),
        Place("IT", "", "it", ("20121 Milano", "10121 Torino"), ("via Roma", "via dei Mille"), "IT0##########", 6),
        Place("ES", "", "es", ("46001 Valencia", "41001 Sevilla"), ("calle Mayor", "calle Real"), "ESB########", 5),
        Place("CH", "", "de", ("8001 Zürich", "3011 Bern"), _DE, "", 4),
    ),
    "US": (
        Place("US", "TX", "en", ("Austin, TX 78701", "Houston, TX 77002"), _US, "", 28),
        Place("US", "WA", "en", ("Seattle, WA 98101", "Tacoma, WA 98402"), _US, "", 22),
        Place("US", "CO", "en", ("Denver, CO 80202",), _US, "", 26),
        Place("US", "OR", "en", ("Portland, OR 97204",), _US, "", 24),
    ),
    "GB": (
        Place("GB", "", "en", ("Bristol BS1 4ND", "Leeds LS1 2AB", "York YO1 7HH"), _GB, "GB#########", 90),
        Place("IE", "", "en", ("Cork T12 X4YZ",), _GB, "IE#######WA", 10),
    ),
}  # fmt: skip


def place_of(country: str, roll: Random) -> Place:
    """Where a buyer of the entity in `country` is."""
    places = _PLACES[country]
    return roll.choices(places, [place.weight for place in places])[0]


def address_in(place: Place, roll: Random) -> str:
    """Two lines, as the country writes them, and the country's code."""
    street, number = roll.choice(place.streets), roll.randint(1, 180)
    is_number_first = place.language in ("en", "fr")
    line = f"{number} {street}" if is_number_first else f"{street} {number}"
    return f"{line}\n{roll.choice(place.cities)}\n{place.country}"


def vat_no(place: Place, roll: Random) -> str:
    """A VAT number of the country's look; empty where there is none, and for one buyer in twelve."""
    digits = "".join(str(roll.randint(0, 9)) if c == "#" else c for c in place.vat)
    return "" if roll.random() < 1 / 12 else digits
