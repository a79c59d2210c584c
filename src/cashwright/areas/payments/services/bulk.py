"""Receiving many payments at once: a frame in, one COPY a table, one fact a payment."""

from collections.abc import Sequence
from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.frames import with_functional
from cashwright.areas.ledger.services import hold_months, post_entries
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.events import PaymentKeptOnAccount, PaymentReceived
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services.accounts import with_accounts
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT, check
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts

PAYMENTS = {
    "ref": TEXT,
    "customer_id": ID,
    "received_on": DAY,
    "currency": CODE,
    "amount_minor": MINOR,
    "method": CODE,
    "reference": TEXT,
    "payer_text": TEXT,
    "source_ref": TEXT,
}


@command
def receive_payments(
    frame: pl.DataFrame, *, entity_id: UUID, source: str, by: Actor, money_account: str = ""
) -> pl.DataFrame:
    """Book many payments; customer_id may be null (unidentified).

    frame    PAYMENTS, amounts above zero, source_refs new to (entity, source): the caller has looked
    money_account  the account of the ledger the money stands on; that of role `bank` if not said
    returns  ref, id, in the order given
    raises   PeriodClosed, NoRate
    """
    check(frame, PAYMENTS, "payments")
    entity = LegalEntity.objects.get(pk=entity_id)
    hold_months(entity_id, frame["received_on"])
    numbered = frame.with_columns(
        id=pl.Series(new_id_texts(frame.height), dtype=pl.String),
        entry_id=pl.Series(new_id_texts(frame.height), dtype=pl.String),
        entity_id=pl.lit(str(entity_id)),
    )
    payments = with_functional(
        with_accounts(numbered, entity_id),
        amount="amount_minor", on="received_on", home=entity.currency, rate=ledger.rate,
    )  # fmt: skip
    money = money_account or ledger.account("bank")
    stored = payments.with_columns(
        unapplied_minor="amount_minor", unapplied_functional_minor="functional_minor",
        money_account_id=pl.lit(money), state=pl.lit("received"), refunded_minor=pl.lit(0), is_on_account=pl.lit(False),
        source=pl.lit(source), created_at=pl.lit(now()),
    ).drop("ref")  # fmt: skip
    write_frame(stored, Payment)
    _post(payments, money, by)
    _tell(payments, entity_id, by)
    return payments.select("ref", "id")


@command
def keep_many_on_account(payment_ids: Sequence[str], *, entity_id: UUID, by: Actor) -> None:
    """Leave what is unapplied of payments of known customers on account; the caller has locked them."""
    rows = [
        (str(pk), str(customer_id))
        for pk, customer_id in Payment.objects.filter(pk__in=payment_ids)
        .order_by("pk")
        .values_list("pk", "customer_id")
    ]
    Payment.objects.filter(pk__in=payment_ids).update(is_on_account=True)
    kept = pl.DataFrame(rows, schema={"payment_id": ID, "customer_id": ID}, orient="row")
    facts = kept.with_columns(document_id="payment_id", is_on_account=pl.lit(True), why=pl.lit(""))
    announce_frame(PaymentKeptOnAccount, facts, entity_id=entity_id, by=by)


def _post(payments: pl.DataFrame, money: str, by: Actor) -> None:
    roles = ledger.accounts_by_role()
    entries = payments.select(
        "entity_id", id="entry_id", document_id="id", effective_on="received_on",
        kind=pl.lit("payment"), memo="reference", line_count=pl.lit(2),
    )  # fmt: skip
    side = ["entity_id", "entry_id", "customer_id", "currency"]
    bank = payments.select(
        *side, "amount_minor", "functional_minor", line_no=pl.lit(1), effective_on="received_on",
        account_id=pl.lit(money), document_id=pl.lit(None, pl.String),
    )  # fmt: skip
    credit = payments.select(
        *side, amount_minor=-pl.col("amount_minor"), functional_minor=-pl.col("functional_minor"),
        line_no=pl.lit(2), effective_on="received_on",
        account_id=pl.when(pl.col("customer_id").is_null())
        .then(pl.lit(roles["unidentified"]))
        .otherwise(pl.lit(roles["customer_credit"])),
        document_id="id",
    )  # fmt: skip
    post_entries(entries, pl.concat([bank, credit.select(bank.columns)]), by=by)


def _tell(payments: pl.DataFrame, entity_id: UUID, by: Actor) -> None:
    facts = payments.with_columns(payment_id="id", document_id="id", why=pl.lit(""))
    announce_frame(PaymentReceived, facts, entity_id=entity_id, by=by)
