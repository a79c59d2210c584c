"""P1 and P2: a bill run from contracts and usage to the books, and what is computed of it.

P1 bills seats of one month and metered calls of another (ten events a subscription): priced, taxed,
numbered, with journal and facts, committed; an invoice each. Two processes share the run, as
`cashwright run bill --workers 2` has it; the processor time is that of both and of their sessions.
P2 is the plan alone against the plain rule, on the same facts.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from time import process_time
from uuid import UUID

import polars as pl

from bench.measuring import Measured, Spent, peak_mb, spending
from bench.subscriptions import BEFORE, BEGAN, FEB, subscribed
from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.catalog.policies import Timing
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.contracts.rules import PlannedPeriod, Span
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.queries import quantities, readings
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.bill import run_bill
from cashwright.runs.bill.crew import beside_with
from cashwright.runs.bill.facts import Facts, Slab, facts_of
from cashwright.runs.bill.known import Known, known
from cashwright.runs.bill.metering import Metering
from cashwright.runs.bill.planner import Plan, plan
from cashwright.runs.bill.rule import Agreement, Charge, Line, bill_lines, document_tax
from cashwright.runs.bill.slabs import window_of

WHOLE = 1_000_000
WORKERS = 2
COMPUTED = 20_000  # subscriptions that the plain rule is asked about
Key = tuple[str, date]


def run(scale: float) -> Iterator[Measured]:
    whole = int(WHOLE * scale)
    part = whole // 10
    tenth = _bill(subscribed("P1T", part))
    home = subscribed("P1", whole)
    yield _computed(subscribed("P2", min(COMPUTED, whole)))
    ours = _bill(home)
    yield Measured(
        "P1", f"billing {whole:,} subscriptions with {10 * whole:,} events", ours.wall, "s",
        120 * scale, notes={"invoices/s": whole / ours.wall},
    )  # fmt: skip
    yield Measured(
        "P1c", "its processor time", ours.cpu, "CPU-s", 75 * scale,
        notes={"client": ours.client, "server": ours.server},
    )  # fmt: skip
    yield Measured("P1m", "the largest memory of the process", peak_mb(), "MB", 4096)
    yield Measured(
        "P1g", "what one costs, against a run of a tenth the size",
        (ours.cpu / whole) / (tenth.cpu / part), "times", 1.2,
        notes={"CPU-s of the tenth": tenth.cpu},
    )  # fmt: skip


def _bill(home: LegalEntity) -> Spent:
    with spending() as spent:
        done, _ = run_bill(home, FEB, beside=beside_with(WORKERS - 1))
    assert done.report["bill"]["refused"] == {}
    return spent


def _computed(home: LegalEntity) -> Measured:
    with running_on(noon_utc(FEB)):
        book = known(home.pk, FEB)
        facts = facts_of(window_of(home, FEB), Slab(0, 0, 1))
        used: list[pl.DataFrame] = []

        def read(spans: pl.DataFrame) -> pl.DataFrame:
            if not used:
                used.append(quantities(spans, zone=home.zone, known_at=book.at))
            return used[0]

        asked = Metering(read, partial(readings, zone=home.zone, known_at=book.at))
        plan(facts, book, asked)  # reads the usage, and lets Polars start its threads
        began = process_time()
        planned = plan(facts, book, asked)
        ours = process_time() - began
    agreements = _agreements(facts, book)
    amounts = {row[0]: row[3] for row in used[0].iter_rows()}
    began = process_time()
    by_rule = [_by_rule(one, owner, amounts) for owner, one in agreements.items()]
    plain = process_time() - began
    _same(planned, by_rule)
    return Measured(
        "P2", f"pricing and taxing {len(agreements):,} invoices: the plain rule against the plan",
        plain / ours, "times", 5.0, at_least=True,
        notes={"plain CPU-s": plain, "plan CPU-s": ours},
    )  # fmt: skip


def _by_rule(
    of: Agreement, owner: str, amounts: dict[str, int]
) -> tuple[list[Line], tuple[int, int]]:
    lines = bill_lines(of, BEFORE.date(), FEB, lambda *_: amounts[owner])
    return lines, document_tax(lines, "S", 190_000)


def _agreements(facts: Facts, book: Known) -> dict[str, Agreement]:
    """What was read, as the rule takes it: subscription -> agreement."""
    terms = {
        str(v.price_id): price_terms(v)
        for v in PriceVersion.objects.select_related("price").prefetch_related("tiers")
    }
    metered = set(book.prices.filter(pl.col("meter_id").is_not_null())["price_id"])
    charges: dict[str, list[Charge]] = {}
    periods: dict[str, set[PlannedPeriod]] = {}
    for row in facts.due.iter_rows(named=True):
        span = Span(row["span_from_on"], row["span_until_on"], row["quantity_e6"])
        owner = row["subscription_id"]
        charges.setdefault(owner, []).append(
            Charge(
                UUID(row["charge_id"]), Timing(row["timing"]), (span,),
                ((BEGAN, terms[row["price_id"]]),), is_metered=row["price_id"] in metered,
            )
        )  # fmt: skip
        period = PlannedPeriod(row["start_on"], row["end_on"], row["full_days"])
        periods.setdefault(owner, set()).add(period)
    return {
        owner: Agreement(charges=tuple(mine), periods=tuple(sorted(periods[owner])), units=2)
        for owner, mine in charges.items()
    }


def _same(planned: Plan, by_rule: list[tuple[list[Line], tuple[int, int]]]) -> None:
    """Every line and the tax of every invoice, to the minor unit."""
    lines = {
        (row["charge_id"], row["from_on"]): row["gross_minor"] - row["discount_minor"]
        for row in planned.lines.iter_rows(named=True)
    }
    expected = {
        (str(line.charge_id), line.from_on): line.net_minor
        for found, _ in by_rule
        for line in found
    }
    assert lines == expected
    assert len(lines) == 2 * len(by_rule)
    assert sum(planned.lines["tax_minor"]) == sum(tax for _, (_, tax) in by_rule)
