"""What became of a file: counts, amounts, and the refusals by code, for people and for machines."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.refusals import REMEDIES
from cashwright.kernel.currencies import format_minor, minor_units
from cashwright.runs.load.checks import to_post

Sums = dict[str, dict[str, str]]


@dataclass(slots=True)
class LoadReport:
    """rows, refused_rows count rows of the file; documents, posted, known, refused documents.

    amounts   currency -> kind of document -> decimal text; `exact` is what the quantities and
              prices come to before each line is rounded, `rounding` what rounding made of it
    refusals  [{code, field, rows, first_row, remedy}], the most frequent first
    """

    file_name: str
    kind: str
    entity: str
    columns: dict[str, str]
    unused: list[str]
    notes: list[str]
    rows: int
    state: str = "done"
    import_id: str = ""
    documents: int = 0
    posted: int = 0
    known: int = 0
    refused: int = 0
    refused_rows: int = 0
    new_customers: int = 0
    amounts: Sums = field(default_factory=dict)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    fixed_up: str = ""
    is_dry_run: bool = False
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def store(self, batch: ImportBatch) -> None:
        """Copy the counts to the record of the import."""
        for name in ("documents", "posted", "known", "refused", "refused_rows", "new_customers",
                     "amounts", "refusals", "notes", "fixed_up"):  # fmt: skip
            setattr(batch, name, getattr(self, name))


def count(report: LoadReport, documents: pl.DataFrame) -> None:
    """Fill the counts from documents: rows | refusal | refusal_field | first_row | is_known |
    is_new_customer | account_no | document_kind | currency | total_minor."""
    refused = documents.filter(pl.col("refusal").is_not_null())
    posted = documents.filter(to_post())
    report.documents = documents.height
    report.posted = posted.height
    report.known = int((documents["is_known"] & documents["refusal"].is_null()).sum())
    report.refused = refused.height
    report.refused_rows = int(refused["rows"].sum())
    fresh = posted.filter("is_new_customer")
    report.new_customers = fresh["account_no"].n_unique()
    report.refusals = by_code(refused)
    report.amounts = _amounts(posted)


def by_code(refused: pl.DataFrame) -> list[dict[str, Any]]:
    """Refusals by code and field, the most frequent first."""
    grouped = (
        refused.group_by("refusal", "refusal_field")
        .agg(pl.col("rows").sum(), pl.col("refusal_row").min())
        .sort("rows", "refusal_row", descending=[True, False])
    )
    return [
        {"code": code, "field": name, "rows": rows, "first_row": row, "remedy": REMEDIES[code]}
        for code, name, rows, row in grouped.iter_rows()
    ]


def add_exact(report: LoadReport, exact: pl.DataFrame, posted: pl.DataFrame) -> None:
    """Tell what rounding each line made of the sums. exact: frames.invoices.exact_sums."""
    rounded: dict[str, int] = {}
    for code, is_credit, net in (
        posted.group_by("currency", "is_credit").agg(pl.col("net_minor").sum()).iter_rows()
    ):
        rounded[code] = rounded.get(code, 0) + (-net if is_credit else net)
    sums: dict[str, Decimal] = {}
    for code, decimals, value in exact.iter_rows():
        sums[code] = sums.get(code, Decimal(0)) + Decimal(value).scaleb(-decimals)
    for code, exact_sum in sums.items():
        net = Decimal(rounded.get(code, 0)).scaleb(-minor_units(code))
        report.amounts[code]["net"] = str(net)
        report.amounts[code]["exact"] = f"{exact_sum.normalize():f}"
        report.amounts[code]["rounding"] = f"{(net - exact_sum).normalize():f}"


def _amounts(posted: pl.DataFrame) -> Sums:
    if "total_minor" not in posted.columns:
        return {}
    grouped = posted.group_by("currency", "document_kind").agg(
        pl.col("total_minor").cast(pl.Int128).sum()
    )
    sums: Sums = {}
    for code, kind, minor in grouped.sort("currency", "document_kind").iter_rows():
        sums.setdefault(code, {})[kind] = format_minor(int(minor), code)
    return sums
