"""The mail as a mail program shows it: a page of its own that runs nothing and belongs to nobody.

Mails bring their own styles, which our pages do not allow. So a mail is shown in a frame without any
rights (sandbox), from an address that allows styles and nothing else.
"""

from __future__ import annotations

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse

from cashwright.areas.messaging.services import look_at_text
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.forms.texts import TextForm
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.texts.choosing import chosen, shown, tried_on
from cashwright.surfaces.console.words import NOT_PERMITTED, say

_SHEET = (
    "<style>body{font:15px/1.5 Helvetica,Arial,sans-serif;color:#1f2933;background:#fff}</style>"
)


def framing(response: HttpResponse) -> HttpResponse:
    """Let a page of ours hold such a frame."""
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response


def framed(html: str) -> HttpResponse:
    """HTML of a mail, for a frame of ours only."""
    response = HttpResponse(html)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = {  # type: ignore[attr-defined]
        "default-src": [NONE], "style-src": ["'unsafe-inline'"], "form-action": [NONE],
        "frame-ancestors": [SELF], "base-uri": [NONE], "sandbox": True,
    }  # fmt: skip
    return response


@page(permission="settings.read", section="settings", methods=("GET", "POST"))
def text_mail(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """A version as it goes out; posted: what is being written, which needs the right to write."""
    of = chosen(request, key, language)
    text, tone = of.text(request.GET.get("version", "")), of.tone
    if request.method == "POST":
        if not may(request, "templates.edit"):
            return framed(f"<p>{NOT_PERMITTED}</p>")
        form = TextForm(request.POST)
        form.is_valid()
        proposal = form.proposal(key, language)
        try:
            text, tone = look_at_text(proposal).text, proposal.spoken_tone
        except Refusal as refusal:
            return framed(_SHEET + f"<p>{_escaped(say(refusal)[1])}</p>")
    said = shown(request, of, text, tone, tried_on(request))
    return framed(said.body_html if text.html else _SHEET + said.body_html)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
