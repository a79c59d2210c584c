"""Doing, about payment plans: proposing, agreeing, cancelling, and judging their instalments."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Sum

from cashwright.areas.collections.events import PlanAgreed, PlanEnded, PlanProposed
from cashwright.areas.collections.models import Instalment, PaymentPlan, PlanItem
from cashwright.areas.collections.queries.plans import progress
from cashwright.areas.collections.refusals import InvoiceInPlan, PlanDays, PlanTotalDiffers
from cashwright.areas.collections.rules.plans import INSTALMENTS_MAX, Even, even_parts
from cashwright.areas.collections.rules.promises import OpenPart, kept_until
from cashwright.areas.collections.services.confirming import confirm_plan
from cashwright.areas.collections.services.promising import (
    NOTE_MAX,
    locked_customer,
    open_about,
    open_parts,
    place_of,
    supersede,
)
from cashwright.areas.collections.states import PAYMENT_PLAN, PlanState
from cashwright.areas.controls.limits import WINDOW, check_limit, hold_customer
from cashwright.areas.controls.policies import PAYMENT_PLAN as LIMITED
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound

Days = Sequence[tuple[date, int]]
"""(day, amount) of each instalment."""


@command
def propose_plan(
    *,
    customer_id: UUID,
    currency: str,
    invoice_ids: Collection[UUID],
    instalments: Days | Even,
    on: date,
    by: Actor,
    note: str = "",
) -> PaymentPlan:
    """Propose instalments for open invoices; nothing changes for reminders until it is agreed on.

    instalments  each day with its amount, or a wish for equal ones; together exactly what is open
    raises       NotFound (customer, invoice), CurrencyMismatch, InvoiceInPlan, PlanDays,
                 PlanTotalDiffers, BadInput
    locks        the customer
    """
    # Read.
    customer = locked_customer(customer_id)
    code = words.currency_code(currency)
    if not invoice_ids:
        raise BadInput(field="invoice_ids", value="", expected="at least one open invoice")
    parts = open_parts(customer, code, on, invoice_ids)
    _check_free([part.invoice_id for part in parts])

    # Decide.
    total_minor = sum(part.balance_minor for part in parts)
    days = schedule(total_minor, instalments, on)
    asked_minor = sum(minor for _, minor in days)
    if asked_minor != total_minor:
        raise PlanTotalDiffers(asked_minor=asked_minor, open_minor=total_minor, currency=code)

    # Write.
    plan = PaymentPlan.objects.create(
        entity_id=customer.entity_id, customer=customer, currency=code, total_minor=total_minor,
        proposed_on=on, note=words.some_lines("note", note, length_max=NOTE_MAX),
        made_by=by.name, made_at=now(),
    )  # fmt: skip
    _write_parts(plan, customer, parts, days)

    # Tell.
    event = PlanProposed(
        entity_id=plan.entity_id, plan_id=plan.pk, customer_id=customer.pk, currency=code,
        total_minor=total_minor, items=tuple((p.invoice_id, p.balance_minor) for p in parts),
        instalments=tuple(days),
    )  # fmt: skip
    announce(event, by=by, why=plan.note)
    return plan


@command
def agree_plan(
    *, plan_id: UUID, on: date, by: Actor, approval_id: UUID | None = None
) -> PaymentPlan:
    """Both sides said yes: reminders of its invoices pause, and the customer gets the schedule.

    Promises about its invoices whose day has not come make room for it.

    raises  NotFound, NotAllowedNow, PlanDays (its first day is over), InvoiceInPlan,
            PlanTotalDiffers (something was paid since: propose anew), ApprovalNeeded
    locks   the customer, the plan
    """
    # Read.
    plan = _locked_plan(plan_id)
    state = PAYMENT_PLAN.after(PlanState(plan.state), "agree")
    items = dict(plan.items.values_list("invoice_id", "amount_minor"))
    balances = dict(Invoice.objects.filter(pk__in=items).values_list("pk", "balance_minor"))

    # Decide.
    first_on = plan.instalments.order_by("number").values_list("due_on", flat=True)[0]
    if first_on < on:
        raise PlanDays(reason=f"the first instalment was due on {first_on}")
    _check_free(list(items))
    if balances != items:
        raise PlanTotalDiffers(
            asked_minor=plan.total_minor, open_minor=sum(balances.values()), currency=plan.currency
        )
    hold_customer(plan.customer_id, LIMITED)
    check_limit(
        LIMITED, entity_id=plan.entity_id, currency=plan.currency, amount_minor=plan.total_minor,
        recent_minor=_recent(plan, on), on=on, payload=plan_payload(plan), approval_id=approval_id,
    )  # fmt: skip

    # Write.
    plan.state, plan.agreed_on, plan.approval_id = state, on, approval_id
    plan.save(update_fields=["state", "agreed_on", "approval_id"])

    # Tell.
    event = PlanAgreed(
        entity_id=plan.entity_id, plan_id=plan.pk, customer_id=plan.customer_id, agreed_on=on,
        currency=plan.currency, total_minor=plan.total_minor, approval_id=approval_id,
    )  # fmt: skip
    announce(event, by=by)
    rivals = [one for one in open_about(plan.customer_id, list(items)) if on < one.due_on]
    supersede(rivals, plan.pk, on, by)
    confirm_plan(plan, on, by)
    return plan


@command
def cancel_plan(*, plan_id: UUID, on: date, by: Actor, why: str) -> PaymentPlan:
    """Give up a plan that was proposed or is in force. Raises NotFound, NotAllowedNow."""
    plan = _locked_plan(plan_id)
    paid_minor = progress([plan.pk], on)[plan.pk].paid_minor if plan.agreed_on else 0
    _end(plan, "cancel", on, paid_minor, by, why)
    return plan


@command
def judge_plans(*, entity_id: UUID, on: date, by: Actor) -> dict[str, int]:
    """End the plans in force that are paid, or of which an instalment was missed.

    returns  how many became what: {"kept": 2, "defaulted": 1}
    repeat   a second call ends nothing
    An instalment is met when what was paid of the plan's invoices since it was agreed on reaches
    what is due by then, by its last day of grace.
    """
    rows = PaymentPlan.objects.select_for_update().filter(
        entity_id=entity_id, state=PlanState.ACTIVE
    )
    active = {plan.pk: plan for plan in rows.order_by("pk")}
    told: dict[str, int] = {}
    for plan_id, found in progress(list(active), on).items() if active else ():
        outcome = found.outcome
        if outcome is None:
            continue
        move = "keep" if outcome == PlanState.KEPT else "default"
        _end(active[plan_id], move, on, found.paid_minor, by, "")
        told[outcome.value] = told.get(outcome.value, 0) + 1
    return told


def plan_payload(plan: PaymentPlan) -> dict[str, Any]:
    """What is approved when a plan is: exactly these instalments of these invoices."""
    parts = plan.instalments.order_by("number").values_list("due_on", "amount_minor")
    items = plan.items.order_by("invoice_id").values_list("invoice_id", "amount_minor")
    return {
        "plan_id": str(plan.pk), "total_minor": plan.total_minor,
        "items": [[str(invoice_id), minor] for invoice_id, minor in items],
        "instalments": [[day.isoformat(), minor] for day, minor in parts],
    }  # fmt: skip


def schedule(total_minor: int, instalments: Days | Even, on: date) -> Days:
    """The days and amounts that are meant. Raises PlanDays."""
    if isinstance(instalments, Even):
        if not 0 < instalments.count <= min(INSTALMENTS_MAX, total_minor):
            raise PlanDays(reason=f"{instalments.count} instalments")
        days: Days = even_parts(total_minor, instalments)
    else:
        days = tuple(instalments)
    if not 0 < len(days) <= INSTALMENTS_MAX:
        raise PlanDays(reason=f"{len(days)} instalments; one to {INSTALMENTS_MAX} are possible")
    if days[0][0] < on:
        raise PlanDays(reason=f"{days[0][0]} is over")
    if any(later <= earlier for (earlier, _), (later, _) in pairwise(days)):
        raise PlanDays(reason="each day must be later than the one before")
    if any(minor <= 0 for _, minor in days):
        raise PlanDays(reason="each instalment must be more than zero")
    return days


def _write_parts(
    plan: PaymentPlan, customer: Customer, parts: Sequence[OpenPart], days: Days
) -> None:
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, invoice_id=part.invoice_id, amount_minor=part.balance_minor)
        for part in parts
    )
    place = place_of(customer.entity)
    Instalment.objects.bulk_create(
        Instalment(
            plan=plan, number=number, due_on=day, kept_until=kept_until(day, place),
            amount_minor=minor,
        )
        for number, (day, minor) in enumerate(days, start=1)
    )  # fmt: skip


def _check_free(invoice_ids: Collection[UUID]) -> None:
    taken = PlanItem.objects.filter(invoice_id__in=invoice_ids, plan__state=PlanState.ACTIVE)
    first = taken.order_by("pk").first()
    if first is not None:
        raise InvoiceInPlan(invoice_id=str(first.invoice_id), plan_id=str(first.plan_id))


def _recent(plan: PaymentPlan, on: date) -> int:
    """What the customer was given time for without approval in the thirty days up to `on`."""
    rows = PaymentPlan.objects.filter(
        customer_id=plan.customer_id, currency=plan.currency, approval_id=None,
        agreed_on__gt=on - WINDOW, agreed_on__lte=on,
    )  # fmt: skip
    return rows.aggregate(minor=Sum("total_minor"))["minor"] or 0


def _locked_plan(plan_id: UUID) -> PaymentPlan:
    """The plan, with its customer locked before it. Raises NotFound."""
    known = PaymentPlan.objects.filter(pk=plan_id).first()
    if known is None:
        raise NotFound(document="payment plan", id=str(plan_id))
    customer = locked_customer(known.customer_id)
    plan = PaymentPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    plan.customer = customer
    return plan


def _end(plan: PaymentPlan, move: str, on: date, paid_minor: int, by: Actor, why: str) -> None:
    plan.state = PAYMENT_PLAN.after(PlanState(plan.state), move)
    plan.ended_on = on
    plan.save(update_fields=["state", "ended_on"])
    event = PlanEnded(
        entity_id=plan.entity_id, plan_id=plan.pk, customer_id=plan.customer_id, state=plan.state,
        ended_on=on, currency=plan.currency, total_minor=plan.total_minor, paid_minor=paid_minor,
    )  # fmt: skip
    announce(event, by=by, why=why)
