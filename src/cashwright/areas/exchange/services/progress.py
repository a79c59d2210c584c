"""Progress others can see while the import's own transaction is still open."""

from types import TracebackType
from typing import Self
from uuid import UUID

from django.db import DatabaseError, connection, connections

from cashwright.kernel.clock import now

_SAY = """
insert into exchange_importprogress (batch_id, stage, done, total, at) values (%s, %s, %s, %s, %s)
on conflict (batch_id) do update
set stage = excluded.stage, done = excluded.done, total = excluded.total, at = excluded.at
"""


class BatchProgress:
    """Writes on a connection of its own, which commits at once. Closed with `with`."""

    def __init__(self, batch_id: UUID) -> None:
        self._batch_id = batch_id
        self._own = connections.create_connection(connection.alias)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._own.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Say how far it is. That nobody can hear it is no reason to stop the import."""
        try:
            with self._own.cursor() as cursor:
                cursor.execute(_SAY, [self._batch_id, stage, done, total, now()])
        except DatabaseError:
            self._own.close()
