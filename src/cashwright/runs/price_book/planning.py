"""What a price book asks of the books: what is missing is added; what is known stays as it is.

A product's words may change. Nothing else is edited, so a file that says otherwise of a meter, a
price, its amounts of a day, a coupon, a tax rate or a registration is refused. What the file leaves
out stays too.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from cashwright.areas.catalog.models import (
    Coupon,
    Meter,
    Price,
    PriceVersion,
    Product,
    TaxRate,
    TaxRegistration,
)
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.catalog.services.prices import terms_of
from cashwright.areas.parties.queries import entity_by_code
from cashwright.kernel.refusals import BadInput
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
from cashwright.runs.refusals import PriceBookDiffers

Entry = (
    ProductEntry | MeterEntry | PriceEntry | CouponEntry | RateEntry | RegistrationEntry | Amounts
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: `action` is add or change; `price` names the one that amounts belong to."""

    action: str
    kind: str
    code: str
    entry: Entry
    price: str = ""


def plan_price_book(book: PriceBook) -> list[Step]:
    """What is to be done, in its order; nothing when the books say all of it already.

    raises  PriceBookDiffers, BadInput (an unknown charge model), NotFound (a company), BadTerms and
            the refusals of tiers
    """
    return [
        *_products(book), *_meters(book), *_prices(book), *_coupons(book), *_rates(book),
        *_registrations(book),
    ]  # fmt: skip


def _products(book: PriceBook) -> Iterator[Step]:
    known = {row.code: row for row in Product.objects.all()}
    for entry in book.products:
        row = known.get(entry.code)
        if row is None:
            yield Step("add", "product", entry.code, entry)
        elif (row.name, row.account_id, row.tax_class) != (
            entry.name, entry.account, entry.tax_class,
        ):  # fmt: skip
            yield Step("change", "product", entry.code, entry)


def _meters(book: PriceBook) -> Iterator[Step]:
    known = {row.code: row for row in Meter.objects.all()}
    for entry in book.meters:
        row = known.get(entry.code)
        if row is None:
            yield Step("add", "meter", entry.code, entry)
            continue
        asked = asdict(entry) | {
            "filters": [{"key": f.key, "values": list(f.values)} for f in entry.filters]
        }
        _same("meter", entry.code, asked, {name: getattr(row, name) for name in asked})


def _prices(book: PriceBook) -> Iterator[Step]:
    known = {row.code: row for row in Price.objects.select_related("product", "meter")}
    for entry in book.prices:
        row = known.get(entry.code)
        if row is None:
            yield Step("add", "price", entry.code, entry)
        else:
            _same("price", entry.code, *_price_facts(entry, row))
        for amounts in entry.amounts:
            yield from _amounts(entry, amounts, row)


def _price_facts(entry: PriceEntry, row: Price) -> tuple[dict[str, Any], dict[str, Any]]:
    names = ("name", "model", "timing", "interval_months", "interval_days")
    asked = {name: getattr(entry, name) for name in names}
    stored = {name: getattr(row, name) for name in names}
    meter, unit = (row.meter.code, row.meter.unit_name) if row.meter else ("", "")
    asked |= {
        "product": entry.product, "meter": entry.meter, "unit_name": entry.unit_name or unit,
    }  # fmt: skip
    return asked, stored | {
        "product": row.product.code, "meter": meter, "unit_name": row.unit_name,
    }  # fmt: skip


def _amounts(entry: PriceEntry, amounts: Amounts, row: Price | None) -> Iterator[Step]:
    if entry.model not in set(ChargeModel):
        raise BadInput(field="model", value=entry.model[:24], expected=", ".join(ChargeModel))
    asked = terms_of(ChargeModel(entry.model), amounts.numbers)
    code = f"{entry.code} {amounts.currency} from {amounts.valid_from}"
    found = row and PriceVersion.objects.filter(
        price=row, currency=amounts.currency, valid_from=amounts.valid_from, owner_id=None
    ).select_related("price").first()  # fmt: skip
    if not found:
        yield Step("add", "amounts", code, amounts, price=entry.code)
        return
    known = price_terms(found)
    names = [field.name for field in fields(asked)]
    _same(
        "amounts",
        code,
        {n: getattr(asked, n) for n in names},
        {n: getattr(known, n) for n in names},
    )


def _coupons(book: PriceBook) -> Iterator[Step]:
    known = {row.code: row for row in Coupon.objects.select_related("product")}
    for entry in book.coupons:
        row = known.get(entry.code)
        if row is None:
            yield Step("add", "coupon", entry.code, entry)
            continue
        stored = {name: getattr(row, name) for name in asdict(entry)}
        stored["product"] = row.product.code if row.product else ""
        _same("coupon", entry.code, asdict(entry), stored)


def _rates(book: PriceBook) -> Iterator[Step]:
    for entry in book.rates:
        code = f"{entry.country} {entry.region} {entry.tax_class} from {entry.valid_from}"
        row = TaxRate.objects.filter(
            country=entry.country, region=entry.region, tax_class=entry.tax_class,
            valid_from=entry.valid_from,
        ).first()  # fmt: skip
        if row is None:
            yield Step("add", "tax rate", code, entry)
        else:
            _same("tax rate", code, {"rate": entry.rate_ppm}, {"rate": row.rate_ppm})


def _registrations(book: PriceBook) -> Iterator[Step]:
    for entry in book.registrations:
        code = f"{entry.entity} in {entry.country} {entry.region}".strip()
        row = TaxRegistration.objects.filter(
            entity=entity_by_code(entry.entity), country=entry.country, region=entry.region,
            valid_from=entry.valid_from,
        ).first()  # fmt: skip
        if row is None:
            yield Step("add", "tax registration", code, entry)
        elif entry.tax_no:
            _same("tax registration", code, {"number": entry.tax_no}, {"number": row.tax_no})


def _same(kind: str, code: str, asked: dict[str, Any], known: dict[str, Any]) -> None:
    """Raises PriceBookDiffers for the first field in which the file and the books disagree."""
    for name, value in asked.items():
        if value != known[name]:
            raise PriceBookDiffers(
                document=kind, code=code, field=name, known=str(known[name])[:80],
                asked=str(value)[:80],
            )  # fmt: skip
