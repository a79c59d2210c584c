"""Every table is decided upon, guarded as decided, and mended when somebody changed it."""

from __future__ import annotations

import pytest
from django.db import connection

from cashwright.areas.access import reach
from cashwright.areas.access.row_security import HOUSE_WIDE, scoped, undecided
from cashwright.areas.access.securing import Lack, lacking, secure, unguarded
from tests import makers

pytestmark = pytest.mark.django_db


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_every_table_is_of_a_legal_entity_or_of_the_house_with_a_reason() -> None:
    there = {
        name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    assert undecided() == []
    assert scoped().keys().isdisjoint(HOUSE_WIDE)
    assert there - scoped().keys() - HOUSE_WIDE.keys() == set(), "decide: see row_security.py"
    assert HOUSE_WIDE.keys() - there == set()
    assert all(len(reason) > 5 for reason in HOUSE_WIDE.values())


def test_a_table_with_an_entity_is_guarded_by_it() -> None:
    found = "SELECT table_name FROM information_schema.columns WHERE column_name = 'entity_id'"
    tables = {str(name) for (name,) in rows(f"{found} AND table_schema = 'public'")}
    by_entity = {table for table, condition in scoped().items() if "entity_id = ANY" in condition}
    # Read to find out what a person or a program may reach, so before anything is in reach.
    assert tables - by_entity == {"access_roleassignment", "access_apikey", "access_hook"}


def test_after_migrating_nothing_is_lacking() -> None:
    assert lacking() == []
    assert unguarded() == []


TAMPERED = [
    ("ALTER TABLE {t} DISABLE ROW LEVEL SECURITY", "row security is off"),
    ("ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY", "row security is not forced on the owner"),
    ("DROP POLICY reach ON {t}", "its policies are none"),
    ("CREATE POLICY more ON {t} USING (true)", "its policies are"),
    ("ALTER POLICY reach ON {t} TO CURRENT_USER", "its policies are"),
    ("ALTER POLICY reach ON {t} USING (true)", "its policy says something else"),
    ("ALTER POLICY reach ON {t} WITH CHECK (true)", "its policy says something else"),
]


@pytest.mark.parametrize(("sql", "means"), TAMPERED)
@pytest.mark.parametrize("table", ["parties_customer", "invoicing_invoiceline"])
def test_what_somebody_changed_is_named_and_mended(table: str, sql: str, means: str) -> None:
    rows(sql.format(t=table))
    (lack,) = lacking()
    assert lack.table == table
    assert lack.means.startswith(means)
    secure()
    assert lacking() == []


@pytest.mark.parametrize(
    ("sql", "means"),
    [
        ("ALTER ROLE cashwright_scoped BYPASSRLS", "the role passes by row security"),
        ("ALTER ROLE cashwright_scoped SUPERUSER", "the role passes by row security"),
        ("REVOKE INSERT ON parties_customer FROM cashwright_scoped", "the role lacks rights on tables"),
    ],
)  # fmt: skip
def test_a_role_that_is_not_as_it_must_be_is_named_and_mended(sql: str, means: str) -> None:
    rows(sql)
    assert lacking() == [Lack("cashwright_scoped", means)]
    secure()
    assert lacking() == []


def test_a_table_that_shows_requests_everything_is_named() -> None:
    rows("ALTER TABLE parties_customer DISABLE ROW LEVEL SECURITY")
    assert unguarded() == ["parties_customer"]


def test_the_tables_owner_is_held_without_the_role() -> None:
    """A login that may make no role is no superuser: FORCE holds it though it owns the tables."""
    makers.customer(makers.entity())
    rows("SET CONSTRAINTS ALL IMMEDIATE")
    rows("CREATE ROLE plain_owner; ALTER TABLE parties_customer OWNER TO plain_owner")
    counted = "SELECT count(*) FROM parties_customer"
    with reach.reaching(reach.Reach("", is_limited=False)):
        rows("SET ROLE plain_owner")
        assert rows(counted) == [(0,)]
        rows("SELECT set_config('cashwright.entities', '*', false)")
        assert rows(counted) == [(1,)]
