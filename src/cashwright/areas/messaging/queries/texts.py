"""Reading texts: the one in force for a key, a language, a segment, a tone and an arm; its versions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.db.models import QuerySet

from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import CARDS, DOCUMENTS, Tone
from cashwright.areas.messaging.refusals import UnknownText
from cashwright.areas.messaging.rules import Text, document_language, spoken


@dataclass(frozen=True, slots=True)
class TextInForce:
    """A text and where it comes from: `version` 0 came with the house."""

    key: str
    language: str
    version: int
    text: Text
    segment: str = ""
    variant: str = ""
    tone: str = ""

    @property
    def label(self) -> str:
        """How a message remembers its text: reminder.first/de/2, reminder.first/de:smb:firm:b/1."""
        parts = (self.segment, self.tone, self.variant)
        whose = ":" + ":".join(parts) if any(parts) else ""
        return f"{self.key}/{self.language}{whose}/{self.version}"

    @property
    def spoken_tone(self) -> Tone:
        """How it speaks: its own tone, else that of its card."""
        return Tone(self.tone) if self.tone else CARDS[self.key].tone


@cache
def shipped() -> Mapping[tuple[str, str], Text]:
    """The texts that come with the house, by key and language."""
    found: dict[tuple[str, str], Text] = {}
    folder = files("cashwright.areas.messaging") / "data"
    for source in sorted(folder.iterdir(), key=lambda one: one.name):
        if source.name.endswith(".toml"):
            for row in tomllib.loads(source.read_text("utf-8")).get("template", ()):
                text = Text(row["subject"], row["body"].strip())
                assert (row["key"], row["language"]) not in found, "each text once"
                found[row["key"], row["language"]] = text
    return found


def _tongue_of(key: str, language: str) -> str:
    """The language a text of `key` is told in to who speaks `language`."""
    return document_language(language) if key in DOCUMENTS else spoken(language)


def text_in_force(
    key: str, language: str, *, segment: str = "", tone: str = "", variant: str = ""
) -> TextInForce:
    """The text for a customer who speaks `language`: the latest published, else the house's own.

    segment   code of the customer's segment; without a text of its own, the one for all counts
    tone      how the step speaks; without a text of its own, the one for every tone
    variant   an arm of an experiment; without a text of its own, the text itself
    language  one the house does not speak, or not in this text, gets the English one
    raises    UnknownText
    """
    for tongue in dict.fromkeys((_tongue_of(key, language), "en")):
        found = _own(key, tongue, segment, tone, variant) or _houses(key, tongue)
        if found is not None:
            return found
    raise UnknownText(key=key[:40])


def _own(key: str, tongue: str, segment: str, tone: str, variant: str) -> TextInForce | None:
    """The latest published one that fits best: its segment counts for more than its tone, and that
    for more than its arm."""
    rows = Template.objects.filter(
        key=key, language=tongue, segment__in={segment, ""}, tone__in={tone, ""},
        variant__in={variant, ""},
    )  # fmt: skip
    row = rows.order_by("-segment", "-tone", "-variant", "-version").first()
    return None if row is None else _in_force(row)


def _houses(key: str, tongue: str) -> TextInForce | None:
    text = shipped().get((key, tongue))
    return None if text is None else TextInForce(key, tongue, 0, text)


def _in_force(row: Template) -> TextInForce:
    """A published version as a text."""
    text = Text(row.subject, row.body, row.html)
    return TextInForce(row.key, row.language, row.version, text, row.segment, row.variant, row.tone)


def versions_of(
    key: str, language: str, *, segment: str = "", tone: str = "", variant: str = ""
) -> QuerySet[Template]:
    """Every published version of exactly this text, the latest first."""
    return Template.objects.filter(
        key=key, language=language, segment=segment, tone=tone, variant=variant
    ).order_by("-version")


def text_of_label(label: str) -> TextInForce | None:
    """The text a message was made from, by what it remembers; None when there is none by that name."""
    key, _, rest = label.partition("/")
    middle, _, number = rest.rpartition("/")
    language, *parts = middle.split(":")
    segment, tone, variant = parts if len(parts) == 3 else ("", "", "")
    if not number.isdigit():
        return None
    if number == "0":
        return _houses(key, language)
    rows = versions_of(key, language, segment=segment, tone=tone, variant=variant)
    row = rows.filter(version=int(number)).first()
    return None if row is None else _in_force(row)
