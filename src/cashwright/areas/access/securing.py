"""Keeping row security as row_security.py wants it: finding what is missing or changed, and mending it.

`secure` runs after every migration; `lacking` is what `verify` and `cashwright migrate` ask.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from cashwright.areas.access.reach import NOBODY, ROLE, reaching
from cashwright.areas.access.row_security import scoped, undecided

POLICY = "reach"


@dataclass(frozen=True, slots=True)
class Lack:
    """What is not as it must be with one table, or with the role (then `table` is its name)."""

    table: str
    means: str


_TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
       coalesce(array_agg(concat_ws(' ', p.polname, p.polcmd, p.polpermissive, p.polroles::text))
                FILTER (WHERE p.polname IS NOT NULL), '{}'),
       max(pg_get_expr(p.polqual, p.polrelid)), max(pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
GROUP BY c.oid
"""
_AS_WRITTEN = [f"{POLICY} * t {{0}}"]


def lacking() -> list[Lack]:
    """What is missing or was changed, table by table. Reads only."""
    nowhere = [Lack(table, "neither of a legal entity nor of the house") for table in undecided()]
    return [*nowhere, *_of_tables(), *_of_role()]


def _of_tables() -> Iterator[Lack]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        there = {name: rest for name, *rest in cursor.fetchall()}
    for table, condition in scoped().items():
        if table not in there:
            continue  # said by the check for pending migrations
        is_on, is_forced, policies, using, checked = there[table]
        if not is_on:
            yield Lack(table, "row security is off")
        if not is_forced:
            yield Lack(table, "row security is not forced on the owner")
        if policies != _AS_WRITTEN:
            yield Lack(table, f"its policies are {', '.join(policies) or 'none'}")
        elif {_bare(using), _bare(checked)} != {_bare(condition)}:
            yield Lack(table, "its policy says something else")


def _bare(condition: str | None) -> str:
    """A condition without what PostgreSQL adds when it shows one: brackets, casts, spaces."""
    return re.sub(r"::\w+(\[\])?|[()\s]", "", condition or "")


_ROLE_LACKS = f"""
SELECT CASE WHEN r.oid IS NULL THEN 'the role is missing'
            WHEN r.rolsuper OR r.rolbypassrls THEN 'the role passes by row security'
            WHEN NOT pg_has_role(session_user, r.oid, 'USAGE') THEN 'the role cannot be taken on'
            WHEN EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
                         AND c.relkind IN ('r', 'p')
                         AND EXISTS (SELECT FROM unnest('{{SELECT,INSERT,UPDATE,DELETE}}'::text[]) AS may
                                     WHERE NOT has_table_privilege(r.oid, c.oid, may)))
            THEN 'the role lacks rights on tables' END
FROM (VALUES (to_regrole('{ROLE}'))) AS wanted (oid) LEFT JOIN pg_roles r ON r.oid = wanted.oid
"""  # noqa: S608 - our own names


def _of_role() -> Iterator[Lack]:
    with connection.cursor() as cursor:
        cursor.execute(_ROLE_LACKS)
        (means,) = cursor.fetchone()
    if means:
        yield Lack(ROLE, means)


def unguarded() -> list[str]:
    """Scoped tables that would show everything to a request: row security does not reach its role."""
    with reaching(NOBODY), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relname = ANY (%s) AND NOT row_security_active(oid) ORDER BY 1",
            [list(scoped())],
        )
        return [name for (name,) in cursor.fetchall()]


# Putting it right.

# A login that may not make roles goes without: as the tables' owner it is held by FORCE.
_MAKE_ROLE = f"""
DO $$ BEGIN
    IF to_regrole('{ROLE}') IS NULL THEN CREATE ROLE {ROLE} NOLOGIN; END IF;
    IF NOT pg_has_role(session_user, '{ROLE}', 'USAGE') THEN
        EXECUTE format('GRANT {ROLE} TO %I', session_user);
    END IF;
    IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '{ROLE}') THEN
        ALTER ROLE {ROLE} NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$
"""  # noqa: S608 - our own names
_GRANTS = f"""
DO $$ BEGIN
    IF to_regrole('{ROLE}') IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO {ROLE}', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO {ROLE}', current_schema());
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO {ROLE}', current_schema());
    END IF;
END $$
"""


def secure() -> None:
    """Make the tables and the role as they must be; what already is stays untouched."""
    wrong = {lack.table for lack in lacking()}
    conditions = scoped()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(wrong & conditions.keys()):
            cursor.execute(_POLICIES, [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP POLICY {name} ON {connection.ops.quote_name(table)}")
            cursor.execute(_guard(table, conditions[table]))
        if wrong:
            cursor.execute(_MAKE_ROLE)
            cursor.execute(_GRANTS)


_POLICIES = """
SELECT quote_ident(polname) FROM pg_policy JOIN pg_class c ON c.oid = polrelid
WHERE c.relnamespace = current_schema()::regnamespace AND relname = %s
"""


def _guard(table: str, condition: str) -> str:
    name = connection.ops.quote_name(table)
    return (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY {POLICY} ON {name} USING ({condition}) WITH CHECK ({condition})"
    )


def on_migrated(**_: object) -> None:
    """Django's signal: all migrations are applied."""
    secure()
