"""Countries as people write them: DE, DEU, Germany, Deutschland, Allemagne."""

from functools import cache

_ALIASES = {
    "uk": "GB",
    "england": "GB",
    "great britain": "GB",
    "scotland": "GB",
    "eire": "IE",
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "south korea": "KR",
    "russia": "RU",
    "hong kong": "HK",
    "macau": "MO",
    "turkey": "TR",
    "uae": "AE",
}
_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
_LOCALES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv")


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # 0.1 s: only who reads names of countries pays
    from babel.core import get_global

    known = {str(code): str(name) for code, name in Locale("en").territories.items()}
    codes = {code for code in known if len(code) == 2 and code.isalpha()} - _NO_COUNTRIES
    names = {code.lower(): code for code in codes}
    for locale in _LOCALES:
        for code, name in Locale(locale).territories.items():
            if code in codes:
                names.setdefault(str(name).lower(), str(code))
    for alias, targets in get_global("territory_aliases").items():  # DEU: [DE]
        if len(alias) == 3 and alias.isalpha() and len(targets) == 1 and targets[0] in codes:
            names.setdefault(alias.lower(), targets[0])
    return names | _ALIASES


def read_country(text: str) -> str | None:
    """The ISO 3166 code of two letters, or None for what is no country known here."""
    return _names().get(text.strip().lower())
