"""What a bill run would do, shown and exported, with nothing done."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, COUNT, DAY, ID, MINOR, TEXT
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.bill.applier import history
from cashwright.runs.bill.facts import facts_of
from cashwright.runs.bill.known import Known, known
from cashwright.runs.bill.lint import parked
from cashwright.runs.bill.metering import metering
from cashwright.runs.bill.planner import Plan, plan
from cashwright.runs.bill.slabs import slabs, window_of

PLANNED = {
    "entity": CODE,
    "action": CODE,
    "account_no": TEXT,
    "customer": TEXT,
    "currency": CODE,
    "lines": COUNT,
    "net_minor": MINOR,
    "tax_minor": MINOR,
    "total_minor": MINOR,
    "due_on": DAY,
    "why": TEXT,
}
"""One row a document. `action` is post, credit or park; `why` is the code it is parked for."""
EXCEPTIONS = {
    "entity": CODE, "contract_no": TEXT, "account_no": TEXT, "customer": TEXT, "from_on": DAY,
    "refusal": CODE,
}  # fmt: skip
"""One row a charge and period that cannot be billed yet, and the code of why."""
_ACCOUNTS = {"customer_id": ID, "account_no": TEXT, "customer": TEXT}
_BUCKETS = 64


@dataclass(frozen=True, slots=True)
class BillPlan:
    """The documents (PLANNED) of a legal entity, and what cannot be billed yet (EXCEPTIONS)."""

    documents: pl.DataFrame
    exceptions: pl.DataFrame

    def totals(self) -> pl.DataFrame:
        """currency, action, documents, net_minor, tax_minor, total_minor: the sums, by currency."""
        return (
            self.documents.group_by("currency", "action")
            .agg(pl.len().alias("documents"), pl.sum("net_minor", "tax_minor", "total_minor"))
            .sort("currency", "action")
        )


def plan_bill(entity: LegalEntity, on: date) -> BillPlan:
    """What `run bill` would do for an entity as of `on`. Writes nothing."""
    with running_on(noon_utc(on)):
        book = known(entity.pk, on)
        window = window_of(entity, on)
        used = metering(book)
        parts = []
        for slab in slabs(entity.pk, _BUCKETS):
            facts = facts_of(window, slab)
            parts.append(_shown(plan(facts, book, used), facts.contracts, book))
    return BillPlan(
        pl.concat([one.documents for one in parts]), pl.concat([one.exceptions for one in parts])
    )


def _shown(planned: Plan, contracts: pl.DataFrame, book: Known) -> BillPlan:
    held = parked(planned.headers, planned.lines, history(planned.headers, book), book)
    sums = planned.lines.group_by("ref").agg(
        pl.len().cast(pl.Int64).alias("lines"), pl.sum("net_minor"), pl.sum("tax_minor")
    )
    named = contracts.select("contract_id", "contract_no", customer_id="bill_to_id")
    failed = planned.failed.join(named, on="contract_id", maintain_order="left")
    ids = pl.concat([planned.headers["customer_id"], failed["customer_id"]]).unique()
    accounts = _accounts(ids)
    headers = (
        planned.headers.join(held, on="ref", how="left", maintain_order="left")
        .join(sums, on="ref", maintain_order="left")
        .join(accounts, on="customer_id", maintain_order="left")
    )
    action = (
        pl.when(pl.col("parked_code").is_not_null()).then(pl.lit("park"))
        .when(pl.col("total_minor") < 0).then(pl.lit("credit")).otherwise(pl.lit("post"))
    )  # fmt: skip
    code = pl.lit(book.entity.code)
    documents = headers.with_columns(entity=code, action=action, why="parked_code")
    exceptions = failed.join(accounts, on="customer_id", maintain_order="left").with_columns(
        entity=code, from_on="start_on"
    )
    return BillPlan(documents.select(*PLANNED), exceptions.select(*EXCEPTIONS))


def _accounts(ids: pl.Series) -> pl.DataFrame:
    return read_frame(
        "SELECT id AS customer_id, account_no, name AS customer FROM parties_customer"
        " WHERE id = ANY(%s::uuid[])",
        [ids.to_list()],
        schema=_ACCOUNTS,
    )
