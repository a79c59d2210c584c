"""The lake says what the database says, by DuckDB and by Spark, for every aggregation."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.frames import SPANS
from cashwright.areas.usage.models import Event
from cashwright.areas.usage.queries import quantities, readings_for_lake
from cashwright.areas.usage.refusals import LakeUnreadable
from cashwright.columns.guards import ColumnOverflow
from cashwright.connectors import lake
from cashwright.connectors.lake.asking import Engine
from cashwright.kernel.ids import new_id
from cashwright.kernel.local_days import start_of_day
from tests import makers
from tests.areas.usage.usage_makers import APRIL, MARCH, at, meter, subscription

ZONE = "Europe/Berlin"
KNOWN = at(25)


class Books:
    """Readings of all aggregations in the database and in a folder, some corrected, some late."""

    def __init__(self, folder: Path) -> None:
        dice = random.Random(7)
        of = makers.entity()
        self.of, self.folder = of, folder
        subs = [subscription(of, f"S-{n}") for n in range(6)]
        self.meters = {
            a: meter(a.value, a.value, percentile=29 if a == "percentile" else None)
            for a in Aggregation
        }
        start = start_of_day(MARCH, ZONE)
        rows = []
        for sub in subs:
            for counted in self.meters.values():
                for _ in range(dice.randrange(40)):
                    received = at(dice.randrange(1, 28))
                    rows.append(
                        Event(
                            event_key=new_id(), meter=counted, content_key=0, entity=of,
                            subscription=sub, received_at=received, source="t", source_id="t",
                            occurred_at=start + timedelta(seconds=dice.randrange(-900_000, 2_900_000)),
                            value_e6=dice.randrange(10**dice.randrange(1, 15)),
                            identity_key=dice.randrange(5), group_value="",
                            superseded_at=received + timedelta(days=1) if dice.random() < 0.2 else None,
                        )
                    )  # fmt: skip
        Event.objects.bulk_create(rows)
        lake.write_readings(readings_for_lake(of.pk, rows=300), folder)
        days = [(MARCH, APRIL), (date(2026, 3, 29), date(2026, 3, 30)), (MARCH, date(2026, 3, 2))]
        self.spans = pl.DataFrame(
            [(str(s.pk), str(m.pk), *d) for s in subs for m in self.meters.values() for d in days[:1]]
            + [(str(s.pk), str(m.pk), *days[1]) for s in subs for m in self.meters.values()],
            schema=SPANS, orient="row",
        )  # fmt: skip

    @property
    def how(self) -> lake.Meters:
        return {str(m.pk): (a, m.percentile) for a, m in self.meters.items()}

    def asked(self, engine: Engine) -> pl.DataFrame:
        return lake.quantities(engine, self.spans, meters=self.how, zone=ZONE, known_at=KNOWN)


@pytest.fixture
def stored(db: None, tmp_path: Path) -> Books:
    return Books(tmp_path / "lake")


def test_duckdb_sums_a_lake_as_the_database_does(stored: Books) -> None:
    expected = quantities(stored.spans, zone=ZONE, known_at=KNOWN)
    assert expected["quantity_e6"].sum() > 0
    assert stored.asked(lake.DuckLake(stored.folder)).equals(expected)


def test_a_reading_that_is_in_two_files_counts_once(stored: Books) -> None:
    expected = stored.asked(lake.DuckLake(stored.folder))
    lake.write_readings(readings_for_lake(stored.of.pk), stored.folder)
    assert stored.asked(lake.DuckLake(stored.folder)).equals(expected)


def test_a_sum_no_column_holds_is_refused(stored: Books) -> None:
    row = Event.objects.filter(meter=stored.meters[Aggregation.SUM]).first()
    assert row is not None
    for _ in range(2):
        row.event_key, row.value_e6, row.superseded_at = new_id(), 9 * 10**18, None
        row.occurred_at, row.received_at = at(10), at(10)
        row.save(force_insert=True)
    folder = stored.folder.parent / "large"
    lake.write_readings(readings_for_lake(stored.of.pk), folder)
    with pytest.raises(ColumnOverflow):
        stored.asked(lake.DuckLake(folder))


def test_an_empty_folder_is_no_lake(tmp_path: Path) -> None:
    with pytest.raises(LakeUnreadable):
        lake.DuckLake(tmp_path)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A cluster of two workers on this machine."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not on this machine")
    session = (
        sql.SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executor.memory", "1g")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_sums_a_lake_as_the_database_does(spark: Any, stored: Books) -> None:
    from cashwright.connectors.lake.in_spark import SparkLake

    expected = quantities(stored.spans, zone=ZONE, known_at=KNOWN)
    assert stored.asked(SparkLake(spark, stored.folder)).equals(expected)
