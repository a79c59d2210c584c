"""The texts customers get, version by version."""

from typing import ClassVar

from django.db import models

from cashwright.areas.messaging.policies import Tone
from cashwright.kernel.ids import new_id, public_id


class Template(models.Model):
    """One version of one text; of the same key, language, segment, tone and variant the highest counts.

    segment    code of the kind of customer it is for; empty: for all others
    tone       how steps speak that it is for; empty: for steps of any tone
    variant    the arm of an experiment it is; empty: the text itself
    why, asked_by  what it was changed for, and by whom; published_by agreed to it
    mjml, html what was written for mail programs and what it was compiled to at publishing; empty:
               the HTML is made from the body
    """

    PREFIX: ClassVar[str] = "tpl"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    segment = models.CharField(max_length=24, blank=True, default="")
    tone = models.CharField(max_length=8, blank=True, default="")
    variant = models.CharField(max_length=12, blank=True, default="")
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    mjml = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    why = models.CharField(max_length=400, blank=True, default="")
    asked_by = models.CharField(max_length=80)
    published_by = models.CharField(max_length=80)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "segment", "tone", "variant", "version"],
                name="template_version",
            ),
            models.CheckConstraint(
                name="template_tone",
                condition=models.Q(tone__in=["", *(tone.value for tone in Tone)]),
            ),
            models.CheckConstraint(
                name="template_key", condition=models.Q(key__regex=r"^[a-z_]+(\.[a-z_]+)+$")
            ),
        ]

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)
