"""What somebody writes back, as their mail program sends it (RFC 5322): threaded, signed, quoting what they got."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

from cashwright.connectors.simulator.people.characters import Character, dice_of
from cashwright.connectors.simulator.people.exchanges import Reply, Says

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_QUOTED_LINES = 12
_COLLEAGUES = ("Robin Hale", "Toni Maier", "Sasha Lind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """What a reply needs to know of the mail it answers, and of who answers.

    answers_id  the Message-ID of the mail that came, without brackets
    body        its words, for those who keep them below their own
    """

    name: str
    address: str
    to_address: str
    to_name: str
    answers_id: str
    subject: str
    body: str
    sent_at: datetime
    currency: str


def mail(
    seed: int, who: str, character: Character, reply: Reply, about: Correspondence, at: datetime
) -> bytes:
    """The whole mail, written at an instant. Its Message-ID follows from seed, person and day."""
    roll = dice_of(
        seed, "writes", who, reply.on, reply.says, *(one.document_no for one in reply.about)
    )
    told, language = _words(character.language, reply)
    is_auto = reply.says is Says.OUT_OF_OFFICE
    written = EmailMessage()
    written["From"] = _from(about)
    written["To"] = about.to_address
    written["Subject"] = _subject(about.subject, told, roll) if is_auto else f"Re: {about.subject}"
    written["Date"] = at
    written["Message-ID"] = f"<{message_id(seed, who, reply, about.address)}>"
    written["In-Reply-To"] = f"<{about.answers_id}>"
    written["References"] = f"<{about.answers_id}>"
    if is_auto:
        written["Auto-Submitted"] = "auto-replied"
    written.set_content(_body(roll, character, reply, about, told, language))
    return bytes(written)


def message_id(seed: int, who: str, reply: Reply, address: str) -> str:
    """The id of a reply written at an address, without brackets."""
    told = f"{reply.on:%Y%m%d}-{reply.says}-{seed}-{who}".lower().replace(" ", "-")
    return f"{told}@{_domain(address)}"


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Any]:
    source = files("cashwright.connectors.simulator.people") / "phrases.toml"
    return tomllib.loads(source.read_text("utf-8"))


def _words(language: str, reply: Reply) -> tuple[Mapping[str, Any], str]:
    """The phrases of their language; English where it has none for this."""
    own = _phrases().get(language, {})
    return (own, language) if str(reply.says) in own else (_phrases()["en"], "en")


def _sentence(
    roll: Random, reply: Reply, about: Correspondence, told: Mapping[str, Any], language: str
) -> str:
    """The one sentence a reply is about, in their words."""
    choices = told[str(reply.says)]
    if reply.objection is not None:
        choices = choices[str(reply.objection)]
    return str(roll.choice(choices)).format(
        numbers=", ".join(one.document_no for one in reply.about),
        amount=_money(reply.amount_minor, about.currency, language),
        day=_day(reply.due_on, language, roll) if reply.due_on else "",
        name=roll.choice(_COLLEAGUES), address=f"payables@{_domain(about.address)}",
    )  # fmt: skip


def _body(
    roll: Random, character: Character, reply: Reply, about: Correspondence, told: Mapping[str, Any],
    language: str,
) -> str:  # fmt: skip
    said = _sentence(roll, reply, about, told, language)
    if character.words == 0:
        return f"{said[:1].upper()}{said[1:]}\n"
    parts = [roll.choice(told["greeting"]), "", said, "", roll.choice(told["closing"]), about.name]
    if character.words > 1:
        sent = f"{about.sent_at:%d.%m.%Y %H:%M}"
        quoted = [f"> {line}".rstrip() for line in about.body.splitlines()[:_QUOTED_LINES]]
        parts += ["", told["wrote"].format(sent=sent, who=about.to_name), *quoted]
    return "\n".join(parts) + "\n"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _from(about: Correspondence) -> Address:
    local, _, domain = about.address.rpartition("@")
    return Address(about.name, local, domain)


def _subject(subject: str, told: Mapping[str, Any], roll: Random) -> str:
    shown = told.get("auto_subject", _phrases()["en"]["auto_subject"])
    return str(roll.choice(shown)).format(subject=subject)


def _day(on: date, language: str, roll: Random) -> str:
    month = _MONTHS[language].split()[on.month - 1]
    ways = {
        "en": (f"{on.day} {month}", f"{month} {on.day}", f"{on.day} {month} {on.year}"),
        "de": (f"{on.day}. {month}", f"{on:%d.%m.%Y}", f"{on.day}.{on.month}."),
    }
    return roll.choice(ways.get(language, (f"{on.day} {month}", f"{on.day} {month} {on.year}")))


def _money(minor: int, currency: str, language: str) -> str:
    whole, cents = divmod(minor, 100)
    if language == "en":
        return f"{currency} {whole:,}.{cents:02d}"
    return f"{f'{whole:,}'.replace(',', '.')},{cents:02d} {currency}"
