"""Doing, about texts: looking at what somebody wrote, and publishing it once two people agree."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from cashwright.areas.access.queries import deciders
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import TemplatePublished
from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import CARDS, PUBLISH_TEXT, TO_CUSTOMERS
from cashwright.areas.messaging.queries import languages_of, versions_of
from cashwright.areas.messaging.refusals import TemplateNeedsSecond, ToneRefused, UnknownText
from cashwright.areas.messaging.rules import Text, check_text
from cashwright.areas.messaging.rules.designs import check_design
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.messaging.rules.voice import Finding, Weight, lint
from cashwright.areas.messaging.services.designing import compiled
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Looked:
    """A proposal that can be published: its text with the compiled design, and what warns."""

    text: Text
    findings: tuple[Finding, ...]


def look_at_text(proposal: TextProposal) -> Looked:
    """Whether a text can be published as it is.

    raises  UnknownText, BadInput (a language the house does not speak in such texts), UnknownToken,
            MissingToken, BadTemplate, BadDesign, ToneRefused
    """
    if proposal.key not in CARDS:
        raise UnknownText(key=proposal.key[:40])
    known = languages_of(proposal.key)
    if proposal.language not in known:
        raise BadInput(field="language", value=proposal.language[:8], expected=", ".join(known))
    html = compiled(proposal.mjml) if proposal.mjml.strip() else ""
    text = Text(proposal.subject, proposal.body, html)
    check_text(text, proposal.card)
    findings = findings_of(proposal, text)
    stop = next((one for one in findings if one.weight is Weight.STOPS), None)
    if stop is not None:
        raise ToneRefused(found=stop.words, why=str(stop.why))
    return Looked(text, tuple(findings))


def findings_of(proposal: TextProposal, text: Text) -> list[Finding]:
    """What a text for customers says that it should not; nothing of what only colleagues read."""
    if proposal.card.kind not in TO_CUSTOMERS:
        return []
    seen = [text.subject, text.body, check_design(text.html) if text.html else ""]
    return lint("\n".join(seen), proposal.language, proposal.spoken_tone)


@command
def publish_template(
    proposal: TextProposal, *, by: Actor, approval_id: UUID | None = None
) -> Template:
    """Put a new version of a text in force, from the next message on.

    approval_id  the second person's word, for exactly this (proposal.payload()); needed once there
                 is somebody else who decides for the house
    raises       as look_at_text; TemplateNeedsSecond, ApprovalNeeded
    """
    # Read and decide.
    looked = look_at_text(proposal)
    asked_by = by.name
    if approval_id is not None:
        approval = approved(approval_id, kind=PUBLISH_TEXT, payload=proposal.payload())
        asked_by = approval.requested_by
        by = Actor.human(approval.decided_by)
    elif any(str(person.pk) != by.name for person in deciders()):
        raise TemplateNeedsSecond(kind=PUBLISH_TEXT)
    whose = {"segment": proposal.segment, "tone": proposal.tone, "variant": proposal.variant}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"text {proposal.key} {proposal.language} {whose}"],
        )
    latest = versions_of(proposal.key, proposal.language, **whose).first()

    # Write and tell.
    template = Template.objects.create(
        key=proposal.key, language=proposal.language, version=latest.version + 1 if latest else 1,
        subject=looked.text.subject, body=looked.text.body, mjml=proposal.mjml,
        html=looked.text.html, why=proposal.why[:400], asked_by=asked_by, published_by=by.name,
        published_at=now(), **whose,
    )  # fmt: skip
    event = TemplatePublished(
        template_id=template.pk, key=proposal.key, language=proposal.language,
        template_version=template.version, segment=proposal.segment, tone=proposal.tone,
        variant=proposal.variant,
    )  # fmt: skip
    announce(event, by=by, why=proposal.why)
    return template
