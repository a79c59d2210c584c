"""Bringing the tables and their row security up to date, by one process at a time."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cashwright.areas.access.securing import lacking, secure

# Any number that nothing else in this database locks.
_LOCK = 0x4341_5348


def pending() -> list[str]:
    """The migrations not yet applied, as `area.name`, in the order they would run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> int:
    """Apply what is pending and say how many that were; a second process waits, then finds none.

    Row security is mended too where somebody changed it, or where a backup came without its role.
    """
    if not pending() and not lacking():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
        try:
            count = len(pending())
            if count:
                call_command("migrate", verbosity=0, interactive=False)
            secure()
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])
    return count
