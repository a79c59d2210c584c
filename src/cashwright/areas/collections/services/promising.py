"""Doing, about promises: noting one, taking it back, judging those whose day has come."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.collections.events import (
    PromiseJudged,
    PromiseNoted,
    PromiseSuperseded,
    PromiseWithdrawn,
)
from cashwright.areas.collections.frames.promises import judge_promises as judged_frame
from cashwright.areas.collections.models import Promise, PromiseItem
from cashwright.areas.collections.queries import dunning_in_force
from cashwright.areas.collections.queries.promises import promise_facts
from cashwright.areas.collections.refusals import (
    PromiseInThePast,
    PromiseTooFar,
    PromiseTooLarge,
)
from cashwright.areas.collections.rules.promises import OpenPart, Origin, kept_until, spread
from cashwright.areas.collections.services.confirming import confirm_promise
from cashwright.areas.collections.states import PROMISE, PromiseState
from cashwright.areas.controls.services import announce, announce_frame, command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.parties.rules import words
from cashwright.areas.payments.refusals import NotPositive
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, CurrencyMismatch, NotFound

NOTE_MAX = 400


@command
def note_promise(
    *,
    customer_id: UUID,
    currency: str,
    amount_minor: int,
    due_on: date,
    on: date,
    origin: str,
    by: Actor,
    invoice_ids: Collection[UUID] = (),
    contact_id: UUID | None = None,
    source_id: UUID | None = None,
    note: str = "",
) -> Promise:
    """Write down that a customer will pay an amount by a day, and confirm it to them once.

    invoice_ids  what it is for; without any, the oldest open invoices in this currency
    source_id    the message or call it was read from: one promise each
    repeat       the same source, or the same words while it is open, give the first promise again
    supersedes   the open promises for one of the invoices whose day has not come; they count as
                 neither kept nor broken
    raises       NotFound (customer, contact, invoice), BadInput, CurrencyMismatch, NotPositive,
                 PromiseInThePast, PromiseTooFar, PromiseTooLarge
    locks        the customer
    """
    # Read.
    customer = locked_customer(customer_id)
    known = Promise.objects.filter(source_id=source_id).first() if source_id else None
    if known is not None:
        return known
    if contact_id and not Contact.objects.filter(pk=contact_id, customer=customer).exists():
        raise NotFound(document="contact", id=str(contact_id))
    told_currency, given = words.currency_code(currency), _origin(origin)
    remark = words.some_lines("note", note, length_max=NOTE_MAX)
    parts = open_parts(customer, told_currency, on, invoice_ids)

    # Decide.
    _check(customer, told_currency, amount_minor, due_on, on, parts)
    shares = spread(amount_minor, parts)
    rivals = _open_about(customer, told_currency, [invoice_id for invoice_id, _ in shares])
    same = next((one for one in rivals if _is_same(one, amount_minor, due_on, shares)), None)
    if same is not None:
        return same

    # Write.
    promise = Promise.objects.create(
        entity_id=customer.entity_id, customer=customer, contact_id=contact_id,
        currency=told_currency, amount_minor=amount_minor, promised_on=on, due_on=due_on,
        kept_until=kept_until(due_on, place_of(customer.entity)), origin=given,
        source_id=source_id, note=remark, noted_by=by.name, noted_at=now(),
    )  # fmt: skip
    PromiseItem.objects.bulk_create(
        PromiseItem(promise=promise, invoice_id=invoice_id, amount_minor=minor)
        for invoice_id, minor in shares
    )

    # Tell.
    event = PromiseNoted(
        entity_id=promise.entity_id, promise_id=promise.pk, customer_id=customer.pk,
        currency=told_currency, amount_minor=amount_minor, due_on=due_on,
        kept_until=promise.kept_until, origin=given, items=shares,
    )  # fmt: skip
    announce(event, by=by, why=remark)
    supersede([one for one in rivals if on < one.due_on], promise.pk, on, by, new=promise)
    confirm_promise(promise, by)
    return promise


@command
def withdraw_promise(*, promise_id: UUID, on: date, by: Actor, why: str = "") -> Promise:
    """Take an open promise off the books: it was noted by mistake. Raises NotFound, NotAllowedNow."""
    promise = Promise.objects.select_for_update(of=("self",)).filter(pk=promise_id).first()
    if promise is None:
        raise NotFound(document="promise", id=str(promise_id))
    promise.state = PROMISE.after(PromiseState(promise.state), "withdraw")
    promise.judged_on = on
    promise.save(update_fields=["state", "judged_on"])
    event = PromiseWithdrawn(
        entity_id=promise.entity_id, promise_id=promise.pk, customer_id=promise.customer_id,
        withdrawn_on=on,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return promise


@command
def judge_promises(*, entity_id: UUID, on: date, by: Actor) -> dict[str, int]:
    """Judge the open promises of an entity: those whose last day has passed, and those kept early.

    returns  how many became what: {"kept": 2, "broken": 1}
    repeat   a second call judges nothing
    A promise that was kept early stays kept, also when the money goes back afterwards.
    """
    _lock_open(entity_id)
    facts = judged_frame(promise_facts(entity_id, on).lazy(), on).collect()
    judged = facts.filter(pl.col("state").is_not_null())
    if judged.is_empty():
        return {}
    _write(judged, on)
    told = judged.select(
        "promise_id", "customer_id", "state", "currency", "amount_minor", "paid_minor",
        document_id="promise_id", why=pl.lit(""), judged_on=pl.lit(on),
    )  # fmt: skip
    announce_frame(PromiseJudged, told, entity_id=entity_id, by=by)
    return dict(judged["state"].value_counts().sort("state").iter_rows())


def locked_customer(customer_id: UUID) -> Customer:
    """The customer, locked until the transaction ends. Raises NotFound."""
    rows = Customer.objects.select_for_update(of=("self",)).select_related("entity")
    customer = rows.filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    return customer


def place_of(entity: LegalEntity) -> str:
    """Whose business days count: the entity's calendar, else its country's."""
    return entity.calendar or entity.country


def open_parts(
    customer: Customer, currency: str, on: date, invoice_ids: Collection[UUID]
) -> list[OpenPart]:
    """The named open invoices of a customer, or all in a currency.

    raises  NotFound for one that is not the customer's or not open, CurrencyMismatch
    """
    rows = Invoice.objects.filter(
        customer=customer, entity_id=customer.entity_id, state=InvoiceState.POSTED,
        issued_on__lte=on,
    )  # fmt: skip
    if invoice_ids:
        found = {row.pk: row for row in rows.filter(pk__in=invoice_ids)}
        missing = sorted(set(invoice_ids) - found.keys())
        if missing:
            raise NotFound(document="invoice", id=str(missing[0]))
        other = next((row for row in found.values() if row.currency != currency), None)
        if other is not None:
            raise CurrencyMismatch(left=currency, right=other.currency)
        named = list(found.values())
    else:
        named = list(rows.filter(currency=currency))
    return [OpenPart(row.pk, row.due_on, row.balance_minor) for row in named]


def supersede(
    rivals: Sequence[Promise], successor: UUID, on: date, by: Actor, *, new: Promise | None = None
) -> None:
    """Let open promises make room for what was agreed on later: a promise, or a plan (`successor`)."""
    for old in rivals:
        old.state = PROMISE.after(PromiseState(old.state), "supersede")
        old.judged_on, old.superseded_by = on, new
        old.save(update_fields=["state", "judged_on", "superseded_by"])
        event = PromiseSuperseded(
            entity_id=old.entity_id, promise_id=old.pk, customer_id=old.customer_id,
            superseded_on=on, superseded_by=successor,
        )  # fmt: skip
        announce(event, by=by)


def open_about(customer_id: UUID, invoice_ids: Collection[UUID]) -> list[Promise]:
    """The open promises about one of these invoices, locked."""
    about = PromiseItem.objects.filter(invoice_id__in=invoice_ids).values("promise_id")
    rows = Promise.objects.select_for_update(of=("self",)).filter(
        customer_id=customer_id, state=PromiseState.OPEN, pk__in=about
    )
    return list(rows.order_by("pk"))


def _open_about(customer: Customer, currency: str, invoice_ids: Collection[UUID]) -> list[Promise]:
    return [one for one in open_about(customer.pk, invoice_ids) if one.currency == currency]


def _is_same(
    one: Promise, amount_minor: int, due_on: date, shares: Sequence[tuple[UUID, int]]
) -> bool:
    if (one.amount_minor, one.due_on) != (amount_minor, due_on):
        return False
    return set(one.items.values_list("invoice_id", "amount_minor")) == set(shares)


def _origin(value: str) -> Origin:
    try:
        return Origin(value)
    except ValueError:
        expected = ", ".join(Origin)
        raise BadInput(field="origin", value=str(value)[:16], expected=expected) from None


def _check(
    customer: Customer, currency: str, amount_minor: int, due_on: date, on: date,
    parts: Sequence[OpenPart],
) -> None:  # fmt: skip
    if amount_minor <= 0:
        raise NotPositive(amount_minor=amount_minor)
    if due_on < on:
        raise PromiseInThePast(due_on=due_on, on=on)
    furthest = dunning_in_force(customer.entity_id, on).promise_days_max
    latest = on + timedelta(days=furthest)
    if due_on > latest:
        raise PromiseTooFar(due_on=due_on, latest=latest)
    open_minor = sum(part.balance_minor for part in parts)
    if amount_minor > open_minor:
        raise PromiseTooLarge(asked_minor=amount_minor, open_minor=open_minor, currency=currency)


def _lock_open(entity_id: UUID) -> None:
    """Nobody supersedes or withdraws what is being judged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM collections_promise"
            " WHERE entity_id = %s AND state = 'open' ORDER BY id FOR UPDATE) AS locked",
            [entity_id],
        )


def _write(judged: pl.DataFrame, on: date) -> None:
    columns = judged.select("promise_id", "state", "paid_minor")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE collections_promise p SET state = t.state, judged_on = %s, paid_minor = t.paid_minor"
            " FROM unnest(%s::uuid[], %s::text[], %s::bigint[]) AS t (id, state, paid_minor)"
            " WHERE p.id = t.id",
            [on, *(columns[name].to_list() for name in columns.columns)],
        )
