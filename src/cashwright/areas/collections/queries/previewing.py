"""Reading for the preview of a text: what it would say to a real customer today."""

from collections.abc import Mapping
from datetime import date, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import QuerySet

from cashwright.areas.collections.queries.charges import charging_in_force
from cashwright.areas.collections.queries.reminding import addressees
from cashwright.areas.collections.rules.consequences import by_law
from cashwright.areas.collections.rules.interest import law_of
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.rules import (
    ReminderFacts,
    ReminderItem,
    Sender,
    day_text,
    money_text,
    reminder_values,
)
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.money import Money

_SHOWN_MAX, _CUSTOMERS_MAX = 5, 25
_LOOKED_AT = 200


def preview_customers(customers: QuerySet[Customer], on: date) -> list[Customer]:
    """Up to 25 of these customers to try a text on: those with the largest late invoices, by name."""
    late = Invoice.objects.filter(
        customer__in=customers, balance_minor__gt=0, due_on__lt=on
    ).order_by("-balance_minor")
    ids = list(dict.fromkeys(late.values_list("customer_id", flat=True)[:_LOOKED_AT]))
    return list(customers.filter(pk__in=ids[:_CUSTOMERS_MAX]).order_by("name", "pk"))


def preview_values(
    customer: Customer | None, language: str, tone: Tone, on: date
) -> dict[str, str]:
    """A value for every name a text may use: of a customer's late invoices, else of their latest.

    customer  None: of somebody made up
    What only an event tells (a dispute, a promise) is made up around the first invoice.
    """
    facts = _facts(customer, on) if customer else _made_up(on)
    law = law_words(customer.entity, tone, language, on) if customer else ""
    around = _around(facts.items[0], language, on)
    return {**reminder_values(facts, language), "by_law": law, **around}


def law_words(entity: LegalEntity, tone: Tone, language: str, on: date) -> str:
    """What law or contract says about paying an entity late, in a text of this tone."""
    charging = charging_in_force(entity.pk, on)
    return by_law(charging, charging.law or law_of(entity.country), tone, language)


def _invoices(customer: Customer, on: date) -> list[Invoice]:
    issued: QuerySet[Invoice] = Invoice.objects.filter(
        customer=customer, issued_on__lte=on, state__in=["posted", "settled"]
    )
    late = issued.filter(balance_minor__gt=0, due_on__lt=on).order_by("due_on", "pk")
    return list(late[:_SHOWN_MAX]) or list(issued.order_by("-issued_on", "-pk")[:1])


def _facts(customer: Customer, on: date) -> ReminderFacts:
    items = [
        ReminderItem(
            document_no=str(row.document_no), issued_on=row.issued_on, due_on=row.due_on,
            balance=Money(row.balance_minor or row.total_minor, row.currency),
        )
        for row in _invoices(customer, on)
    ]  # fmt: skip
    reader = addressees([customer.pk]).get(customer.pk)
    return ReminderFacts(
        customer_name=customer.name, account_no=customer.account_no,
        contact_name=reader.name if reader else "", entity_name=customer.entity.name,
        sender=_desk(), items=items or _made_up(on).items, on=on,
    )  # fmt: skip


def _made_up(on: date) -> ReminderFacts:
    month = timedelta(days=30)
    items = [
        ReminderItem("2026-1001", on - 2 * month, on - month, Money(1_250_00, "EUR")),
        ReminderItem("2026-1002", on - month, on, Money(480_50, "EUR")),
    ]
    return ReminderFacts(
        customer_name="Example Ltd", account_no="C-1001", contact_name="Kim Example",
        entity_name="Our company", sender=_desk(), items=items, on=on,
    )  # fmt: skip


def _desk() -> Sender:
    return Sender(name="", email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _around(item: ReminderItem, language: str, on: date) -> Mapping[str, str]:
    soon = on + timedelta(days=7)
    half = Money(item.balance.minor // 2, item.balance.currency)
    return {
        "document_no": item.document_no, "issued_on": day_text(item.issued_on, language),
        "due_on": day_text(soon, language), "answer_on": day_text(soon, language),
        "dispute_no": "D-1001", "reason": "…", "outcome": "…", "text": "…",
        "rest": money_text(half, language), "credited": money_text(half, language),
        "instalment_list": "\n".join(
            f"- {day_text(soon + timedelta(days=30 * n), language)}: {money_text(half, language)}"
            for n in range(2)
        ),
    }  # fmt: skip
