"""Doing, about our own companies and the catalogs every customer chooses from."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties import rules
from cashwright.areas.parties.events import (
    CatalogEntryAdded,
    LegalEntityAdded,
    LegalEntityChanged,
)
from cashwright.areas.parties.models import LegalEntity, Portfolio, Segment, Terms
from cashwright.areas.parties.policies import STANDARD_TERMS, TermsKind
from cashwright.areas.parties.queries import particulars
from cashwright.areas.parties.refusals import BadTerms, CodeTaken
from cashwright.areas.parties.rules import words
from cashwright.areas.parties.rules.particulars import color
from cashwright.areas.parties.services.changing import apply_changes
from cashwright.areas.parties.services.former import keep_former
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound

LOGO_BYTES_MAX = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"


def _month(value: Any) -> int:
    month = int(value)
    if not 1 <= month <= 12:
        raise BadInput(field="fiscal_year_start_month", value=str(value)[:16], expected="1 to 12")
    return month


def _terms_id(value: UUID | None) -> UUID | None:
    if value is not None and not Terms.objects.filter(pk=value).exists():
        raise NotFound(document="terms", id=str(value))
    return value


def _logo(value: bytes | None) -> bytes | None:
    """A PNG of at most 200 kB, or none."""
    if value is not None and (len(value) > LOGO_BYTES_MAX or not value.startswith(_PNG)):
        raise BadInput(field="logo", value="", expected="a PNG picture of at most 200 kB")
    return value


_ENTITY_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda v: words.one_line("name", v, length_max=120),
    "legal_name": lambda v: words.one_line("legal_name", v, length_max=200, may_be_empty=True),
    "postal_address": lambda v: words.some_lines("postal_address", v),
    "tax_no": lambda v: words.one_line("tax_no", v, length_max=40, may_be_empty=True),
    "payment_details": lambda v: words.some_lines("payment_details", v, length_max=600),
    "document_footer": lambda v: words.some_lines("document_footer", v, length_max=300),
    "brand_color": color,
    "logo": _logo,
    "calendar": lambda v: words.one_line("calendar", v, length_max=12, may_be_empty=True),
    "fiscal_year_start_month": _month,
    "invoice_prefix": lambda v: words.code("invoice_prefix", v, length_max=12),
    "credit_note_prefix": lambda v: words.code("credit_note_prefix", v, length_max=12),
    "default_terms_id": _terms_id,
    "is_active": bool,
}
_PICTURES = frozenset({"logo"})


@command
def create_legal_entity(
    *,
    code: str,
    name: str,
    currency: str,
    zone: str,
    country: str,
    by: Actor,
    settings: Mapping[str, Any] | None = None,
) -> LegalEntity:
    """Set up one of our companies; its currency and zone stay for good. The first one brings
    the standard terms with it.

    settings  any of the other fields of LegalEntity: legal_name, invoice_prefix, …
    raises    BadInput, UnknownCurrency, CodeTaken
    """
    short = words.code("code", code, length_max=12)
    if LegalEntity.objects.filter(code=short).exists():
        raise CodeTaken(document="legal entity", code=short)
    entity = LegalEntity(
        code=short,
        currency=words.currency_code(currency),
        zone=words.zone(zone),
        country=words.country(country),
    )
    given = {"calendar": entity.country, "legal_name": name, **(settings or {}), "name": name}
    apply_changes(entity, given, _ENTITY_FIELDS, _PICTURES)
    entity.save(force_insert=True)
    if not Terms.objects.exists():
        add_standard_terms(by=by)
    event = LegalEntityAdded(
        entity_id=entity.pk, code=entity.code, currency=entity.currency, zone=entity.zone,
        country=entity.country,
    )  # fmt: skip
    announce(event, by=by)
    return entity


@command
def change_legal_entity(*, entity_id: UUID, changes: Mapping[str, Any], by: Actor) -> LegalEntity:
    """Change settings of a company. Raises NotFound, BadInput (an unknown field, a bad value)."""
    entity = LegalEntity.objects.select_for_update().filter(pk=entity_id).first()
    if entity is None:
        raise NotFound(document="legal entity", id=str(entity_id))
    before = particulars(entity)
    changed = apply_changes(entity, changes, _ENTITY_FIELDS, _PICTURES)
    if changed:
        entity.save(update_fields=[field for field, _, _ in changed])
        keep_former(entity, before)
        announce(LegalEntityChanged(entity_id=entity.pk, changes=changed), by=by)
    return entity


@command
def add_terms(*, code: str, name: str, terms: rules.Terms, by: Actor) -> Terms:
    """Add payment terms to the catalog. Raises BadInput, CodeTaken, BadTerms."""
    short = words.code("code", code)
    if Terms.objects.filter(code=short).exists():
        raise CodeTaken(document="terms", code=short)
    wrong = rules.check_terms(terms)
    if wrong is not None:
        raise BadTerms(reason=wrong)
    row = Terms.objects.create(
        code=short, name=words.one_line("name", name, length_max=80), kind=terms.kind,
        term_days=terms.term_days, term_months=terms.term_months,
        discount_bp=terms.discount_bp, discount_days=terms.discount_days,
    )  # fmt: skip
    announce(CatalogEntryAdded(entry_id=row.pk, kind="terms", code=short), by=by)
    return row


@command
def add_standard_terms(*, by: Actor) -> int:
    """Add what is missing of the standard catalog; returns how many were missing."""
    known = set(Terms.objects.values_list("code", flat=True))
    missing = [row for row in STANDARD_TERMS if row[0] not in known]
    for code, name, kind, days, months, discount_bp, discount_days in missing:
        terms = rules.Terms(TermsKind(kind), days, months, discount_bp, discount_days)
        add_terms(code=code, name=name, terms=terms, by=by)
    return len(missing)


@command
def add_segment(*, code: str, name: str, by: Actor) -> Segment:
    """Add a kind of customer. Raises BadInput, CodeTaken."""
    short = words.code("code", code)
    if Segment.objects.filter(code=short).exists():
        raise CodeTaken(document="segment", code=short)
    row = Segment.objects.create(code=short, name=words.one_line("name", name, length_max=80))
    announce(CatalogEntryAdded(entry_id=row.pk, kind="segment", code=short), by=by)
    return row


@command
def add_portfolio(*, code: str, name: str, by: Actor) -> Portfolio:
    """Add a portfolio for a collector. Raises BadInput, CodeTaken."""
    short = words.code("code", code)
    if Portfolio.objects.filter(code=short).exists():
        raise CodeTaken(document="portfolio", code=short)
    row = Portfolio.objects.create(code=short, name=words.one_line("name", name, length_max=80))
    announce(CatalogEntryAdded(entry_id=row.pk, kind="portfolio", code=short), by=by)
    return row
