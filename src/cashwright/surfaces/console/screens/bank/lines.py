"""The list of bank lines: everything banks told, what became of it, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields import DateField
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.cash.models import BankAccount, BankLine, Match
from cashwright.areas.cash.queries.quality import STRAIGHT_DAYS
from cashwright.kernel.actors import Touch
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Reading,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.scoping import OfCustomer
from cashwright.surfaces.console.screens.cash.proposals import LANES
from cashwright.surfaces.console.screens.cash.scope import state_of

_COUNTED = Q(amount_minor__gt=0, state__in=("received", "queued", "applied"))
_OWN = _COUNTED & Q(match_touch=Touch.RULE)


def _straight() -> Q:
    """Applied by itself, and not taken back within thirty days."""
    late = ExpressionWrapper(
        F("booked_on") + timedelta(days=STRAIGHT_DAYS), output_field=DateField()
    )
    return _OWN & (Q(match_state="applied") | Q(match_decided_on__gt=late))


_MEASURED: dict[str, tuple[str, Callable[[], Q]]] = {
    "lines": ("Counted lines", lambda: _COUNTED),
    "own": ("Applied by itself", lambda: _OWN),
    "right": ("Applied by itself and still so", lambda: _OWN & Q(match_state="applied")),
    "undone": ("Applied by itself and taken back", lambda: _OWN & Q(match_state="undone")),
    "straight": ("Straight through", _straight),
}


class Measured:
    """?measured=own: the lines behind one of the numbers of How good is it? Reached by links."""

    key, label, shape = "measured", "Counted as", "kept"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        text = asked.get(self.key, "")
        if not text:
            return Reading()
        if text not in _MEASURED:
            return Reading(problem=f"Counted as: there is no “{text[:20]}”.")
        words, where = _MEASURED[text]
        return Reading(where(), ((words, ((self.key, text),)),))


class OfLane:
    """?lane=cited: lines that were found in one way. Reached by links."""

    key, label, shape = "lane", "How", "kept"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        text = asked.get(self.key, "")
        if not text:
            return Reading()
        if text not in LANES:
            return Reading(problem=f"How: there is no “{text[:20]}”.")
        return Reading(Q(match_lane=text), ((f"How: {LANES[text]}", ((self.key, text),)),))


class InBin:
    """?said=7: lines whose first proposal was said to be right with 70 to 80 %. Reached by links."""

    key, label, shape = "said", "Confidence", "kept"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        text = asked.get(self.key, "")
        if not text:
            return Reading()
        if text not in set("0123456789"):
            return Reading(problem="Confidence: that is no tenth.")
        low = int(text) * 100_000
        high = 1_000_001 if text == "9" else low + 100_000
        decided = Match.objects.filter(
            confidence_ppm__gte=low, confidence_ppm__lt=high, decided_at__isnull=False,
            state__in=("applied", "undone", "rejected"),
        ).exclude(lane="by_hand")  # fmt: skip
        words = f"Said to be right with {int(text) * 10} to {int(text) * 10 + 10} %"
        return Reading(Q(pk__in=decided.values("line_id")), ((words, ((self.key, text),)),))


def href(row: Row) -> str:
    return reverse("console:bank_line", args=[public_id(BankLine.PREFIX, row["pk"])])


def _accounts(frame: Frame) -> list[tuple[str, str]]:
    rows = BankAccount.objects.filter(entity_id__in=frame.entity_ids).order_by("code")
    return [(str(row.pk), f"{row.code} {row.name}") for row in rows]


def _by(row: Row, _: Frame) -> str:
    if row["state"] != "applied":
        return ""
    return "By itself" if row["match_touch"] == Touch.RULE else "A person"


LINES = Listing(
    key="bank_lines",
    one="line",
    many="lines",
    columns=(
        Column(key="booked", label="Booked", kind=Kind.DATE, path="booked_on", sort="booked_on", href=href,
               needs=("pk",)),
        Column(key="account", label="Account", path="bank_account__code"),
        Column(key="payer", label="Payer", path="payer_name"),
        Column(key="text", label="Text", value=lambda row, _: " ".join(row["text"].split())[:90],
               needs=("text",)),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="amount_minor", total=True),
        Column(key="state", label="State", kind=Kind.STATE, value=lambda row, _: state_of(row["state"]),
               needs=("state",)),
        Column(key="customer", label="Customer", path="customer__name"),
        Column(key="by", label="Matched by", value=_by, needs=("state", "match_touch")),
        Column(key="how", label="How", visible=False, needs=("match_lane",),
               value=lambda row, _: LANES.get(row["match_lane"] or "", row["match_lane"] or "")),
        Column(key="value", label="Value day", kind=Kind.DATE, path="value_on", visible=False),
        Column(key="reference", label="Bank's reference", path="bank_ref", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(
        Tab("all", "All"),
        Tab("review", "To review", Q(state__in=("received", "queued"))),
        Tab("applied", "Applied", Q(state="applied")),
        Tab("aside", "Set aside", Q(state="set_aside")),
        Tab("pending", "Not booked yet", Q(state="pending")),
    ),
    filters=(
        Search("payer_name", "text", "bank_ref", "end_to_end_id", "customer__name"),
        DateRange("booked", "Booked", "booked_on"),
        AmountRange("amount", "Amount", "amount_minor"),
        Choice("account", "Bank account", "bank_account_id", _accounts),
        Choice("by", "Matched by", "match_touch", (("rule", "By itself"), ("human", "A person"))),
        OfCustomer(), OfLane(), Measured(), InBin(),
    ),
    sort="-booked",
    prefix=BankLine.PREFIX,
    href=href,
    empty=Empty(
        "No bank lines here", "Take in a file of your bank: camt, MT940, BAI2, OFX, QIF, CSV or Excel.",
        "Take a bank file", "console:bank_file_new", "building-bank",
    ),
)  # fmt: skip


def rows(request: HttpRequest) -> QuerySet[BankLine]:
    """The lines in the reader's scope by the frame's day, with the match that was first carried out."""
    frame = frame_of(request)
    first = Match.objects.filter(
        line_id=OuterRef("pk"), state__in=("applied", "undone")
    ).order_by("made_at", "pk")  # fmt: skip
    mine = BankLine.objects.filter(entity_id__in=frame.entity_ids, booked_on__lte=frame.as_of)
    told: dict[str, Any] = {
        f"match_{name}": Subquery(first.values(name)[:1]) for name in ("touch", "state", "lane")
    }
    decided = first.annotate(day=TruncDate("decided_at")).values("day")[:1]
    return scoped(mine, request.user, "payments.read").annotate(
        **told, match_decided_on=Subquery(decided)
    )


@page(permission="payments.read", section="bank")
def bank_lines(request: HttpRequest) -> HttpResponseBase:
    """Every line of every account."""
    return LINES.render(
        request, rows(request), title="Bank lines",
        crumbs=[("Bank", frame_of(request).link("console:bank")), ("Lines", "")],
    )  # fmt: skip
