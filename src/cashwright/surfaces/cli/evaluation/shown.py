"""What was measured of people, as tables in plain words; where there is too little, that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from rich.table import Table

from cashwright.areas.collections.policies.trials import HOLDOUT
from cashwright.areas.collections.rules.trials import Uplift, Verdict
from cashwright.areas.credit.policies import Detector
from cashwright.surfaces.cli.evaluation.drift import MONTHS_MIN, DriftScores
from cashwright.surfaces.cli.evaluation.intents import Measured, interval_ppt
from cashwright.surfaces.cli.evaluation.promises import JUDGED_MIN, STEP_PPT, PromiseScores
from cashwright.surfaces.cli.evaluation.uplift import WINDOW_DAYS, TrueEffect
from cashwright.surfaces.cli.evaluation.uplift_world import Way, estimated

_DETECTORS = {
    Detector.PAID: "by what was paid", Detector.OPEN: "by what stayed open",
    Detector.PROMISES: "by broken promises", Detector.PARTIALS: "by what was paid in part",
    Detector.FAILED: "by payments taken back",
}  # fmt: skip


def within(part: int, whole: int) -> str:
    """A share, and between which two it lies."""
    between = interval_ppt(part, whole)
    if between is None:
        return "none"
    low, high = between
    return f"{part / whole:.1%} ({low / 1000:.0%} to {high / 1000:.0%})"


def intents_table(title: str, one: Measured) -> Table:
    """Precision and recall per intent."""
    table = Table(title=f"{title}: {one.mails} mails, {one.days_right} of {one.days} days right")
    for column in ("intent", "mails", "precision", "recall"):
        table.add_column(column, justify="left" if column == "intent" else "right")
    for intent, counted in one.by_intent.items():
        found, there = counted.right + counted.wrong, counted.right + counted.missed
        table.add_row(
            intent, str(there), within(counted.right, found), within(counted.right, there)
        )
    return table


def drift_tables(scores: DriftScores) -> list[Table]:
    """How many changes were found, how soon, and how often an alarm was false."""
    rows = [
        ("customers watched", f"{scores.customers:,}"),
        ("began to pay worse, truly", f"{scores.changes:,}"),
        ("of these it was said", f"{scores.found:,}, {within(scores.found, scores.changes)}"),
        ("days from the change until then", _days(scores.delays)),
        ("from the due day of the first invoice paid worse", _days(scores.felt)),
        ("said again while it went on", f"{scores.again:,}"),
        ("said of somebody who had not changed", _false(scores)),
        ("in 100 months of a customer", _per_100(scores)),
    ]
    return [_table("Who began to pay worse, against the hidden day", rows)]


def promise_tables(scores: PromiseScores) -> list[Table]:
    """How many promises were kept, and how well that was known beforehand."""
    right, known = scores.as_meant
    rows = [
        ("promises judged", f"{len(scores.given):,}"),
        ("kept", f"{scores.kept:,}, {within(scores.kept, len(scores.given))}"),
        ("judged as it was truly meant", f"{right:,} of {known:,}"),
    ]
    brier = scores.brier()
    if brier is None:
        told = f"not enough data: {len(scores.forecasts)} forecasts, {JUDGED_MIN} are needed"
        return [_table("Promises", [*rows, ("how well it was known beforehand", told)])]
    rows += [
        ("mean squared miss of the rate told of each customer", f"{brier['forecast']:.3f}"),
        ("of everybody's rate alone", f"{brier['everybody']:.3f}"),
        ("of somebody who knows the people", f"{brier['truth']:.3f}"),
    ]
    steps = Table(title="How likely was said, and how many were kept")
    for column in ("said from", "promises", "said on average", "kept"):
        steps.add_column(column, justify="right")
    for start, count, said, kept in scores.steps():
        to = (start + STEP_PPT) / 1000
        steps.add_row(
            f"{start / 1000:.0%} to {to:.0%}",
            f"{count:,}",
            f"{said / 1000:.0%}",
            within(kept, count),
        )
    return [_table("Promises", rows), steps]


def effect_table(effect: TrueEffect) -> Table:
    """What messages truly changed."""
    won = effect.days_won / effect.invoices if effect.invoices else 0
    uplift = effect.uplift_ppt
    rows = [
        ("invoices reminded of after they were due", f"{effect.invoices:,}"),
        ("paid sooner because of messages", f"{effect.sooner:,}, {within(effect.sooner, effect.invoices)}"),
        ("paid later: promised and not kept, or disputed", f"{effect.later:,}"),
        ("days won, on average of all", f"{won:.1f}"),
        (
            f"more paid within {WINDOW_DAYS} days of the first reminder",
            "none" if uplift is None else f"{uplift / 10:+.1f} in 100",
        ),
    ]  # fmt: skip
    return _table("What reminders truly did", rows)


def trials_table(rows: Iterable[tuple[str, str, tuple[int, int], Uplift]]) -> Table:
    """What the house says of ways to remind, from what it can see."""
    table = Table(title="What is said of ways to remind, beside hearing nothing")
    for column in ("trial", "way", "answered in time", "more than hearing nothing"):
        table.add_column(column)
    for title, way, (hits, of), said in rows:
        table.add_row(title, way, f"{hits:,} of {of:,}", _said(said))
    return table


def world_table(ways: Mapping[str, Way]) -> Table:
    """What is said of made-up people, and what is true of them."""
    table = Table(title="Ways to remind, tried on made-up people")
    for column in (
        "way",
        "paid in time",
        "said to bring more than hearing nothing",
        "truly brought",
    ):
        table.add_column(column)
    for way, said in estimated(ways):
        true = way.true_ppt
        table.add_row(
            way.code, f"{way.paid:,} of {way.customers:,}", _said(said),
            "none" if true is None else f"{true / 10:+.1f} in 100",
        )  # fmt: skip
    held_out = ways[HOLDOUT]
    table.add_row("hearing nothing", f"{held_out.paid:,} of {held_out.customers:,}", "", "")
    return table


_VERDICTS = {
    Verdict.TOO_FEW: "not enough data", Verdict.NOTHING_SHOWN: "nothing is shown",
    Verdict.HELPS: "it helps", Verdict.HURTS: "it does harm",
}  # fmt: skip


def _said(said: Uplift) -> str:
    told, between = _VERDICTS[said.verdict], said.difference
    if between is None:
        return told
    at, low, high = (100 * one for one in (between.at, between.low, between.high))
    return f"{told}: {at:+.1f} in 100 ({low:+.1f} to {high:+.1f})"


def _table(title: str, rows: Sequence[tuple[str, str]]) -> Table:
    table = Table(title=title, show_header=False)
    for row in rows:
        table.add_row(*row)
    return table


def _days(delays: Sequence[int]) -> str:
    if not delays:
        return "none was found"
    return f"{median(delays):.0f} in the middle, {min(delays)} to {max(delays)}"


def _false(scores: DriftScores) -> str:
    by = ", ".join(
        f"{count} {_DETECTORS[Detector(name)]}" for name, count in sorted(scores.false.items())
    )
    return f"{scores.false_count:,}" + (f": {by}" if by else "")


def _per_100(scores: DriftScores) -> str:
    false = scores.false_per_100
    if false is None:
        return f"not enough data: {MONTHS_MIN} months are needed"
    at, low, high = false
    return f"{at:.2f} ({low:.2f} to {high:.2f}) over {scores.quiet_months:,.0f} months"
