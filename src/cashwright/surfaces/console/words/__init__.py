"""What people read when the books decline: one sentence and one HTTP status per refusal code.

An area's words live in words/<area>.py as

    WORDS = {"cash.payment_already_applied": (409, "This payment was applied on {applied_on}.")}

and are collected here by themselves. The names in braces are facts of the refusal; dates read
like "22 Dec 2025", and `{left_minor}` reads as money when the refusal also has `currency`.
A test fails for every refusal class without words.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pkgutil import iter_modules

from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.formats import day_text, money_text

NOT_PERMITTED = "Your role does not include this. Ask an administrator if you need it."
UNKNOWN = (409, "This cannot be done ({code}). Nothing was changed.")


def _collected() -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for module in iter_modules(__path__):
        words = import_module(f"{__name__}.{module.name}").WORDS
        assert not found.keys() & words.keys(), f"{module.name} repeats words of another area"
        found |= words
    return found


WORDS: dict[str, tuple[int, str]] = _collected()


class _Facts(dict[str, str]):
    """Facts as text; one that the refusal did not bring reads as an ellipsis, not as a crash."""

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(name: str, value: object, currency: str) -> str:
    if isinstance(value, date):
        return day_text(value)
    if name.endswith("_minor") and currency and isinstance(value, int):
        return f"{money_text(value, currency)} {currency}"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(part) for part in value))
    return str(value)


def say(refusal: Refusal) -> tuple[int, str]:
    """The status and the sentence for `refusal`, with its facts filled in."""
    status, sentence = WORDS.get(refusal.code, UNKNOWN)
    currency = str(refusal.facts.get("currency", ""))
    facts = _Facts({name: _shown(name, v, currency) for name, v in refusal.facts.items()})
    facts.setdefault("code", refusal.code)
    return status, sentence.format_map(facts)
