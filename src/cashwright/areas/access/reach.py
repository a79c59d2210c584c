"""Reach: which legal entities' rows the database shows to what is being done now, and to whom.

Row security (row_security.py) hides every row outside the reach, also from SQL that forgot to ask.
A request reaches what its person may. Every process rests on NOBODY until it says otherwise, so a
query before or after a request sees nothing; the command line, and with it workers and runs, says
that it rests on HOUSE_ITSELF. A new connection takes over the reach in force.

    with reaching(of(rights)): ...   one person's
    with whole_house(): ...          work over all entities asked for in a request; check rights first
    rest_on(HOUSE_ITSELF)            a process that works for the house, as a whole
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from django.http import FileResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from psycopg.pq import TransactionStatus

from cashwright.areas.access.rules import Rights
from cashwright.kernel.events import HOUSE

ROLE = "cashwright_scoped"
SETTING = "cashwright.entities"
ALL = "*"

_APPLY = f"""
SELECT set_config('{SETTING}', %s, false), set_config('role',
    CASE WHEN %s AND pg_has_role(session_user, to_regrole('{ROLE}'), 'USAGE')
    THEN '{ROLE}' ELSE 'none' END, false)
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """`entities` as row security reads it: ids with commas between them, ALL, or empty for none.

    `is_limited`: as ROLE, which neither owns the tables nor passes by row security.
    """

    entities: str
    is_limited: bool


NOBODY = Reach("", is_limited=True)
HOUSE_ITSELF = Reach(ALL, is_limited=False)

_now: ContextVar[Reach | None] = ContextVar("reach", default=None)
_resting = [NOBODY]


def current() -> Reach:
    """The reach in force here."""
    return _now.get() or _resting[0]


def rest_on(reach: Reach) -> None:
    """What this process reaches where nothing else is said."""
    _resting[0] = reach
    _tell(current())


def of(rights: Rights) -> Reach:
    """A person's reach: what any of their roles covers, and with it what belongs to the house."""
    entities = rights.entities()
    if entities is None:
        return Reach(ALL, is_limited=True)
    if not entities:
        return NOBODY
    return Reach(",".join(sorted(map(str, {*entities, HOUSE}))), is_limited=True)


@contextmanager
def reaching(reach: Reach) -> Iterator[None]:
    """Within, the database shows what `reach` covers; afterwards again what it showed before."""
    before, said = current(), _now.get()
    if reach == before:
        yield
        return
    _now.set(reach)
    _tell(reach)
    try:
        yield
    finally:
        _now.set(said)
        _tell(before)


@contextmanager
def whole_house() -> Iterator[None]:
    """The house itself: every entity, and COPY as fast as it can be."""
    with reaching(HOUSE_ITSELF):
        yield


def streamed(response: HttpResponseBase) -> None:
    """A response that is still being read when its request is over keeps the request's reach."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        response.streaming_content = _within(current(), response.streaming_content)


def _within(reach: Reach, chunks: Any) -> Iterator[bytes]:
    with reaching(reach):
        yield from chunks


def on_connection(connection: Any, **_: object) -> None:
    """Django's signal: a connection was opened, perhaps in the middle of a request."""
    _apply(connection.connection, current())


def _tell(reach: Reach) -> None:
    """Change the open connection. One that cannot be changed is closed: it must not keep a reach."""
    raw = connection.connection
    if raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR:
        return  # opened anew it is told; rolled back it is as it was before
    try:
        _apply(raw, reach)
    except psycopg.Error:
        connection.close()
        raise


def _apply(raw: Any, reach: Reach) -> None:
    # On psycopg's own cursor: Django's would count it among the queries of the page.
    with raw.cursor() as cursor:
        cursor.execute(_APPLY, [reach.entities, reach.is_limited])
