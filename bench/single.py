"""P4: one invoice through the services: drafted and posted, with ledger, facts and commit."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID

from bench import books
from bench.measuring import Measured
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import draft_invoice, post_invoice


def run(scale: float) -> Iterator[Measured]:
    home = books.entity("P4")
    buyer = UUID(books.customers(home, 1)[0])
    lines = [LineDraft(29_97, "4000", f"Seats, line {n}", 5_69) for n in range(5)]
    times = []
    for n in range(max(30, int(300 * scale))):
        started = perf_counter()
        draft = draft_invoice(
            customer_id=buyer,
            issued_on=books.FIRST + timedelta(days=n // 50),
            lines=lines,
            by=books.BY,
        )
        post_invoice(invoice_id=draft.pk, by=books.BY)
        times.append((perf_counter() - started) * 1000)
    yield Measured(
        "P4", "one invoice of 5 lines, drafted and posted, two commits", median(times), "ms (p50)", 20.0,
        notes={"p95 ms": quantiles(times, n=20)[-1], "invoices": len(times)},
    )  # fmt: skip
