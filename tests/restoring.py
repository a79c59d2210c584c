"""Putting the test database back after a test that committed.

The books forbid deleting: triggers refuse UPDATE, DELETE and TRUNCATE. So the rows go as a
superuser's replica session, in which triggers and foreign keys are silent, and the rows that
migrations seeded come back from the copies kept in the schema `seeded`.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

_REMEMBER = """
do $$
declare name text; has_rows boolean;
begin
    drop schema if exists seeded cascade;
    create schema seeded;
    for name in select tablename from pg_tables where schemaname = 'public' loop
        execute format('select exists (select from public.%I)', name) into has_rows;
        if has_rows then
            execute format('create table seeded.%1$I as table public.%1$I', name);
        end if;
    end loop;
end $$
"""

_RESTORE = """
do $$
declare name text; has_rows boolean; columns text;
begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = 'public' loop
        execute format('select exists (select from public.%I)', name) into has_rows;
        if has_rows then
            execute format('delete from public.%I', name);
        end if;
    end loop;
    for name in select tablename from pg_tables where schemaname = 'seeded' loop
        select string_agg(quote_ident(attname), ', ' order by attnum) into columns
        from pg_attribute
        where attrelid = format('public.%I', name)::regclass
          and attnum > 0 and not attisdropped and attgenerated = '';
        execute format(
            'insert into public.%1$I (%2$s) overriding system value select %2$s from seeded.%1$I',
            name, columns
        );
    end loop;
end $$
"""


def remember() -> None:
    """Set aside what migrations seeded."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER)


def restore(_case: Any = None) -> None:
    """Empty every table and bring back what migrations seeded."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE)
