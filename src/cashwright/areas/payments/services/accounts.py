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
    secrets: list[Secret] = []
    found: list[tuple[str, ...]] = []
    for pk, payer, *told in suspects.select("id", "customer_id", *_WORDS).iter_rows():
        secret = _secret(UUID(pk), entity_id, UUID(payer) if payer else None, " ".join(told))
        if secret:
            secrets.append(secret)
            found.append((pk, *map(masked_accounts, told)))
    if not secrets:
        return payments
    schema = {"id": pl.String, **dict.fromkeys(_WORDS, pl.String)}
    apart = pl.DataFrame(found, schema=schema, orient="row").with_columns(
        account_sealed=pl.Series(keys.seal(secrets), dtype=pl.Binary)
    )
    joined = payments.join(apart, on="id", how="left", maintain_order="left", suffix="_masked")
    masked = [pl.coalesce(f"{name}_masked", name).alias(name) for name in _WORDS]
    return joined.with_columns(masked).drop(f"{name}_masked" for name in _WORDS)


def _secret(
    payment_id: UUID, entity_id: UUID, customer_id: UUID | None, told: str
) -> Secret | None:
    accounts = accounts_in(told)
    if not accounts:
        return None
    kind = SubjectKind.CUSTOMER if customer_id else SubjectKind.ENTITY
    place = keys.place("payments_payment", "account_sealed", payment_id)
    return Secret(kind, customer_id or entity_id, place, " ".join(dict.fromkeys(accounts)))
