"""The set-based twin of the words on a customer's card: the same refusals for a million rows.

tests/areas/parties/test_twins.py proves both equal.
"""

from zoneinfo import available_timezones

import polars as pl

from cashwright.areas.parties.policies import Delivery
from cashwright.areas.parties.refusals import AccountNoTaken
from cashwright.columns.dtypes import TEXT
from cashwright.kernel.currencies import CURRENCIES
from cashwright.kernel.refusals import BadInput, UnknownCurrency

CUSTOMER_FIELDS = (
    "account_no", "name", "country", "currency", "language", "zone", "delivery", "postal_address",
)  # fmt: skip
_CONTROL = r"[\p{Cc}\p{Zl}\p{Zp}]"
# What Python's str.strip removes; Polars' own list of blanks is another one.
_BLANKS = "".join(chr(n) for n in range(0x3001) if chr(n).isspace())


def read_customers(frame: pl.LazyFrame, defaults: dict[str, str]) -> pl.LazyFrame:
    """Read the cards of many new customers as `create_customer` would, row by row.

    frame     account_no, name Utf8; country, currency, language, zone, delivery, postal_address
              Utf8 where the file has them; other columns are kept
    defaults  what an absent or empty country, currency, language, zone or delivery becomes
    returns   the same rows in the same order, the eight fields read and never null, and
              refusal Utf8: the code of the first refusal (identity, then the card), or null
    """
    present = frame.collect_schema().names()
    read = [_field(name, present, defaults.get(name, "")) for name in CUSTOMER_FIELDS]
    return frame.with_columns(read).with_columns(refusal=_refusal())


def _field(name: str, present: list[str], default: str) -> pl.Expr:
    if name not in present:
        return pl.lit(default, TEXT).alias(name)
    text = pl.col(name).cast(TEXT).fill_null("").str.strip_chars(_BLANKS)
    if name in ("country", "currency"):
        text = text.str.to_uppercase()
    if name == "postal_address":
        text = text.str.replace_all("\r\n", "\n", literal=True)
    return pl.when(text == "").then(pl.lit(default)).otherwise(text).alias(name)


def _refusal() -> pl.Expr:
    """The first that applies; a number that stands twice is refused from its second."""
    bad = pl.lit(BadInput.code)
    number = pl.col("account_no")
    return (
        pl.when(~_one_line(number, 64)).then(bad)
        .when(number.is_duplicated() & ~number.is_first_distinct())
        .then(pl.lit(AccountNoTaken.code))
        .when(~pl.col("country").str.contains(r"\A[A-Z]{2}\z")).then(bad)
        .when(~pl.col("currency").is_in(list(CURRENCIES))).then(pl.lit(UnknownCurrency.code))
        .when(~pl.col("language").str.contains(r"\A[a-z]{2,3}(-[A-Z]{2})?\z")).then(bad)
        .when(~pl.col("zone").is_in(sorted(available_timezones()))).then(bad)
        .when(~pl.col("delivery").is_in([str(d) for d in Delivery])).then(bad)
        .when(~_one_line(pl.col("name"), 200)).then(bad)
        .when(~_some_lines(pl.col("postal_address"), 1000)).then(bad)
        .otherwise(pl.lit(None, TEXT))
    )  # fmt: skip


def _one_line(text: pl.Expr, length_max: int) -> pl.Expr:
    length = text.str.len_chars()
    return ~text.str.contains(_CONTROL) & (length >= 1) & (length <= length_max)


def _some_lines(text: pl.Expr, length_max: int) -> pl.Expr:
    flat = text.str.replace_all("\n", " ", literal=True)
    return ~flat.str.contains(_CONTROL) & (text.str.len_chars() <= length_max)
