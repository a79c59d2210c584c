"""Bank accounts of payers: taken out of what the payer wrote and sealed, the rest left readable.

They are sealed under the key of the customer, or of the legal entity while nobody knows whose money
it is. Rows that hold none cost one look of a regular expression, whatever the size of the file.
"""

from uuid import UUID

import polars as pl

from cashwright.areas.controls import keys
from cashwright.areas.controls.keys import Secret
from cashwright.areas.controls.policies import SubjectKind
from cashwright.kernel.personal import LOOKS_LIKE_IBAN, accounts_in, masked_accounts

_WORDS = ("reference", "payer_text")


def sealed_account(
    *, payment_id: UUID, entity_id: UUID, customer_id: UUID | None, told: str
) -> bytes | None:
    """The bank accounts in what was told with one payment, sealed; None when there is none."""
    secret = _secret(payment_id, entity_id, customer_id, told)
    return keys.seal([secret])[0] if secret else None


def with_accounts(payments: pl.DataFrame, entity_id: UUID) -> pl.DataFrame:
    """Many payments with the accounts in their words masked, and `account_sealed` where there are any.

    payments  id, customer_id, reference, payer_text Utf8, in any order; others stay
    """
    suspects = payments.filter(pl.any_horizontal(pl.col(_WORDS).str.contains(LOOKS_LIKE_IBAN)))
    secrets: dict[str, Secret] = {}
    for row in suspects.select("id", "customer_id", *_WORDS).iter_rows(named=True):
        payer = UUID(row["customer_id"]) if row["customer_id"] else None
        told = " ".join(row[name] for name in _WORDS)
        secret = _secret(UUID(row["id"]), entity_id, payer, told)
        if secret:
            secrets[row["id"]] = secret
    if not secrets:
        return payments
    sealed = pl.DataFrame(
        {"id": list(secrets), "account_sealed": keys.seal(list(secrets.values()))},
        schema={"id": pl.String, "account_sealed": pl.Binary},
    )
    found = payments.join(sealed, on="id", how="left", maintain_order="left")
    has_account = pl.col("account_sealed").is_not_null()
    masks = [
        pl.when(has_account)
        .then(pl.col(name).map_elements(masked_accounts, return_dtype=pl.String))
        .otherwise(pl.col(name))
        .alias(name)
        for name in _WORDS
    ]
    return found.with_columns(masks)


def _secret(
    payment_id: UUID, entity_id: UUID, customer_id: UUID | None, told: str
) -> Secret | None:
    accounts = accounts_in(told)
    if not accounts:
        return None
    kind = SubjectKind.CUSTOMER if customer_id else SubjectKind.ENTITY
    place = keys.place("payments_payment", "account_sealed", payment_id)
    return Secret(kind, customer_id or entity_id, place, " ".join(dict.fromkeys(accounts)))
