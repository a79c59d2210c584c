"""The link in a message that ends such messages: RFC 8058's one click, and a page for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cashwright.areas.access.reach import ALL, Reach, reaching
from cashwright.areas.messaging.services.blocking import opt_out
from cashwright.areas.messaging.services.outgoing import message_of
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock
from cashwright.surfaces.console.pages import PUBLIC, page

BY = Actor.rule("unsubscribe")


# The link itself is the proof: whoever holds it got the message, and nothing else can be done by it.
@csrf_exempt
@page(permission=PUBLIC, methods=("GET", "POST"))
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends it. A mail program posts by itself when its button is pressed."""
    with reaching(Reach(ALL, is_limited=True)):
        message = message_of(token)
        if request.method == "POST":
            opt_out(message=message, at=SystemClock().now(), proof="one-click link", by=BY)
        context = {
            "title": "Messages",
            "is_done": request.method == "POST",
            "ours": message.entity.name,
        }
    return render(request, "console/unsubscribe.html", context)


urlpatterns = [path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe")]
