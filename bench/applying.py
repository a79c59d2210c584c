"""P5: applying payments in batches of 1 k, 10 k and 100 k; the cost of one must stay flat."""

from collections.abc import Iterator

import polars as pl

from bench import books
from bench.measuring import Measured, spending
from cashwright.areas.cash.services import apply_plan
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.services import post_invoices
from cashwright.areas.payments.services import PAYMENTS, receive_payments

DAY = books.FIRST.replace(year=2025)


def run(scale: float) -> Iterator[Measured]:
    cost: dict[int, float] = {}
    for size in sorted({1_000, 10_000, int(100_000 * scale)}):
        cost[size] = _apply(size)
    largest = max(cost)
    yield Measured(
        "P5", f"applying {largest:,} payments, processor time for one", cost[largest], "ms", 1.0,
        notes={f"at {size:,} ms": value for size, value in cost.items()},
    )  # fmt: skip
    yield Measured("P5b", "that, against one of 1,000", cost[largest] / cost[1_000], "times", 1.2)


def _apply(size: int) -> float:
    home = books.entity(f"P5{size // 1000}K")
    ids = books.customers(home, 500)
    headers, lines = books.invoices(ids, 0, size)

    @command
    def prepare() -> tuple[pl.DataFrame, pl.DataFrame]:
        posted = post_invoices([(headers, lines)], entity_id=home.pk, source="bench", by=books.BY)
        frame = headers.select(
            "ref", "customer_id", received_on=pl.lit(DAY), currency=pl.lit("EUR"),
            amount_minor=pl.lit(5 * (2997 + 569), pl.Int64), method=pl.lit("bank_transfer"),
            reference=pl.lit(""), payer_text=pl.lit(""), source_ref="ref",
        ).select(list(PAYMENTS))  # fmt: skip
        return posted, receive_payments(frame, entity_id=home.pk, source="bench", by=books.BY)

    posted, paid = prepare()
    plan = (
        paid.rename({"id": "payment_id"})
        .join(posted.rename({"id": "invoice_id"}), on="ref")
        .select(
            "payment_id", "invoice_id", amount_minor="total_minor", reason=pl.lit("exact amount")
        )
    )
    with spending() as spent:
        done = apply_plan(plan, entity_id=home.pk, on=DAY, by=books.BY)
    assert done["refusal"].null_count() == size, "every payment fits"
    return spent.cpu * 1000 / size
