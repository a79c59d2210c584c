"""P8 and P9: aging and trial balance as of any date on large books."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter

from bench import books
from bench.measuring import Measured
from cashwright.areas.insight.queries import aged_balances, aging
from cashwright.areas.ledger.queries import trial_balance

DAYS = (30, 350, 729, 900)


def run(scale: float) -> Iterator[Measured]:
    count = int(1_000_000 * scale)
    home = books.entity("P8")
    books.large(home, count, 5_000)
    dates = [books.FIRST + timedelta(days=n) for n in DAYS]
    totals = [_timed(partial(aged_balances, home.pk, on)) for on in dates]
    rows = [_timed(partial(aging, home.pk, on)) for on in dates]
    yield Measured(
        "P8", f"aging of {count:,} open items with {5 * count:,} applications, worst of four days",
        max(totals), "s", 1.0, notes={"by customer, worst s": max(rows), "median s": median(totals)},
    )  # fmt: skip
    yield Measured(
        "P9", f"trial balance of {2 * (count // 2):,} postings", _timed(lambda: trial_balance(home.pk, dates[-1])),
        "s", 0.5,
    )  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    """The median of three."""
    times = []
    for _ in range(3):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times)
