"""The usage appendix: what was used on each day of the metered lines of a document, as billed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cashwright.areas.contracts.models import Charge
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.invoicing.printing.figures import day, number
from cashwright.areas.usage.frames import a_day_each
from cashwright.areas.usage.queries import quantities
from cashwright.kernel.clock import now

_DAY = timedelta(days=1)

Row = dict[str, str]
"""meter, day, events, quantity: all in words of the document's language."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The days of one meter a document bills, as known when they were billed."""

    subscription_id: UUID
    subscription: str
    meter_id: UUID
    meter: str
    from_on: date
    until_on: date
    known_at: datetime


def usage_rows(document: Invoice | CreditNote, *, language: str) -> list[Row]:
    """A row for each day something was used, meter by meter; nothing where no line is metered.

    The quantities are those of the events known when the line was billed: what came late is on the
    invoice that corrects it. Where several subscriptions are billed, the meter is told with its own.
    """
    spans = _spans(document)
    is_one = len({span.subscription_id for span in spans}) == 1
    rows: list[Row] = []
    for span in spans:
        name = span.meter if is_one else f"{span.meter} · {span.subscription}"
        asked = a_day_each(
            str(span.subscription_id), [str(span.meter_id)], span.from_on, span.until_on - _DAY
        )
        found = quantities(asked, zone=document.entity.zone, known_at=span.known_at)
        rows += [
            {
                "meter": name, "day": day(on, language), "events": number(events, 0, language),
                "quantity": number(quantity_e6, 6, language),
            }
            for on, quantity_e6, events in found.select(
                "from_on", "quantity_e6", "event_count"
            ).iter_rows()
            if events or quantity_e6
        ]  # fmt: skip
    return rows


def _spans(document: Invoice | CreditNote) -> list[_Span]:
    lines: list[InvoiceLine | CreditNoteLine] = [
        line for line in document.lines.order_by("line_no") if line.charge_id and line.from_on
    ]
    charges = (
        Charge.objects.select_related("subscription", "price__meter")
        .filter(price__meter__isnull=False)
        .in_bulk({line.charge_id for line in lines if line.charge_id})
    )
    found: dict[tuple[UUID, UUID, date], _Span] = {}
    for line in lines:
        charge = charges.get(line.charge_id) if line.charge_id else None
        if charge is None or line.from_on is None or line.until_on is None:
            continue
        meter = charge.price.meter
        assert meter is not None, "only metered charges were asked for"
        key = (charge.subscription_id, meter.pk, line.from_on)
        known_at = getattr(line, "known_at", None) or document.posted_at or now()
        found.setdefault(
            key,
            _Span(
                charge.subscription_id, charge.subscription.name, meter.pk, meter.name,
                line.from_on, line.until_on, known_at,
            ),
        )  # fmt: skip
    return list(found.values())
