"""Frames in and out of PostgreSQL: every value survives, in the open transaction, all or none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest import mock

import polars as pl
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Count
from django.db.models.functions import Length
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cashwright.areas.access.models import User
from cashwright.columns import copy
from cashwright.columns.copy import read_frame, read_frames, write_frame
from cashwright.columns.dtypes import FrameMismatch
from cashwright.columns.pgbinary import id_bytes
from cashwright.kernel.ids import new_id, new_id_texts
from cashwright.kernel.refusals import BadInput

pytestmark = pytest.mark.django_db

SCHEMA = {
    "id": pl.String(),
    "label": pl.String(),
    "amount_minor": pl.Int64(),
    "term_days": pl.Int32(),
    "version": pl.Int16(),
    "due_on": pl.Date(),
    "posted_at": pl.Datetime("us", "UTC"),
    "is_open": pl.Boolean(),
    "digest": pl.Binary(),
    "tags": pl.List(pl.String()),
    "details": pl.String(),
}
TABLE = """
    CREATE TEMP TABLE every_kind (
        id uuid, label text, amount_minor bigint, term_days integer, version smallint, due_on date,
        posted_at timestamptz, is_open boolean, digest bytea, tags text[], details jsonb
    ) ON COMMIT DROP
"""

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
nasty = st.sampled_from(["", "\\N", "\\.", "NULL", '"', '""', "a\nb\r\nc\r", "\t", "\\", ",", "{}"])
label = text | nasty
instants = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
json_texts = st.sampled_from(["{}", '{"a": [1, "\\n"]}', '"x"', "null", "3"])
rows = st.lists(
    st.tuples(
        st.uuids().map(str) | st.none(),
        label | st.none(),
        st.integers(-(2**63), 2**63 - 1) | st.none(),
        st.integers(-(2**31), 2**31 - 1) | st.none(),
        st.integers(-(2**15), 2**15 - 1) | st.none(),
        st.dates() | st.none(),
        instants | st.none(),
        st.booleans() | st.none(),
        st.binary(max_size=9) | st.none(),
        st.lists(label | st.none(), max_size=3) | st.none(),
        json_texts | st.none(),
    ),
    max_size=8,
)


@pytest.fixture
def every_kind() -> str:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    return "every_kind"


@given(
    rows=rows,
    way=st.sampled_from(["csv", "binary", "row by row"]),
    same=st.sets(st.sampled_from(list(SCHEMA))),
)
def test_every_value_comes_back_as_it_went_in(
    every_kind: str, rows: list[tuple[object, ...]], way: str, same: set[str]
) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    frame = frame.with_columns(pl.col(same).first())  # what is the same throughout goes otherwise
    if way != "csv":  # lists go as CSV, and all columns with them
        frame = frame.drop("tags")
    few = copy.FEW_ROWS if way == "row by row" else -1
    with transaction.atomic(), mock.patch.object(copy, "FEW_ROWS", few):
        assert write_frame(frame, every_kind) == len(rows)
        back = read_frame("SELECT * FROM every_kind ORDER BY ctid", schema=frame.schema)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE every_kind")
    assert_frame_equal(back, frame)


def test_what_was_written_is_what_postgresql_means_by_it(every_kind: str) -> None:
    made = new_id()
    row = (str(made), "", None, 30, 1, date(1, 1, 1), datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    rest = (True, b"\x00\xff", ["a,b", None, '"'], '{"k": 1}')
    write_frame(pl.DataFrame([row + rest], schema=SCHEMA, orient="row"), every_kind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM every_kind")
        (stored,) = cursor.fetchall()
    assert stored[0] == made
    assert stored[1:8] == ("", None, 30, 1, date(1, 1, 1), row[6], True)
    assert bytes(stored[8]) == b"\x00\xff"
    assert stored[9] == ["a,b", None, '"']


def test_more_rows_than_a_chunk_all_arrive_in_order(every_kind: str) -> None:
    count = copy.CHUNK_ROWS + 3
    frame = pl.DataFrame({"id": new_id_texts(count), "label": ["x\ny"] * count})
    assert write_frame(frame, every_kind) == count
    back = read_frame("SELECT id, label FROM every_kind ORDER BY id", schema=frame.schema)
    assert_frame_equal(back, frame)


@pytest.mark.parametrize(("rows", "way"), [(3, "row by row"), (3_000, "binary"), (3_000, "csv")])
def test_ids_given_as_their_bytes_are_the_ids(every_kind: str, rows: int, way: str) -> None:
    ids = pl.DataFrame({"id": [*new_id_texts(rows), None]})
    frame = ids.select(id_bytes("id"))
    if way == "csv":
        frame = frame.with_columns(tags=pl.lit(["a"]))
    assert frame.schema["id"] == pl.Binary
    write_frame(frame, every_kind)
    assert_frame_equal(read_frame("SELECT id FROM every_kind", schema=ids.schema), ids)
    with pytest.raises(BadInput, match="id"):
        write_frame(pl.DataFrame({"id": [b"too short"]}), every_kind)


def test_a_rollback_leaves_nothing_and_before_it_the_rows_are_seen(every_kind: str) -> None:
    with transaction.atomic():
        write_frame(pl.DataFrame({"term_days": [1, 2]}), every_kind)
        assert read_frame(
            "SELECT sum(term_days) AS days FROM every_kind", schema={"days": pl.Int64()}
        ).rows() == [(3,)]
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM every_kind")
        assert cursor.fetchone() == (0,)


def test_one_bad_row_refuses_all_and_the_transaction_goes_on_from_its_savepoint() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE positive (n integer PRIMARY KEY CHECK (n > 0))")
        with pytest.raises(IntegrityError), transaction.atomic():
            write_frame(pl.DataFrame({"n": [1, 2, -3]}), "positive")
        with pytest.raises(IntegrityError), transaction.atomic():
            write_frame(pl.DataFrame({"n": [1, 1]}), "positive")
        write_frame(pl.DataFrame({"n": [7]}), "positive")
        cursor.execute("SELECT n FROM positive")
        assert cursor.fetchall() == [(7,)]


def test_a_statement_trigger_sees_a_whole_frame_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE line (amount_minor bigint);
            CREATE TEMP TABLE seen (lines bigint, total numeric);
            CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO seen SELECT count(*), sum(amount_minor) FROM added;
                RETURN NULL;
            END $$;
            CREATE TRIGGER note AFTER INSERT ON line REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.note();
            """
        )
        count = copy.CHUNK_ROWS * 2 + 1
        write_frame(pl.DataFrame({"amount_minor": pl.int_range(count, eager=True)}), "line")
        cursor.execute("SELECT * FROM seen")
        assert cursor.fetchall() == [(count, Decimal(count * (count - 1) // 2))]


def test_text_with_a_nul_character_is_refused_by_name_of_its_column(every_kind: str) -> None:
    with pytest.raises(BadInput) as refused:
        write_frame(pl.DataFrame({"label": ["fine", "a\0b"]}), every_kind)
    assert refused.value.facts["field"] == "label"
    with pytest.raises(BadInput):
        write_frame(pl.DataFrame({"tags": [["fine", "a\0b"]]}), every_kind)


def test_what_a_column_cannot_hold_is_refused_by_name_before_anything_is_sent(
    every_kind: str,
) -> None:
    for name, value in [
        ("term_days", 2**31),
        ("term_days", -(2**31) - 1),
        ("version", 2**15),
        ("id", "INV-1"),
        ("id", str(new_id())[:-2]),
    ]:
        with pytest.raises(BadInput) as refused:
            write_frame(pl.DataFrame({name: [None, value]}), every_kind)
        assert refused.value.facts["field"] == name
    assert write_frame(pl.DataFrame({"term_days": [2**31 - 1], "version": [-(2**15)]}), every_kind)


def test_a_column_of_nothing_but_nulls_needs_no_kind(every_kind: str) -> None:
    write_frame(pl.DataFrame({"id": [None], "term_days": [None], "label": ["x"]}), every_kind)
    back = read_frame(
        "SELECT id, label FROM every_kind", schema={"id": pl.String, "label": pl.String}
    )
    assert back.rows() == [(None, "x")]


def test_a_column_the_table_has_not_is_told_by_name(every_kind: str) -> None:
    with pytest.raises(FrameMismatch, match="every_kind has no column colour, size"):
        write_frame(pl.DataFrame({"label": ["x"], "colour": ["red"], "size": [1]}), every_kind)
    with pytest.raises(FrameMismatch, match="access_user has no column nickname"):
        write_frame(pl.DataFrame({"nickname": ["x"]}), User)


def test_a_column_of_another_kind_is_told_by_name(every_kind: str) -> None:
    with pytest.raises(FrameMismatch, match="amount_minor"):
        write_frame(pl.DataFrame({"amount_minor": ["12"]}), every_kind)
    with pytest.raises(FrameMismatch, match="posted_at"):
        write_frame(pl.DataFrame({"posted_at": [datetime(2026, 1, 1)]}), every_kind)  # noqa: DTZ001


def test_only_the_chosen_columns_are_written(every_kind: str) -> None:
    frame = pl.DataFrame({"label": ["x"], "term_days": [30]})
    write_frame(frame, every_kind, ["term_days"])
    back = read_frame("SELECT label, term_days FROM every_kind", schema=frame.schema)
    assert back.rows() == [(None, 30)]


def test_numbers_with_decimals_go_both_ways(every_kind: str) -> None:
    schema = {"rate": pl.Decimal(20, 10), "score": pl.Float64()}
    frame = pl.DataFrame(
        {"rate": [Decimal("1.0389"), None, Decimal("-0.0000000001")], "score": [0.1, 1e300, None]},
        schema=schema,
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE quote (rate numeric(20,10), score double precision)")
    write_frame(frame, "quote")
    assert_frame_equal(read_frame("SELECT * FROM quote", schema=schema), frame)


def test_parameters_are_bound_and_a_percent_sign_without_them_is_itself() -> None:
    schema = {"share_%": pl.Int64(), "name": pl.String()}
    sql = 'SELECT %s::bigint AS "share_%%", %s::text AS name WHERE %s = ANY(%s)'
    back = read_frame(sql, [5, "O'Neil; --", 2, [1, 2]], schema=schema)
    assert back.rows() == [(5, "O'Neil; --")]
    assert read_frame("SELECT '5 %' AS name;", schema={"name": pl.String()}).item() == "5 %"


def test_columns_are_taken_by_name_not_by_place() -> None:
    back = read_frame("SELECT 1 AS a, 2 AS b, 3 AS c", schema={"b": pl.Int64(), "a": pl.Int64()})
    assert back.rows(named=True) == [{"b": 2, "a": 1}]


def test_a_large_result_is_read_in_pieces_of_the_asked_size() -> None:
    sql = "SELECT n, E'two\\nlines' AS label FROM generate_series(1, 25) AS n"
    pieces = list(read_frames(sql, schema={"n": pl.Int64(), "label": pl.String()}, rows=10))
    assert [piece.height for piece in pieces] == [10, 10, 5]
    assert pl.concat(pieces)["n"].to_list() == list(range(1, 26))
    assert list(read_frames("SELECT 1 AS n WHERE false", schema={"n": pl.Int64()})) == []


def test_no_rows_are_a_frame_with_the_columns() -> None:
    schema = {"n": pl.Int64(), "at": pl.Datetime("us", "UTC"), "tags": pl.List(pl.String())}
    back = read_frame("SELECT 1 AS n, now() AS at, '{}'::text[] AS tags WHERE false", schema=schema)
    assert back.schema == pl.Schema(schema)
    assert back.height == 0
    assert read_frame(User.objects.none(), schema={"id": pl.String()}).height == 0


def test_a_frame_without_rows_writes_nothing(every_kind: str) -> None:
    assert write_frame(pl.DataFrame(schema=SCHEMA), every_kind) == 0


def test_an_instant_needs_a_zone_and_comes_back_in_the_one_asked_for() -> None:
    sql = "SELECT '2026-03-29 00:30:00+00'::timestamptz AS at"
    berlin = read_frame(sql, schema={"at": pl.Datetime("us", "Europe/Berlin")}).item()
    assert berlin.isoformat() == "2026-03-29T01:30:00+01:00"
    with pytest.raises(FrameMismatch, match="without a zone"):
        read_frame(sql, schema={"at": pl.Datetime("us")})


def test_a_model_is_written_and_its_queryset_read_with_annotations_and_lookups() -> None:
    users = pl.DataFrame(
        {
            "id": new_id_texts(2),
            "email": ["ada@example.com", "bob@example.com"],
            "name": ["Ada", ""],
            "password": "!",
            "language": "en",
            "zone": "UTC",
            "is_active": True,
            "created_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
            "sessions_epoch": 0,
        }
    )
    assert write_frame(users, User) == 2
    found = User.objects.filter(email__contains="@").annotate(letters=Length("name"))
    back = read_frame(
        found.order_by("email"),
        schema={"letters": pl.Int64(), "id": pl.String(), "name": pl.String()},
    )
    assert back.rows() == [(3, users["id"][0], "Ada"), (0, users["id"][1], "")]


def test_an_aggregate_over_groups_is_read_like_any_queryset() -> None:
    User.objects.create(email="ada@example.com", zone="Asia/Kathmandu")
    User.objects.create(email="bob@example.com", zone="Asia/Kathmandu")
    zones = User.objects.values("zone").annotate(people=Count("id"))
    back = read_frame(zones, schema={"zone": pl.String(), "people": pl.Int64()})
    assert back.rows() == [("Asia/Kathmandu", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_dies_on_the_way_is_an_error_and_leaves_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE doomed (n bigint)")
        cursor.execute(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
            CREATE TRIGGER die BEFORE INSERT ON doomed FOR EACH ROW WHEN (NEW.n = 60000)
                EXECUTE FUNCTION die();
            """
        )
    try:
        with pytest.raises(OperationalError):
            write_frame(pl.DataFrame({"n": pl.int_range(100_000, eager=True)}), "doomed")
        connection.close()
        assert read_frame("SELECT n FROM doomed", schema={"n": pl.Int64()}).height == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE doomed; DROP FUNCTION die()")
