"""How the amount of each billed line came about: "412 units: 100 at 0.10, 312 at 0.08; 14 of 31 days"."""

from collections.abc import Iterable
from functools import partial

from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.catalog.rules import Words, explain, rate
from cashwright.areas.contracts.models import BillPeriod, Charge
from cashwright.areas.contracts.ports import CORRECTION
from cashwright.areas.contracts.rules import prorated
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.invoicing.printing.figures import amount, percent
from cashwright.areas.invoicing.printing.figures import number as written
from cashwright.areas.invoicing.printing.words import words
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.periods import days_between
from cashwright.kernel.refusals import Refusal

_Billed = InvoiceLine | CreditNoteLine


def explanations(document: Invoice | CreditNote, *, language: str) -> dict[int, str]:
    """Line number -> how its amount came about, for the lines that bill a charge; else nothing."""
    lines: list[_Billed] = [
        line for line in document.lines.order_by("line_no") if line.price_version_id is not None
    ]
    if not lines:
        return {}
    versions = PriceVersion.objects.select_related("price").prefetch_related("tiers")
    known = versions.in_bulk({line.price_version_id for line in lines})
    full = _full_days(lines)
    found = {}
    for line in lines:
        days = full.get(line.line_no)
        parts = [
            _priced(line, known[line.price_version_id], document.currency, language, days),
            _days(line, days, language),
            _discount(line, document.currency, language),
        ]
        found[line.line_no] = "; ".join(part for part in parts if part)
    return {line_no: text for line_no, text in found.items() if text}


def _priced(
    line: _Billed, version: PriceVersion, currency: str, language: str, full: int | None
) -> str:
    """Quantity and price, where they are what the amount came from."""
    if line.quantity_scaled is None or line.revision >= CORRECTION:
        return ""  # what usage reported later adds, what is missing to a minimum: no quantity tells
    quantity_e6 = abs(line.quantity_scaled) * 10 ** (6 - line.quantity_exponent)
    terms, units = price_terms(version), minor_units(currency)
    if terms.model is ChargeModel.PERCENTAGE:  # each event had its own fee: only the share is told
        rate_told = percent(terms.rate_e9 // 1000, language)
        return f"{rate_told} × {written(quantity_e6, 6, language)} {currency}"
    try:
        if not _comes_to(line, rate(terms, quantity_e6, units=units).amount_minor, full):
            return ""
        return explain(
            terms, quantity_e6, units=units, unit_name=version.price.unit_name,
            words=told_in(language),
        )  # fmt: skip
    except Refusal:
        return ""  # a quantity its tiers do not hold any more was priced by hand


def _comes_to(line: _Billed, whole_minor: int, full: int | None) -> bool:
    """Whether a line costs `whole_minor`, or its share of the days: a minor unit of rounding aside.

    Not where it holds a minimum, or usage of a period that was cut and is priced as one.
    """
    gross = abs(line.gross_minor or 0)
    if gross == whole_minor or full is None or line.from_on is None or line.until_on is None:
        return gross == whole_minor
    return abs(gross - prorated(whole_minor, days_between(line.from_on, line.until_on), full)) <= 1


def told_in(language: str) -> Words:
    """How amounts are explained in a language: its words, its separators."""
    return Words(at=words(language)["at"], number=partial(_localized, language=language))


def _localized(plain: str, language: str) -> str:
    """A plain number such as 1234.50 in the separators of the language, decimals kept."""
    whole, _, decimals = plain.partition(".")
    digits = int(whole + decimals)
    return written(digits, len(decimals), language, decimals_min=len(decimals))


def _full_days(lines: Iterable[_Billed]) -> dict[int, int]:
    """Line number -> the days of the whole interval its days are part of."""
    dated = [line for line in lines if line.charge_id and line.from_on and line.until_on]
    if not dated:
        return {}
    subscriptions = dict(
        Charge.objects.filter(pk__in={line.charge_id for line in dated})
        .exclude(timing="once")
        .values_list("pk", "subscription_id")
    )
    periods = BillPeriod.objects.filter(
        subscription_id__in=set(subscriptions.values()),
        start_on__lte=max(line.from_on for line in dated if line.from_on),
        end_on__gt=min(line.from_on for line in dated if line.from_on),
    )
    rows = list(periods.values_list("subscription_id", "start_on", "end_on", "full_days"))
    return {
        line.line_no: full
        for line in dated
        for owner, start, end, full in rows
        if line.charge_id and line.from_on
        if owner == subscriptions.get(line.charge_id) and start <= line.from_on < end
    }  # fmt: skip


def _days(line: _Billed, full: int | None, language: str) -> str:
    if full is None or line.from_on is None or line.until_on is None:
        return ""
    days = days_between(line.from_on, line.until_on)
    return "" if days >= full else words(language)["days_of"].format(days=days, full=full)


def _discount(line: _Billed, currency: str, language: str) -> str:
    if not line.discount_minor:
        return ""
    told = amount(abs(line.discount_minor), currency, language)
    return words(language)["less"].format(amount=told)
