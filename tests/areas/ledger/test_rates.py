"""The reference rates of the ECB and conversions computed from them (real data, when it is here)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from cashwright.areas.ledger.models import FxRate
from cashwright.areas.ledger.queries import rate
from cashwright.areas.ledger.rules import functional
from cashwright.areas.ledger.services import import_rates
from cashwright.connectors.fx_ecb import read_rates
from cashwright.kernel.currencies import minor_of
from cashwright.kernel.rates import Rate
from tests.makers import ANN

pytestmark = pytest.mark.django_db
RATES = "fx-ecb/eurofxref-hist_1999-01-04_to_2024-12-31.csv.gz"


@pytest.fixture(scope="module")
def published(real_data: Callable[[str], Path]) -> pl.DataFrame:
    return read_rates(real_data(RATES))


@pytest.fixture(scope="module")
def vectors(real_data: Callable[[str], Path]) -> list[dict[str, Any]]:
    told = yaml.safe_load(real_data("fx-ecb/vectors.yaml").read_text("utf-8"))
    return list(told["vectors"])


def test_conversions_are_those_computed_from_the_published_rates(
    published: pl.DataFrame, vectors: list[dict[str, Any]]
) -> None:
    days = [date.fromisoformat(v["inputs"]["date"]) for v in vectors]
    near = pl.any_horizontal(*(pl.col("on").is_between(on - timedelta(days=10), on) for on in days))
    import_rates(published.filter(near), source="ecb", by=ANN)
    for vector, on in zip(vectors, days, strict=True):
        given, expected = vector["inputs"], vector["expected"]
        source, target = given["from_currency"], given["to_currency"]
        found = rate(source, target, on)
        quotes = expected["eur_per_unit_quotes"]
        assert found == Rate.of(quotes["to"]).cross(Rate.of(quotes["from_"]).inverse()), vector[
            "id"
        ]
        converted = functional(minor_of(given["amount"], source), source, target, found)
        assert converted == minor_of(expected["amount"], target), vector["id"]


def test_rates_imported_twice_stand_once(published: pl.DataFrame) -> None:
    some = published.head(200)
    assert import_rates(some, source="ecb", by=ANN) == 200
    assert import_rates(published.head(250), source="ecb", by=ANN) == 50
    assert FxRate.objects.count() == 250
