"""Reading a price book from TOML, strictly: an unknown word is an error, never ignored.

    valid_from = 2026-01-01                  # for prices, coupons and registrations without a day

    [products.PLATFORM]
    name = "Platform"
    account = "4000"                         # tax_class = "standard" unless it says otherwise

    [meters.CALLS]
    name = "API calls"
    unit = "call"
    event = "api.calls"                      # which events count
    aggregation = "sum"                      # of their property `value`
    value = "count"                          # filters = { region = ["eu"] }, group, percentile

    [prices.SEATS]
    product = "PLATFORM"
    model = "per_unit"                       # name, unit, meter = "CALLS"
    timing = "advance"                       # arrears; once has no `every`
    every = "1 month"                        # or "30 days", "1 year"
    amounts.EUR = { unit_price = 29.00 }     # from valid_from on
    later.2026-07-01.EUR = { unit_price = 31.50 }

    [coupons.WELCOME]                        # percent = "20 %", or amount = 10.00 and currency
    [taxes]                                  # starter = true, [[taxes.rates]], [[taxes.registrations]]

Numbers are exact: 0.0125 is no float here. What amounts may say: `numbers`.
"""

import re
import tomllib
from datetime import date
from decimal import Decimal

from cashwright.areas.catalog.policies import TaxClass
from cashwright.areas.catalog.services import MeterFilter
from cashwright.kernel.currencies import minor_units
from cashwright.runs.price_book.book import (
    Amounts,
    CouponEntry,
    MeterEntry,
    PriceBook,
    PriceEntry,
    ProductEntry,
    RateEntry,
    RegistrationEntry,
)
from cashwright.runs.price_book.fields import Fields
from cashwright.runs.price_book.numbers import numbers
from cashwright.runs.refusals import PriceBookUnreadable

_EVERY = re.compile(r"([1-9]\d{0,2}) (day|week|month|year)s?")
_IN_MONTHS = {"month": 1, "year": 12}
_IN_DAYS = {"day": 1, "week": 7}
PPM = 6


