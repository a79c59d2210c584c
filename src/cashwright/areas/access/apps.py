"""Registers the start-up check that every page declares a permission."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class AccessConfig(AppConfig):
    """Access as a Django app."""

    name = "cashwright.areas.access"

    def ready(self) -> None:
        from cashwright.areas.access.gate import check_pages

        register(check_pages, Tags.urls)
