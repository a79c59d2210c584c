"""Whose money it is: said of one payment or of many, and taken back."""

from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.controls import keys
from cashwright.areas.controls.keys import Secret
from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.services import announce, announce_frame, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import hold_open, post_entries, post_entry
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments import queries
from cashwright.areas.payments.events import PaymentIdentified, PaymentUnidentified
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.refusals import AlreadyIdentified, NotReceivedYet, Unidentified
from cashwright.areas.payments.services.receiving import locked_payment
from cashwright.areas.payments.states import IDENTIFIED, UNIDENTIFIED, PaymentState
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, check
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id_texts
from cashwright.kernel.refusals import NotAllowedNow, NotFound

PAYERS = {"payment_id": ID, "customer_id": ID}

_FOUND = {"payment_id": ID, "known_id": ID, "received_on": DAY, "currency": CODE,
          "amount_minor": MINOR, "functional_minor": MINOR, "state": CODE}  # fmt: skip
_LOCKED = """
SELECT id AS payment_id, customer_id AS known_id, received_on, currency, amount_minor,
       functional_minor, state
FROM payments_payment WHERE id = ANY(%s::uuid[]) AND entity_id = %s ORDER BY id FOR UPDATE
"""
_NAME = """
UPDATE payments_payment p SET customer_id = n.customer_id
FROM unnest(%s::uuid[], %s::uuid[]) AS n (id, customer_id) WHERE p.id = n.id
"""


@command
def identify_payment(*, payment_id: UUID, customer_id: UUID, on: date, by: Actor) -> Payment:
    """Say whose unidentified cash it is: it becomes that customer's credit, dated `on`.

    raises  NotFound, AlreadyIdentified, NotReceivedYet, PeriodClosed
    """
    payment = locked_payment(payment_id)
    if payment.customer_id is not None:
        raise AlreadyIdentified(payment_id=str(payment_id), customer_id=str(payment.customer_id))
    if on < payment.received_on:
        raise NotReceivedYet(received_on=payment.received_on, on=on)
    if not Customer.objects.filter(pk=customer_id, entity_id=payment.entity_id).exists():
        raise NotFound(document="customer", id=str(customer_id))
    entry_id = _move(payment, customer_id, IDENTIFIED, on, by)
    payment.customer_id = customer_id
    payment.save(update_fields=["customer_id"])
    event = PaymentIdentified(
        entity_id=payment.entity_id, payment_id=payment.pk, customer_id=customer_id,
        identified_on=on, entry_id=entry_id,
    )  # fmt: skip
    announce(event, by=by)
    return payment


