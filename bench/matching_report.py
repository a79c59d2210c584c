"""`python -m bench.matching_report`: the figures of Matching over many seeds, by kind, and of learning."""

from __future__ import annotations

import argparse

from bench.matching_figures import Figures, measure
from bench.matching_learning import measure_learning
from cashwright.connectors.simulator.bank_world import habits_of


def main() -> None:
    """Print a line for each seed and the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-20", help="from-to, below 1000")
    parser.add_argument("--lines", type=int, default=5_000, help="half as many as open documents")
    parser.add_argument("--plans", type=float, default=None, help="share of plan-priced invoices")
    parser.add_argument("--vary", type=float, default=0.0, help="how far the mix of kinds strays")
    parser.add_argument(
        "--learning", action="store_true", help="what a half month of confirmations adds"
    )
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("-")
    whole = Figures()
    for seed in range(int(first), int(last or first) + 1):
        habits = habits_of(seed, vary=asked.vary, plan_share=asked.plans)
        if asked.learning:
            without, learned = measure_learning(
                habits, open_count=2 * asked.lines, line_count=asked.lines
            )
            print(
                f"seed {seed}: {without.straight_through:.2%} -> {learned.straight_through:.2%}",
                flush=True,
            )
            continue
        one = measure(habits, open_count=2 * asked.lines, line_count=asked.lines)
        print(f"seed {seed:>3}: {one}", flush=True)
        _merge(whole, one)
    if whole.lines:
        print(f"    all: {whole}")
        print("\n".join(whole.by_kind()))


def _merge(whole: Figures, one: Figures) -> None:
    whole.kinds += one.kinds
    whole.invoices += one.invoices
    whole.invoices_settled += one.invoices_settled
    whole.wrong_customer += one.wrong_customer
    whole.seconds += one.seconds
    for there, here in zip(whole.bins, one.bins, strict=True):
        there[:] = [a + b for a, b in zip(there, here, strict=True)]


if __name__ == "__main__":
    main()
