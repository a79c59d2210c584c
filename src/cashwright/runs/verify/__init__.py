"""`cashwright verify`: do the books still keep what they promise? Every invariant, over every row.

All checks look at one snapshot of the database, so the house may go on working meanwhile. Nothing
is written. A later area adds its own by a module in `checks/` and a line in its `ALL`.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from cashwright.areas.controls.checkpoints import Checkpoint, kept
from cashwright.areas.controls.queries import ChainReport, verify_chains
from cashwright.runs.verify.check import Check, Result, Violation
from cashwright.runs.verify.checks import ALL
from cashwright.runs.verify.prepare import prepare

__all__ = ["ALL", "Check", "Report", "Result", "Violation", "verify"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: one result a check, in the order of the invariants."""

    results: tuple[Result, ...]
    facts: int
    seconds: float

    @property
    def ok(self) -> bool:
        return all(result.ok for result in self.results)

    @property
    def broken(self) -> tuple[Result, ...]:
        """The results that found something."""
        return tuple(result for result in self.results if not result.ok)


def verify(checkpoints: Sequence[Checkpoint] = (), checks: Sequence[Check] = ALL) -> Report:
    """Run every check over the whole database.

    checkpoints  written earlier by `cashwright checkpoint` and kept elsewhere: they show what was
                 cut off or rewritten together with the chain's own head
    """
    began = time.perf_counter()
    with _one_snapshot():
        chains, took = _timed_chains()
        prepare(is_broken=any(chain.broken for chain in chains))
        results = [_chains_whole(chains, took), *(_remembered(point) for point in checkpoints)]
        results += [check.run() for check in checks]
    results.sort(key=lambda result: result.invariant)
    return Report(tuple(results), sum(chain.facts for chain in chains), time.perf_counter() - began)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """One repeatable-read transaction that is rolled back; within another one, a savepoint."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
        transaction.set_rollback(True)


def _timed_chains() -> tuple[list[ChainReport], float]:
    began = time.perf_counter()
    return verify_chains(), time.perf_counter() - began


def _chains_whole(chains: Sequence[ChainReport], seconds: float) -> Result:
    broken = tuple(
        Violation(
            f"fact {c.broken.seq} of chain {c.chain_id}", f"{c.broken.kind}: {c.broken.means}"
        )
        for c in chains
        if c.broken
    )
    return Result(
        "I-46", "chains whole", "Each journal of facts is whole from its first fact to its head.",
        len(broken), broken, seconds,
    )  # fmt: skip


def _remembered(point: Checkpoint) -> Result:
    began = time.perf_counter()
    lost = tuple(
        Violation(f"fact {seq} of chain {chain_id}", f"{broken.kind}: {broken.means}")
        for chain_id, seq, broken in ((b.chain_id, b.broken.seq, b.broken) for b in kept(point))
    )
    return Result(
        "I-46", "checkpoint kept",
        f"Every journal of facts still holds what the checkpoint of {point.at:%Y-%m-%d %H:%M} saw.",
        len(lost), lost, time.perf_counter() - began,
    )  # fmt: skip
