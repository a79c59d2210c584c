"""Doing, about where we collect tax, and which customers showed that they pay none."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from cashwright.areas.catalog.events import (
    TaxExemptionRecorded,
    TaxRegistered,
    TaxRegistrationEnded,
)
from cashwright.areas.catalog.models import TaxExemption, TaxRegistration
from cashwright.areas.catalog.policies import TaxCategory
from cashwright.areas.catalog.refusals import RegistrationTaken
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound

_NO_TAX = (
    TaxCategory.EXEMPT, TaxCategory.ZERO, TaxCategory.REVERSE_CHARGE, TaxCategory.EXPORT,
    TaxCategory.INTRA_COMMUNITY, TaxCategory.OUTSIDE,
)  # fmt: skip


@command
def register_for_tax(
    *,
    entity_id: UUID,
    country: str,
    valid_from: date,
    by: Actor,
    region: str = "",
    tax_no: str = "",
    valid_until: date | None = None,
) -> TaxRegistration:
    """A legal entity collects tax in a place, both days included. Its own country needs one too.

    raises  NotFound, RegistrationTaken (days that are covered already), BadInput
    """
    if not LegalEntity.objects.select_for_update().filter(pk=entity_id).exists():
        raise NotFound(document="legal entity", id=str(entity_id))
    land, place = words.country(country), _region(region)
    _check_days(valid_from, valid_until)
    known = TaxRegistration.objects.filter(entity_id=entity_id, country=land, region=place)
    overlapping = known.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from))
    if valid_until is not None:
        overlapping = overlapping.filter(valid_from__lte=valid_until)
    if overlapping.exists():
        raise RegistrationTaken(country=land, region=place)
    made = TaxRegistration.objects.create(
        entity_id=entity_id, country=land, region=place, valid_from=valid_from, valid_until=valid_until,
        tax_no=words.one_line("tax_no", tax_no, length_max=40, may_be_empty=True),
    )  # fmt: skip
    event = TaxRegistered(
        entity_id=entity_id, registration_id=made.pk, country=land, region=place,
        valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    announce(event, by=by)
    return made


@command
def end_registration(*, registration_id: UUID, valid_until: date, by: Actor) -> TaxRegistration:
    """The last day on which the entity collects tax there. Raises NotFound, BadInput."""
    row = TaxRegistration.objects.select_for_update().filter(pk=registration_id).first()
    if row is None:
        raise NotFound(document="tax registration", id=str(registration_id))
    _check_days(row.valid_from, valid_until)
    row.valid_until = valid_until
    row.save(update_fields=["valid_until"])
    event = TaxRegistrationEnded(
        entity_id=row.entity_id, registration_id=row.pk, country=row.country, region=row.region,
        valid_until=valid_until,
    )  # fmt: skip
    announce(event, by=by)
    return row


@command
def record_exemption(
    *,
    customer_id: UUID,
    country: str,
    reason: str,
    certificate_no: str,
    valid_from: date,
    by: Actor,
    region: str = "",
    category: str = TaxCategory.EXEMPT,
    valid_until: date | None = None,
) -> TaxExemption:
    """Keep the evidence that a customer pays no tax in a place, both days included.

    raises  NotFound, BadInput: no certificate, a category with tax
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    if category not in _NO_TAX:
        raise BadInput(field="category", value=category[:4], expected=", ".join(_NO_TAX))
    _check_days(valid_from, valid_until)
    made = TaxExemption.objects.create(
        customer=customer, country=words.country(country), region=_region(region),
        category=str(category), reason=words.one_line("reason", reason, length_max=200),
        certificate_no=words.one_line("certificate_no", certificate_no, length_max=80),
        valid_from=valid_from, valid_until=valid_until, recorded_by=by.name, recorded_at=now(),
    )  # fmt: skip
    event = TaxExemptionRecorded(
        entity_id=customer.entity_id, customer_id=customer_id, exemption_id=made.pk,
        country=made.country, region=made.region, category=made.category,
        certificate_no=made.certificate_no, valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return made


def _region(value: str) -> str:
    return words.code("region", value, length_max=12) if value else ""


def _check_days(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise BadInput(
            field="valid_until", value=valid_until.isoformat(), expected="its first day or later"
        )