def read_price_book(text: str | bytes) -> PriceBook:
    """The book a file says. Raises PriceBookUnreadable, naming the first field that is wrong."""
    try:
        told = text.decode() if isinstance(text, bytes) else text
        given = tomllib.loads(told, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PriceBookUnreadable(field="the file", value="", expected=f"TOML: {error}") from None
    fields = Fields(given, "")
    since = fields.day("valid_from") if fields.has("valid_from") else None
    taxes = fields.table("taxes")
    book = PriceBook(
        products=tuple(_product(c, f) for c, f in _entries(fields, "products")),
        meters=tuple(_meter(c, f) for c, f in _entries(fields, "meters")),
        prices=tuple(_price(c, f, since) for c, f in _entries(fields, "prices")),
        coupons=tuple(_coupon(c, f, since) for c, f in _entries(fields, "coupons")),
        rates=tuple(_rate(f) for f in taxes.parts("rates")),
        registrations=tuple(_registration(f, since) for f in taxes.parts("registrations")),
        starter_rates=taxes.flag("starter"),
    )
    taxes.nothing_else()
    fields.nothing_else()
    return book


def _entries(fields: Fields, name: str) -> list[tuple[str, Fields]]:
    return [(code.upper(), entry) for code, entry in fields.tables(name).items()]


def _product(code: str, fields: Fields) -> ProductEntry:
    found = ProductEntry(
        code=code, name=fields.text("name", code.title()), account=fields.text("account"),
        tax_class=fields.text("tax_class", TaxClass.STANDARD),
    )  # fmt: skip
    fields.nothing_else()
    return found


def _meter(code: str, fields: Fields) -> MeterEntry:
    found = MeterEntry(
        code=code, name=fields.text("name", code.title()), unit_name=fields.text("unit"),
        event_kind=fields.text("event"), aggregation=fields.text("aggregation"),
        value_key=fields.text("value", ""), group_key=fields.text("group", ""),
        percentile=fields.whole("percentile"), filters=_filters(fields),
    )  # fmt: skip
    fields.nothing_else()
    return found


def _filters(fields: Fields) -> tuple[MeterFilter, ...]:
    def read(value: object) -> dict[str, list[str]] | None:
        is_right = isinstance(value, dict) and all(
            isinstance(texts, list) and texts and all(isinstance(text, str) for text in texts)
            for texts in value.values()
        )
        return value if is_right and isinstance(value, dict) else None

    none: dict[str, list[str]] = {}
    given = fields.take("filters", none, read, 'lists of texts, such as { region = ["eu"] }')
    return tuple(MeterFilter(key=key, values=tuple(texts)) for key, texts in given.items())


def _price(code: str, fields: Fields, since: date | None) -> PriceEntry:
    months, days = _every(fields)
    amounts = []
    if fields.has("amounts"):
        amounts += _amounts(fields.tables("amounts"), fields.day("valid_from", since))
    for text, later in fields.tables("later").items():
        try:
            on = date.fromisoformat(text)
        except ValueError:
            raise fields.wrong("later", "days such as later.2026-07-01.EUR") from None
        amounts += _amounts(later.all_tables(), on)
    found = PriceEntry(
        code=code, product=fields.text("product").upper(), name=fields.text("name", code.title()),
        model=fields.text("model"), timing=fields.text("timing"),
        meter=fields.text("meter", "").upper(), unit_name=fields.text("unit", ""),
        interval_months=months, interval_days=days, amounts=tuple(amounts),
    )  # fmt: skip
    fields.nothing_else()
    return found


def _amounts(by_currency: dict[str, Fields], on: date) -> list[Amounts]:
    found = []
    for currency, fields in by_currency.items():
        minor_units(currency)  # raises UnknownCurrency
        found.append(Amounts(currency=currency, valid_from=on, numbers=numbers(fields, currency)))
    return found


def _every(fields: Fields) -> tuple[int | None, int | None]:
    """The interval in months, or in days; neither for a price that is charged once."""
    if not fields.has("every"):
        return None, None
    met = _EVERY.fullmatch(fields.text("every"))
    if met is None:
        raise fields.wrong("every", '"1 month", "1 year", "30 days"')
    count, unit = int(met[1]), met[2]
    if unit in _IN_MONTHS:
        return count * _IN_MONTHS[unit], None
    return None, count * _IN_DAYS[unit]


def _coupon(code: str, fields: Fields, since: date | None) -> CouponEntry:
    currency = fields.text("currency", "")
    units = minor_units(currency) if currency else 2
    found = CouponEntry(
        code=code, name=fields.text("name", code.title()),
        valid_from=fields.day("valid_from", since),
        valid_until=fields.day("valid_until") if fields.has("valid_until") else None,
        percent_ppm=fields.scaled("percent", PPM, is_share=True),
        amount_minor=fields.scaled("amount", units), currency=currency,
        periods=fields.whole("periods"), product=fields.text("product", "").upper(),
        redemptions_max=fields.whole("redemptions"),
    )  # fmt: skip
    fields.nothing_else()
    return found


def _rate(fields: Fields) -> RateEntry:
    rate = fields.scaled("rate", PPM, is_share=True)
    if rate is None:
        raise fields.wrong("rate", 'a share such as "19 %"')
    found = RateEntry(
        country=fields.text("country"), region=fields.text("region", ""), rate_ppm=rate,
        tax_class=fields.text("class", TaxClass.STANDARD), valid_from=fields.day("valid_from"),
        name=fields.text("name", ""), source=fields.text("source", ""),
    )  # fmt: skip
    fields.nothing_else()
    return found


def _registration(fields: Fields, since: date | None) -> RegistrationEntry:
    found = RegistrationEntry(
        entity=fields.text("company").upper(), country=fields.text("country"),
        region=fields.text("region", ""), tax_no=fields.text("number", ""),
        valid_from=fields.day("valid_from", since),
    )  # fmt: skip
    fields.nothing_else()
    return found
