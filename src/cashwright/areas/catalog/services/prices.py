"""Doing, about prices: the ways a product is charged, and their versions, which are never edited."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from cashwright.areas.catalog.events import PriceAdded, PriceSet
from cashwright.areas.catalog.models import Meter, Price, PriceVersion, Product, Tier
from cashwright.areas.catalog.policies import TIERED, ChargeModel, Timing
from cashwright.areas.catalog.ports import BilledPrices
from cashwright.areas.catalog.refusals import (
    CodeTaken,
    PriceBilled,
    Retired,
    UnknownMeter,
    VersionTaken,
)
from cashwright.areas.catalog.rules import (
    PriceTerms,
    TierDraft,
    TierTerms,
    check_terms,
    check_tiers,
)
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceNumbers:
    """The numbers of a version as models.PriceVersion explains them; a model uses some of them."""

    unit_price_e9: int = 0
    flat_minor: int = 0
    free_e6: int = 0
    free_minor: int = 0
    free_events: int = 0
    package_e6: int = 0
    package_minor: int = 0
    rate_e9: int = 0
    event_fee_e9: int = 0
    event_minimum_minor: int | None = None
    event_maximum_minor: int | None = None
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    is_tax_inclusive: bool = False
    tiers: Sequence[TierDraft] = ()


@command
def add_price(
    *,
    product_id: UUID,
    code: str,
    name: str,
    model: str,
    timing: str,
    by: Actor,
    meter_id: UUID | None = None,
    unit_name: str = "",
    interval_months: int | None = None,
    interval_days: int | None = None,
) -> Price:
    """Add a way to charge for a product. Its amounts follow by `set_price`.

    interval  months or days, exactly one; neither for a price charged once
    meter     what it counts: then it is charged in arrears
    raises    NotFound, Retired, CodeTaken, UnknownMeter, BadInput
    """
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise NotFound(document="product", id=str(product_id))
    if not product.is_active:
        raise Retired(document="product", code=product.code)
    short = words.code("code", code, length_max=40)
    if Price.objects.filter(code=short).exists():
        raise CodeTaken(document="price", code=short)
    _check_timing(timing, interval_months, interval_days)
    meter = _meter(meter_id, timing)
    price = Price.objects.create(
        product=product, code=short, name=words.one_line("name", name, length_max=120),
        model=_model(model), timing=timing, meter=meter,
        unit_name=words.one_line(
            "unit_name", unit_name or (meter.unit_name if meter else ""), length_max=40,
            may_be_empty=True,
        ),
        interval_months=interval_months, interval_days=interval_days,
    )  # fmt: skip
    event = PriceAdded(
        price_id=price.pk, product_id=product.pk, code=short, model=model, timing=timing
    )
    announce(event, by=by)
    return price


def _model(value: str) -> str:
    if value not in set(ChargeModel):
        raise BadInput(field="model", value=value[:24], expected=", ".join(ChargeModel))
    return value


def _check_timing(timing: str, months: int | None, days: int | None) -> None:
    if timing not in set(Timing):
        raise BadInput(field="timing", value=timing[:16], expected=", ".join(Timing))
    given = [span for span in (months, days) if span is not None]
    if timing == Timing.ONCE and given:
        raise BadInput(field="interval", value=str(given[0]), expected="none: it is charged once")
    if timing != Timing.ONCE and (len(given) != 1 or given[0] < 1):
        told = " and ".join(map(str, given))
        raise BadInput(field="interval", value=told, expected="one or more months, or days")


def _meter(meter_id: UUID | None, timing: str) -> Meter | None:
    if meter_id is None:
        return None
    meter = Meter.objects.filter(pk=meter_id, is_active=True).first()
    if meter is None:
        raise UnknownMeter(meter=str(meter_id))
    if timing != Timing.ARREARS:
        raise BadInput(field="timing", value=timing, expected="arrears: usage is known afterwards")
    return meter


@command
def set_price(
    *,
    price_id: UUID,
    currency: str,
    valid_from: date,
    numbers: PriceNumbers,
    billed: BilledPrices,
    by: Actor,
) -> PriceVersion:
    """Say what a price costs in a currency from a day on, until a later version.

    A period is billed at the version in force on its first day. Days that were billed keep theirs:
    usage reported late and changes within a period are priced at it.
    billed  what was billed at a price (invoicing.queries.price_billed_on)
    raises  NotFound, Retired, UnknownCurrency, VersionTaken (two versions of one day), PriceBilled,
            BadTerms, TiersOverlap, TiersHaveGap, TiersUnfinished
    """
    price, code = _sold(price_id), words.currency_code(currency)
    book = PriceVersion.objects.filter(price=price, currency=code, owner_id=None)
    if book.filter(valid_from=valid_from).exists():
        raise VersionTaken(price=price.code, currency=code, valid_from=valid_from)
    later = book.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    billed_on = billed(price_id, code, valid_from, later.valid_from if later else None)
    if billed_on is not None:
        raise PriceBilled(price=price.code, currency=code, billed_on=billed_on)
    return _write(price, code, valid_from, numbers, None, by)


@command
def negotiate_price(
    *,
    price_id: UUID,
    owner_id: UUID,
    currency: str,
    valid_from: date,
    numbers: PriceNumbers,
    by: Actor,
) -> PriceVersion:
    """The same for one contract, `owner_id`; the newest one written counts.

    raises  as `set_price`, but for VersionTaken and PriceBilled: the contract says from when it pays
    """
    code = words.currency_code(currency)
    return _write(_sold(price_id), code, valid_from, numbers, owner_id, by)


def _sold(price_id: UUID) -> Price:
    """The price, locked."""
    price = Price.objects.select_for_update().filter(pk=price_id).first()
    if price is None:
        raise NotFound(document="price", id=str(price_id))
    if not price.is_active:
        raise Retired(document="price", code=price.code)
    return price


def _write(
    price: Price,
    currency: str,
    valid_from: date,
    numbers: PriceNumbers,
    owner_id: UUID | None,
    by: Actor,
) -> PriceVersion:
    terms = terms_of(ChargeModel(price.model), numbers)
    given = {name: value for name, value in asdict(terms).items() if name not in ("model", "tiers")}
    version = PriceVersion.objects.create(
        price=price, currency=currency, valid_from=valid_from, owner_id=owner_id, **given
    )
    Tier.objects.bulk_create(
        Tier(price_version=version, tier_no=tier_no, **asdict(tier))
        for tier_no, tier in enumerate(terms.tiers, start=1)
    )
    announce(_told(version, terms, given), by=by)
    return version


def terms_of(model: ChargeModel, numbers: PriceNumbers) -> PriceTerms:
    """The numbers as terms of a model, checked. Raises BadTerms and the refusals of tiers."""
    needs_tiers = model in TIERED or numbers.tiers
    tiers = check_tiers(numbers.tiers) if needs_tiers else ()
    given = {n: getattr(numbers, n) for n in PriceNumbers.__dataclass_fields__ if n != "tiers"}
    terms = PriceTerms(model=model, tiers=tiers, **given)
    check_terms(terms)
    return terms


def _told(version: PriceVersion, terms: PriceTerms, given: dict[str, object]) -> PriceSet:
    return PriceSet(
        price_version_id=version.pk, price_id=version.price_id, currency=version.currency,
        valid_from=version.valid_from, owner_id=version.owner_id,
        terms=tuple((name, str(value)) for name, value in given.items() if value),
        tiers=tuple(_tier(tier) for tier in terms.tiers),
    )  # fmt: skip


def _tier(tier: TierTerms) -> tuple[int | None, int, int, int]:
    return tier.up_to_e6, tier.unit_price_e9, tier.flat_minor, tier.rate_e9
