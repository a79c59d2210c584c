"""Reading the register of texts: which there are, in which languages, and where one is missing.

For those who choose a text (a step of a ladder, an experiment) and for the page that lists them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import CARDS, DOCUMENTS, TextCard, TextKind
from cashwright.areas.messaging.queries.texts import shipped
from cashwright.areas.messaging.rules import DOCUMENT_LANGUAGES, LANGUAGES


@dataclass(frozen=True, slots=True)
class Published:
    """One text in one language: `version` of the latest for everybody, 0 where it is the house's.

    others  the (segment, tone, variant) that have a text of their own
    """

    language: str
    version: int
    others: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TextChoice:
    """One text somebody may choose.

    languages  it is told in, in order; missing: those of the house it is not told in
    variants   arms of experiments published in any language, besides the text itself
    """

    card: TextCard
    languages: tuple[Published, ...]
    missing: tuple[str, ...]
    variants: tuple[str, ...]

    @property
    def key(self) -> str:
        return str(self.card.key)


def languages_of(key: str) -> tuple[str, ...]:
    """The languages a text can be told in: more for documents than for letters."""
    return tuple(DOCUMENT_LANGUAGES) if key in DOCUMENTS else LANGUAGES


def text_choices(kinds: Collection[TextKind] = tuple(TextKind)) -> list[TextChoice]:
    """Every text of these kinds, in the order of their cards. One question to the database."""
    rows = Template.objects.order_by("key", "language", "segment", "tone", "variant", "version")
    own: dict[str, dict[str, dict[tuple[str, str, str], int]]] = {}
    for key, language, *whose, version in rows.values_list(
        "key", "language", "segment", "tone", "variant", "version"
    ):
        segment, tone, variant = whose
        own.setdefault(key, {}).setdefault(language, {})[segment, tone, variant] = version
    return [
        _choice(card, own.get(str(card.key), {})) for card in CARDS.values() if card.kind in kinds
    ]


def _choice(card: TextCard, own: dict[str, dict[tuple[str, str, str], int]]) -> TextChoice:
    key = str(card.key)
    told = [
        language
        for language in languages_of(key)
        if language in own or (key, language) in shipped()
    ]
    published = [
        Published(
            language, own.get(language, {}).get(("", "", ""), 0),
            tuple(one for one in own.get(language, {}) if any(one)),
        )
        for language in told
    ]  # fmt: skip
    return TextChoice(
        card, tuple(published),
        tuple(language for language in languages_of(key) if language not in told),
        _variants(variant for arms in own.values() for _, _, variant in arms),
    )  # fmt: skip


def _variants(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({variant for variant in found if variant}))
