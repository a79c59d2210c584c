"""Looking at the inbox."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from cashwright.areas.messaging.models import InboundFile, Thread
from cashwright.areas.messaging.queries.inbox import thread_for, threads
from cashwright.areas.messaging.states import ThreadState
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.inbox.panes import lines, shown


@page(permission="inbox.read", section="inbox")
def inbox(request: HttpRequest) -> HttpResponse:
    """The conversation that waits longest, beside the others."""
    asked = request.GET.get("tab", "")
    state = asked if asked in set(ThreadState) else str(ThreadState.WAITING)
    found = lines(request, state, None)
    return shown(request, found[0].thread if found else None, state=state)


@page(permission="inbox.read", section="inbox")
def thread(request: HttpRequest, public: str) -> HttpResponse:
    """One conversation."""
    return shown(request, thread_for(request.user, parse_public_id(Thread.PREFIX, public)))


@page(permission="inbox.read")
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file that came with a mail, to be kept by the browser and not opened by it."""
    rows = InboundFile.objects.filter(inbound__thread__in=threads(request.user).values("pk"))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(document="file", id=str(pk))
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    safe = re.sub(r"[^A-Za-z0-9._ -]", "_", found.name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