@command
def unidentify_payment(*, payment_id: UUID, on: date, by: Actor, reason: str = "") -> Payment:
    """It is not that customer's money after all: nobody's again, dated `on`. Nothing of it is used.

    raises  NotFound, Unidentified, NotAllowedNow, NotReceivedYet, PeriodClosed
    """
    payment = locked_payment(payment_id)
    customer_id = payment.customer_id
    if customer_id is None:
        raise Unidentified(payment_id=str(payment_id))
    if payment.state != PaymentState.RECEIVED or payment.unapplied_minor != payment.amount_minor:
        used = "returned" if payment.state != PaymentState.RECEIVED else "applied or refunded"
        raise NotAllowedNow(document="payment", state=used, move="unidentify")
    earliest = max(payment.received_on, payment.reopened_on or payment.received_on)
    if on < earliest:
        raise NotReceivedYet(received_on=earliest, on=on)
    entry_id = _move(payment, customer_id, UNIDENTIFIED, on, by)
    payment.account_sealed = _sealed_for_the_house(payment)
    payment.customer_id, payment.is_on_account = None, False
    payment.save(update_fields=["customer_id", "is_on_account", "account_sealed"])
    event = PaymentUnidentified(
        entity_id=payment.entity_id, payment_id=payment.pk, customer_id=customer_id,
        unidentified_on=on, entry_id=entry_id,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return payment


@command
def identify_payments(
    payers: pl.DataFrame, *, entity_id: UUID, on: date, by: Actor
) -> pl.DataFrame:
    """Say whose many payments are, dated `on`.

    payers   PAYERS, a payment at most once
    returns  PAYERS plus refusal Utf8: null where done, else not_found, not_allowed_now,
             payments.already_identified or payments.not_received_yet
    locks    the payments in id order
    raises   PeriodClosed
    """
    check(payers, PAYERS, "payers")
    hold_open(entity_id, on)
    judged = _judged(payers, entity_id, on)
    good = judged.filter(pl.col("refusal").is_null()).with_columns(
        entry_id=pl.Series(
            new_id_texts(judged["refusal"].null_count()), dtype=pl.String
        ),
        entity_id=pl.lit(str(entity_id)), effective_on=pl.lit(on),
    )  # fmt: skip
    if good.height:
        _post(good, by)
        with connection.cursor() as cursor:
            cursor.execute(_NAME, [good["payment_id"].to_list(), good["customer_id"].to_list()])
        facts = good.with_columns(
            document_id="payment_id", identified_on="effective_on", why=pl.lit("")
        )
        announce_frame(PaymentIdentified, facts, entity_id=entity_id, by=by)
    return judged.select(*PAYERS, "refusal")


def _judged(payers: pl.DataFrame, entity_id: UUID, on: date) -> pl.DataFrame:
    """The payers with what is known of their payments, and `refusal`."""
    ids = payers["payment_id"].to_list()
    found = read_frame(_LOCKED, [ids, str(entity_id)], schema=_FOUND)
    customers = Customer.objects.filter(
        entity_id=entity_id, pk__in=payers["customer_id"].unique().to_list()
    )
    known = pl.Series([str(pk) for pk in customers.values_list("pk", flat=True)], dtype=pl.String)
    refusal = (
        pl.when(pl.col("state").is_null() | ~pl.col("customer_id").is_in(known.implode()))
        .then(pl.lit(NotFound.code))
        .when(pl.col("state") != PaymentState.RECEIVED)
        .then(pl.lit(NotAllowedNow.code))
        .when(pl.col("known_id").is_not_null())
        .then(pl.lit(AlreadyIdentified.code))
        .when(pl.col("received_on") > on)
        .then(pl.lit(NotReceivedYet.code))
    )
    joined = payers.join(found, on="payment_id", how="left", maintain_order="left")
    return joined.with_columns(refusal=refusal)


def _post(good: pl.DataFrame, by: Actor) -> None:
    roles = ledger.accounts_by_role()
    entries = good.select(
        "entity_id", "effective_on", id="entry_id", document_id="payment_id",
        kind=pl.lit(IDENTIFIED), memo=pl.lit(_MEMO[IDENTIFIED]), line_count=pl.lit(2),
    )  # fmt: skip
    side = ["entity_id", "entry_id", "currency", "effective_on"]
    nobody = good.select(
        *side, "amount_minor", "functional_minor", line_no=pl.lit(1), document_id="payment_id",
        customer_id=pl.lit(None, pl.String), account_id=pl.lit(roles["unidentified"]),
    )  # fmt: skip
    payer = good.select(
        *side, amount_minor=-pl.col("amount_minor"), functional_minor=-pl.col("functional_minor"),
        line_no=pl.lit(2), document_id="payment_id", customer_id="customer_id",
        account_id=pl.lit(roles["customer_credit"]),
    )  # fmt: skip
    post_entries(entries, pl.concat([nobody, payer.select(nobody.columns)]), by=by)


_MEMO = {IDENTIFIED: "payer identified", UNIDENTIFIED: "payer not the one"}


def _move(payment: Payment, customer_id: UUID, kind: str, on: date, by: Actor) -> UUID:
    """Post that the money becomes the customer's credit, or nobody's again; returns the entry's id."""
    roles, sign = ledger.accounts_by_role(), 1 if kind == IDENTIFIED else -1
    amount, worth = sign * payment.amount_minor, sign * payment.functional_minor
    code = payment.currency
    return post_entry(
        entity_id=payment.entity_id, effective_on=on, kind=kind, document_id=payment.pk,
        lines=[
            Line(roles["unidentified"], code, amount, worth, None, payment.pk),
            Line(roles["customer_credit"], code, -amount, -worth, customer_id, payment.pk),
        ],
        by=by, memo=_MEMO[kind],
    ).pk  # fmt: skip


def _sealed_for_the_house(payment: Payment) -> bytes | None:
    """The payer's accounts under the entity's key: they are not that customer's. Raises SubjectErased."""
    told = queries.account_of(payment)
    if not told:
        return None
    place = keys.place("payments_payment", "account_sealed", payment.pk)
    return keys.seal([Secret(SubjectKind.ENTITY, payment.entity_id, place, told)])[0]
