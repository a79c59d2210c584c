"""Lines of a bank's file as frames: what is told of each, and the hash that seals what was booked."""

import hashlib

import polars as pl

from cashwright.areas.cash.ports import StatementKind
from cashwright.columns.dtypes import CODE, COUNT, DAY, FLAG, ID, MINOR, TEXT

TOLD = {
    "at": COUNT,
    "statement_no": COUNT,
    "bank_account_id": ID,
    "key": TEXT,
    "detail_no": COUNT,
    "line_no": COUNT,
    "booked_on": DAY,
    "value_on": DAY,
    "currency": CODE,
    "amount_minor": MINOR,
    "charge_minor": MINOR,
    "is_booked": FLAG,
}
"""A line as its file tells it: `at` its place in the file, `statement_no` which statement it is of."""

SEALED = {
    "bank_account_id": ID, "key": TEXT, "detail_no": COUNT, "booked_on": DAY, "currency": CODE,
    "amount_minor": MINOR,
}  # fmt: skip


def told_once(told: pl.DataFrame) -> pl.DataFrame:
    """Each line once: of an entry that comes twice in a file, the telling that counts.

    That is the one that was booked, else that of an end-of-day statement, of these the last; of
    equals the first in the file.

    told  TOLD, kind Utf8, until_on Date: of the statement, and its last day; an entry is
          (bank_account_id, key), its lines belong to one telling: a statement
    """
    entry = ["bank_account_id", "key"]
    best = (
        told.group_by(*entry, "statement_no")
        .agg(pl.col("is_booked", "kind", "until_on", "at").first())
        .sort(
            "is_booked",
            pl.col("kind") == StatementKind.END_OF_DAY,
            "until_on",
            "at",
            descending=[True, True, True, False],
            nulls_last=True,
        )
        .unique(entry, keep="first", maintain_order=True)
        .select(*entry, "statement_no")
    )
    kept = told.join(best, on=[*entry, "statement_no"], how="semi", maintain_order="left")
    return kept.unique([*entry, "detail_no"], keep="first", maintain_order=True)


def lines_hash(lines: pl.DataFrame) -> str:
    """SHA-256 over booked lines, whatever their order: a line of text each, sorted.

    lines  SEALED
    """
    fields = pl.concat_str([pl.col(name).cast(pl.String) for name in SEALED], separator="|")
    texts = lines.select(text=fields)["text"].sort().to_list()
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
