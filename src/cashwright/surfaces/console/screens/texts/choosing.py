"""Which text a page is about, which version it starts from, and on whom it is tried."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from cashwright.areas.collections.queries import preview_customers, preview_values
from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import CARDS, TextCard, Tone
from cashwright.areas.messaging.queries import languages_of, shipped, versions_of
from cashwright.areas.messaging.rules import Rendered, Text, render
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import customers_for
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may
from cashwright.surfaces.console.scoping import customer_of

WHOSE = ("segment", "tone", "variant")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One text of one language for some (segment, tone, variant), with its versions, latest first."""

    card: TextCard
    language: str
    whose: dict[str, str]
    versions: list[Template]

    @property
    def key(self) -> str:
        return str(self.card.key)

    @property
    def tone(self) -> Tone:
        return Tone(self.whose["tone"]) if self.whose["tone"] else self.card.tone

    def start(self, asked: str = "") -> dict[str, str]:
        """What a form begins with: the version asked for, else the one in force, else English."""
        row = next((one for one in self.versions if str(one.version) == asked), None)
        if row is None and self.versions and asked != "0":
            row = self.versions[0]
        if row is not None:
            return {"subject": row.subject, "body": row.body, "mjml": row.mjml, **self.whose}
        text = shipped().get((self.key, self.language)) or shipped()[self.key, "en"]
        return {"subject": text.subject, "body": text.body, "mjml": "", **self.whose}

    def text(self, asked: str = "") -> Text:
        """The same as it goes out."""
        row = next((one for one in self.versions if str(one.version) == asked), None)
        row = row or (self.versions[0] if self.versions and asked != "0" else None)
        if row is not None:
            return Text(row.subject, row.body, row.html)
        return shipped().get((self.key, self.language)) or shipped()[self.key, "en"]


def chosen(request: HttpRequest, key: str, language: str) -> Chosen:
    """The text an address names. Raises NotFound."""
    if key not in CARDS or language not in languages_of(key):
        raise NotFound(document="text", id=f"{key[:40]}/{language[:8]}")
    whose = {name: request.GET.get(name, "")[:24] for name in WHOSE}
    if whose["tone"] and whose["tone"] not in set(Tone):
        raise NotFound(document="text", id=f"{key} {whose['tone']}")
    return Chosen(CARDS[key], language, whose, list(versions_of(key, language, **whose)))


def tried_on(request: HttpRequest) -> Customer | None:
    """The customer a preview is made for; None: somebody made up. Raises NotFound."""
    public = request.POST.get("customer", request.GET.get("customer", ""))
    if not public or not may(request, "contacts.read"):
        return None
    return customer_of(request, public, "contacts.read")


def customers(request: HttpRequest, also: Customer | None) -> list[tuple[str, str]]:
    """(id, name) of whom a text can be tried on by this reader."""
    if not may(request, "contacts.read"):
        return []
    frame = frame_of(request)
    mine = customers_for(request.user, "contacts.read").filter(entity_id__in=frame.entity_ids)
    found = preview_customers(mine, frame.as_of)
    if also is not None and also not in found:
        found.append(also)
    return [(public_id(Customer.PREFIX, one.pk), one.name) for one in found]


def shown(
    request: HttpRequest, of: Chosen, text: Text, tone: Tone, to: Customer | None
) -> Rendered:
    """A text as it would be said today."""
    values = preview_values(to, of.language, tone, frame_of(request).as_of)
    return render(text, values)
