"""Which bank lines a reader sees, one of them, and the words for its state and for how sure a proposal is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.queries import WAITING, queue
from cashwright.areas.cash.rules.matching.judging import LIKELY_PPM
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.formats import day_text, money_text, relative_text
from cashwright.surfaces.console.frame import frame_of


class Sure(StrEnum):
    """How sure a proposal is, in words."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"
    NOTHING = "nothing_found"


def waiting_lines(request: HttpRequest) -> QuerySet[BankLine]:
    """Lines of the frame that wait for a person, as far as the reader sees them, oldest first."""
    return scoped(queue(frame_of(request).entity_ids), request.user, "payments.read")


def one_line(request: HttpRequest, public: str, permission: str) -> BankLine:
    """The line with this public id. Raises NotFound outside the scope of `permission`."""
    rows = BankLine.objects.select_related("bank_account", "entity", "customer", "statement__file")
    pk = parse_public_id(BankLine.PREFIX, public)
    return found(rows, request.user, permission, pk, document="bank line")


def is_waiting(line: BankLine) -> bool:
    """Whether somebody still has to say what it is for."""
    return line.state in WAITING


def state_of(state: str) -> str:
    """The state of a line as badges.py names it."""
    return {"received": "to_review", "queued": "to_review", "pending": "not_booked"}.get(
        state, state
    )


def sure_of(match: Match | None) -> Sure:
    """How sure the standing proposal of a line is."""
    if match is None or match.customer_id is None:
        return Sure.NOTHING
    return sure_words(match.confidence_ppm, is_certain=match.is_certain)


def sure_words(confidence_ppm: int, *, is_certain: bool = False) -> Sure:
    """The word for a confidence; certain is only what nothing speaks against."""
    if is_certain:
        return Sure.CERTAIN
    return Sure.LIKELY if confidence_ppm >= LIKELY_PPM else Sure.UNSURE


def money_of(line: BankLine) -> str:
    """Its amount: 1,234.50 EUR."""
    return f"{money_text(line.amount_minor, line.currency)} {line.currency}"


def words_of(line: BankLine) -> str:
    """A line in a few words."""
    who = line.payer_name or "nobody named"
    return f"{money_of(line)} of {who}, {day_text(line.booked_on)}"


def age_of(booked_on: date, today: date) -> str:
    """How long ago it was booked."""
    return relative_text(booked_on, today)


def queue_url(request: HttpRequest, line: BankLine | None = None) -> str:
    """The queue, with this line chosen."""
    frame = frame_of(request)
    return frame.link("console:cash_queue", **({"line": line.public_id} if line else {}))


def line_url(line: BankLine) -> str:
    """The page of a line."""
    return reverse("console:bank_line", args=[line.public_id])
