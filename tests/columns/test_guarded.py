"""Frames written where row security looks at each row: COPY is refused there, the rows arrive anyway."""

from collections.abc import Iterator
from uuid import UUID

import polars as pl
import pytest
from django.db import ProgrammingError, connection

from cashwright.areas.access.reach import Reach, reaching
from cashwright.columns.copy import FEW_ROWS, write_frame

pytestmark = pytest.mark.django_db
MINE, OTHER = UUID(int=1), UUID(int=2)
TABLE = """
CREATE TABLE guarded (entity_id uuid, place bigint GENERATED ALWAYS AS IDENTITY, label text, tags text[]);
CREATE TABLE guarded_writes (rows bigint);
CREATE FUNCTION guarded_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO guarded_writes SELECT count(*) FROM written; RETURN NULL; END $$;
CREATE TRIGGER note AFTER INSERT ON guarded REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION guarded_note();
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON guarded USING (entity_id = current_setting('cashwright.entities')::uuid);
GRANT ALL ON guarded, guarded_writes TO cashwright_scoped
"""


@pytest.fixture(autouse=True)
def mine() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    with reaching(Reach(str(MINE), is_limited=True)):
        yield


def frame(count: int, of: UUID = MINE) -> pl.DataFrame:
    labels = [f"row {n}" for n in range(count)]
    return pl.DataFrame({"label": labels, "tags": [["a", "b,c"]] * count}).with_columns(
        entity_id=pl.lit(str(of))
    )


def stored(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found


@pytest.mark.parametrize("count", [1, FEW_ROWS, 3 * FEW_ROWS])
def test_rows_arrive_in_order_and_triggers_see_them_at_once(count: int) -> None:
    assert write_frame(frame(count), "guarded") == count
    assert write_frame(frame(1), "guarded") == 1
    labels = [label for (label,) in stored("SELECT label FROM guarded ORDER BY place")]
    assert labels == [f"row {n}" for n in range(count)] + ["row 0"]
    assert stored("SELECT rows FROM guarded_writes") == [(count,), (1,)]


def test_a_row_that_may_not_be_written_refuses_them_all() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        write_frame(pl.concat([frame(2), frame(1, OTHER)]), "guarded")
