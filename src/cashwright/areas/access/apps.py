"""Registers the start-up check of the pages, and what keeps row security and the reach in force."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Access as a Django app."""

    name = "cashwright.areas.access"

    def ready(self) -> None:
        from cashwright.areas.access.gate import check_pages
        from cashwright.areas.access.reach import on_connection
        from cashwright.areas.access.securing import on_migrated

        register(check_pages, Tags.urls)
        connection_created.connect(on_connection)
        post_migrate.connect(on_migrated, sender=self)
