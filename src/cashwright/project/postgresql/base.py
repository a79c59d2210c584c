"""Connecting to the embedded server; the first connection of a stopped one starts it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base

from cashwright.project.embedded import layout, server
from cashwright.project.embedded.words import CannotStart


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own wrapper, connecting first and starting the server only when that fails."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        places = layout.layout_of(Path(self.settings_dict["CASHWRIGHT_HOME"]))
        try:
            server.join(places)
            try:
                return super().get_new_connection(conn_params)
            except (psycopg.OperationalError, OperationalError):
                server.ensure(places)
                _have_database(conn_params)
        except CannotStart as error:
            raise OperationalError(str(error)) from error
        return super().get_new_connection(conn_params)


def _have_database(conn_params: dict[str, Any]) -> None:
    """The database every home has. Another one (a test's) is for its maker to make."""
    if conn_params["dbname"] != layout.DATABASE:
        return
    known = {key: conn_params[key] for key in ("user", "host", "port") if key in conn_params}
    with psycopg.connect(**known, dbname="postgres", autocommit=True) as connection:
        sql = "select from pg_database where datname = %s"
        if connection.execute(sql, [layout.DATABASE]).fetchone() is None:
            # Another process may be faster.
            with suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateDatabase):
                connection.execute(f'create database "{layout.DATABASE}"')
