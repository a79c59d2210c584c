"""Reading contracts: those in scope, what stands of a subscription, what a bill run starts from."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from cashwright.areas.access.queries import Asker, scoped
from cashwright.areas.contracts.models import (
    Amendment,
    Charge,
    ChargeSpan,
    Contract,
    Subscription,
)


def contracts_for(user: Asker, permission: str = "contracts.read") -> QuerySet[Contract]:
    """The contracts whose customers `user` may see with `permission`, newest first."""
    rows = Contract.objects.select_related("customer", "bill_to", "entity")
    seen = scoped(rows, user, permission, portfolio="customer__portfolio_id")
    return seen.order_by("-created_at", "-pk")


def subscriptions_of(contract_id: UUID) -> QuerySet[Subscription]:
    """The subscriptions of a contract with their charges, prices and spans."""
    charges = Charge.objects.select_related("price__product").prefetch_related(
        Prefetch("spans", ChargeSpan.objects.order_by("from_on"))
    )
    return (
        Subscription.objects.filter(contract_id=contract_id)
        .prefetch_related(Prefetch("charges", charges.order_by("position", "pk")))
        .order_by("created_at", "pk")
    )


def running_on(entity_id: UUID, on: date) -> QuerySet[Subscription]:
    """The subscriptions of running contracts that run on a day."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    return Subscription.objects.filter(
        not_over, entity_id=entity_id, contract__state="active", starts_on__lte=on
    )


def timeline(contract_id: UUID) -> QuerySet[Amendment]:
    """What changed in a contract, latest first."""
    rows = Amendment.objects.filter(contract_id=contract_id).select_related("subscription")
    return rows.order_by("-effective_on", "-sequence_no")


def off_catalog(entity_id: UUID, on: date) -> QuerySet[Contract]:
    """The contracts on a day whose payment terms are not of the catalogue, or not of today's any more.

    Drafts are among them: they wait for the second person who agrees to their days.
    """
    unlike = Q(custom_term_days__isnull=False) | Q(terms__is_active=False)
    running = Q(state="active") & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = Contract.objects.filter(unlike, running | Q(state="draft"), entity_id=entity_id)
    return rows.select_related("customer__terms", "terms").order_by("contract_no")
