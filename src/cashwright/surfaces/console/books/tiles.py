"""The figures of the first page: what is open, how much of it late, DSO and CEI, what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.collections.rules import Bucket
from cashwright.areas.insight.queries import kpis
from cashwright.areas.insight.rules import AgedBalance
from cashwright.areas.payments.models import Payment
from cashwright.kernel.rounding import round_half_up
from cashwright.surfaces.console.books.items import BUCKET_WORDS
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.charts import Figure, Part, Stack, stacked_bars
from cashwright.surfaces.console.formats import money_short, money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may

CASH_DAYS = 14


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a tile, in words, with its rows. `minor` is what the rows sum to."""

    text: str
    url: str
    minor: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """The first number is shown large, the others under it."""

    label: str
    numbers: Sequence[Number]
    note: str
    hint: str

    @property
    def first(self) -> Number | None:
        return self.numbers[0] if self.numbers else None

    @property
    def others(self) -> Sequence[Number]:
        return self.numbers[1:]


def _ordered(frame: Frame, minor: dict[str, int]) -> list[tuple[str, int]]:
    """By currency: that of the frame first, then the largest."""
    return sorted(minor.items(), key=lambda each: (each[0] != frame.currency, -each[1], each[0]))


def open_tile(frame: Frame, balances: dict[str, AgedBalance]) -> Tile:
    """Everything posted and not settled."""
    numbers = [
        Number(
            f"{money_short(minor, code)} {code}", frame.link("console:open_items", currency=code),
            minor, code,
        )
        for code, minor in _ordered(frame, {c: a.open_minor for c, a in balances.items()})
    ]  # fmt: skip
    hint = "Everything posted and not yet settled, as of the day above."
    return Tile("Open receivables", numbers, "", hint)


def overdue_tile(frame: Frame, balances: dict[str, AgedBalance]) -> Tile:
    """The share of it that is past due."""
    numbers = []
    for code, late in _ordered(frame, {c: a.past_due_minor for c, a in balances.items()}):
        tenths = round_half_up(1000 * late, balances[code].open_minor)
        text = f"{tenths // 10}.{tenths % 10} %" + (f" of {code}" if len(balances) > 1 else "")
        due = (frame.as_of - timedelta(days=1)).isoformat()
        url = frame.link("console:open_items", currency=code, due_to=due)
        numbers.append(Number(text, url, late, code))
    first = numbers[0] if numbers else None
    note = f"{money_text(first.minor, first.currency)} {first.currency} is late" if first else ""
    return Tile(
        "Overdue", numbers, note, "Open balances past their due date, of all open balances."
    )


def dso_tile(request: HttpRequest) -> Tile | None:
    """DSO, and CEI beside it, of the chosen company (else the first) in its own currency."""
    frame = frame_of(request)
    entities = whole_entities(request, "reports.read")
    if not entities:
        return None
    entity = entities[0]
    found = next((k for k in kpis(entity.pk, frame.as_of) if k.currency == entity.currency), None)
    numbers = []
    if found:
        for key, sign, name in (("dso_simple", " days", ""), ("cei", " %", "CEI ")):
            figure = found.figure(key)
            url = frame.link("console:kpi", entity.code, entity.currency, key)
            numbers.append(Number(f"{name}{figure.shown(1)}{sign}", url))
    hint = "Days sales outstanding over three months, and the collection effectiveness index."
    return Tile("DSO and CEI", numbers, f"{entity.name}, {entity.currency}", hint)


def cash_rows(request: HttpRequest) -> QuerySet[Payment]:
    """The payments of the last fourteen days, in the reader's scope."""
    frame = frame_of(request)
    rows = Payment.objects.filter(
        Q(returned_on__isnull=True) | Q(returned_on__gt=frame.as_of),
        received_on__gt=frame.as_of - timedelta(days=CASH_DAYS), received_on__lte=frame.as_of,
    )  # fmt: skip
    mine = scoped(rows, request.user, "payments.read")
    return mine.filter(entity_id=frame.entity.id) if frame.entity else mine


def cash_tile(request: HttpRequest) -> Tile | None:
    """What came in; forecasts will stand here once there are any."""
    if not may(request, "payments.read"):
        return None
    frame = frame_of(request)
    sums = cash_rows(request).order_by().values_list("currency").annotate(minor=Sum("amount_minor"))
    numbers = []
    for code, minor in _ordered(frame, dict(sums)):
        url = frame.link("console:received", currency=code)
        numbers.append(Number(f"{money_short(minor, code)} {code}", url, minor, code))
    hint = "Money customers sent in the last fourteen days, applied or not."
    return Tile(f"Received in {CASH_DAYS} days", numbers, "", hint)


def aging_bar(frame: Frame, balances: dict[str, AgedBalance]) -> Figure | None:
    """One bar a currency; each part opens its items."""
    if not balances:
        return None
    stacks = []
    for code, _ in _ordered(frame, {c: a.open_minor for c, a in balances.items()}):
        aged = balances[code]
        parts = [
            Part(minor, money_text(minor, code), _items(frame, code, bucket))
            for bucket, minor in aged.by_bucket.items()
        ]
        total = f"{money_text(aged.open_minor, code)} {code}"
        stacks.append(Stack(code, parts, total, frame.link("console:open_items", currency=code)))
    return stacked_bars("Aging by currency", list(BUCKET_WORDS.values()), stacks, of="Currency")


def _items(frame: Frame, code: str, bucket: Bucket) -> str:
    return frame.link("console:open_items", currency=code, bucket=str(bucket))
