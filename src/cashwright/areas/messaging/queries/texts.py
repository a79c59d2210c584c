"""Reading texts: the one in force for a key, a language, a segment and an arm; its versions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import DOCUMENTS
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

    @property
    def label(self) -> str:
        """How a message remembers its text: reminder.first/de/2, reminder.first/de:smb:b/1."""
        whose = f":{self.segment}:{self.variant}" if self.segment or self.variant else ""
        return f"{self.key}/{self.language}{whose}/{self.version}"


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


def tongue_of(key: str, language: str) -> str:
    """The language a text of `key` is told in to who speaks `language`."""
    return document_language(language) if key in DOCUMENTS else spoken(language)


def text_in_force(key: str, language: str, *, segment: str = "", variant: str = "") -> TextInForce:
    """The text for a customer who speaks `language`: the latest published, else the house's own.

    segment   code of the customer's segment; without a text of its own, the one for all counts
    variant   an arm of an experiment; without a text of its own, the text itself
    language  one the house does not speak, or not in this text, gets the English one
    raises    UnknownText
    """
    for tongue in dict.fromkeys((tongue_of(key, language), "en")):
        found = _own(key, tongue, segment, variant) or _houses(key, tongue)
        if found is not None:
            return found
    raise UnknownText(key=key[:40])


def _own(key: str, tongue: str, segment: str, variant: str) -> TextInForce | None:
    """The latest published one that fits best: its segment counts for more than its arm."""
    rows = Template.objects.filter(
        key=key, language=tongue, segment__in={segment, ""}, variant__in={variant, ""}
    )
    row = rows.order_by("-segment", "-variant", "-version").first()
    return None if row is None else in_force(row)


def _houses(key: str, tongue: str) -> TextInForce | None:
    text = shipped().get((key, tongue))
    return None if text is None else TextInForce(key, tongue, 0, text)


def in_force(row: Template) -> TextInForce:
    """A published version as a text."""
    text = Text(row.subject, row.body, row.html)
    return TextInForce(row.key, row.language, row.version, text, row.segment, row.variant)


def arms(key: str, language: str, *, segment: str = "") -> list[str]:
    """The arms of a text: the text itself (empty) and each variant published for who reads it."""
    tongue = tongue_of(key, language)
    rows = Template.objects.filter(key=key, language=tongue, segment__in={segment, ""})
    return sorted({"", *rows.order_by().values_list("variant", flat=True).distinct()})
