"""Doing, about texts: publishing a version of one's own."""

from django.db.models import Max

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import TemplatePublished
from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import DOCUMENTS, TemplateKey
from cashwright.areas.messaging.rules import DOCUMENT_LANGUAGES, LANGUAGES, Text, check_text
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput


@command
def publish_template(*, key: TemplateKey, language: str, text: Text, by: Actor) -> Template:
    """Put a new version of a text in force, from the next message on.

    raises  BadInput (a language the house does not speak), UnknownToken, BadTemplate
    """
    known = DOCUMENT_LANGUAGES if key in DOCUMENTS else LANGUAGES
    if language not in known:
        raise BadInput(field="language", value=language[:8], expected=", ".join(known))
    check_text(text)
    before = Template.objects.filter(key=key, language=language)
    version = (before.aggregate(Max("version"))["version__max"] or 0) + 1
    template = Template.objects.create(
        key=key, language=language, version=version, subject=text.subject, body=text.body,
        asked_by=by.name, published_by=by.name, published_at=now(),
    )  # fmt: skip
    event = TemplatePublished(
        template_id=template.pk, key=str(key), language=language, template_version=version
    )
    announce(event, by=by)
    return template
