"""The vectors of billing-math by kind, and their numbers in the scales of the books."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Vector = dict[str, Any]


@cache
def _all() -> tuple[Vector, ...]:
    text = (Path(__file__).parent / "vectors.yaml").read_text("utf-8")
    return tuple(yaml.safe_load(text)["vectors"])


def vectors(*kinds: str) -> list[Vector]:
    """The vectors of these kinds, in the order of the file; of all without kinds."""
    return [vector for vector in _all() if not kinds or vector["kind"] in kinds]


def name_of(vector: Vector) -> str:
    """grad-01: for the ids of parametrized tests."""
    return str(vector["id"])


def scaled(value: str | int, exponent: int) -> int:
    """An exact decimal as a whole number of 10**-exponent: "0.05", 9 -> 50_000_000."""
    exact = Decimal(value).scaleb(exponent)
    assert exact == exact.to_integral_value(), f"{value} has more than {exponent} decimals"
    return int(exact)


def share(text: str, exponent: int) -> int:
    """A percentage as a whole number of 10**-exponent: "1.2%", 9 -> 12_000_000."""
    return scaled(text.removesuffix("%"), exponent - 2)


def cents(value: str) -> int:
    """ "107.00" -> 10700."""
    return scaled(value, 2)
