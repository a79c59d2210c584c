"""What a contract will be billed when: its schedule and prices, by the rule the bill run goes by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.catalog.policies import Timing
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.catalog.refusals import NoPriceInCurrency
from cashwright.areas.catalog.rules import DiscountTerms, PriceTerms, explain
from cashwright.areas.contracts import models as agreed
from cashwright.areas.contracts.ports import CORRECTION, TOPUP
from cashwright.areas.contracts.queries import subscriptions_of
from cashwright.areas.contracts.rules import Days, PlannedPeriod, Span
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.invoicing.models import CreditNoteLine, InvoiceLine
from cashwright.areas.invoicing.printing.explaining import told_in
from cashwright.areas.usage.queries import live_usage
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.periods import add_months, days_between
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.runs.bill.rule import ADDS_UP, Agreement, Charge, Line, bill_lines
from cashwright.surfaces.console.books.pricing import quantity_text
from cashwright.surfaces.console.words import say

LATE = timedelta(days=93)  # how long ago what is not billed yet may have fallen due
_FAR = date(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Coming:
    """One line to be billed. `net_minor` is what was priced, less discounts, without tax on top.

    kind         regular, item (it waits already) or milestone
    is_estimate  by usage so far
    """

    bill_on: date
    subscription: str
    what: str
    from_on: date
    until_on: date
    full_days: int
    quantity: str
    explained: str
    net_minor: int
    is_estimate: bool = False
    kind: str = "regular"

    @property
    def days(self) -> int:
        return days_between(self.from_on, self.until_on)

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes, in the order of its days, and in words what cannot be priced."""

    rows: tuple[Coming, ...]
    problems: tuple[str, ...] = ()

    def by_day(self) -> dict[date, int]:
        """Bill day -> net of all its lines."""
        sums: dict[date, int] = defaultdict(int)
        for row in self.rows:
            sums[row.bill_on] += row.net_minor
        return dict(sorted(sums.items()))

    @property
    def total_minor(self) -> int:
        return sum(row.net_minor for row in self.rows)


def outlook(
    contract: agreed.Contract, on: date, *, known_at: datetime, months: int = 12
) -> Outlook:
    """The lines of a contract that fall due from `on` on for so many months, and those overdue."""
    if contract.state not in (ContractState.DRAFT, ContractState.ACTIVE):
        return Outlook(tuple(_items(contract, on, _FAR)))
    until = add_months(on, months)
    subscriptions = list(subscriptions_of(contract.pk))
    reading = _Reading(contract, subscriptions, on, until, known_at)
    rows: list[Coming] = []
    problems: list[str] = []
    for subscription in subscriptions:
        try:
            rows += reading.lines(subscription)
        except NoPriceInCurrency as refusal:
            problems.append(f"{subscription.name}: {say(refusal)[1]}")
    rows += _items(contract, on, until)
    rows += _milestones(contract, on, until)
    return Outlook(tuple(sorted(rows, key=lambda r: (r.bill_on, r.from_on))), tuple(problems))


def _items(contract: agreed.Contract, on: date, until: date) -> Iterator[Coming]:
    """What waits already: amendments, single items, late usage."""
    rows = agreed.BillItem.objects.filter(contract=contract, invoice_id__isnull=True)
    for row in rows.filter(bill_on__lte=until).select_related("subscription"):
        name = row.subscription.name if row.subscription else ""
        yield Coming(
            max(row.bill_on, on), name, row.description, row.from_on, row.until_on,
            days_between(row.from_on, row.until_on), quantity_text(row.quantity_e6), "",
            row.net_minor, kind="item",
        )  # fmt: skip


def _milestones(contract: agreed.Contract, on: date, until: date) -> Iterator[Coming]:
    rows = contract.milestones.filter(reached_on__isnull=True, due_on__isnull=False)
    for row in rows.filter(due_on__lte=until):
        due_on = row.due_on
        assert due_on is not None, "it was asked for"
        yield Coming(
            max(due_on, on), "", row.name, due_on, due_on + timedelta(days=1), 1, "", "",
            row.amount_minor, kind="milestone",
        )  # fmt: skip


class _Reading:
    """All that the outlook of one contract is made of, read once."""

    def __init__(
        self, contract: agreed.Contract, subscriptions: Sequence[agreed.Subscription], on: date,
        until: date, known_at: datetime,
    ) -> None:  # fmt: skip
        self.contract, self.on, self.until, self.known_at = contract, on, until, known_at
        is_draft = contract.state == ContractState.DRAFT
        self.since = (min(contract.starts_on, on) if is_draft else on - LATE) - timedelta(days=1)
        self.units = minor_units(contract.currency)
        ids = [each.pk for each in subscriptions]
        self.periods = _periods(ids, self.since, until)
        self.pauses = _pauses(ids)
        self.billed = _billed([c.pk for each in subscriptions for c in each.charges.all()])
        self.book, self.versions = _prices(contract, subscriptions)
        self.discounts = list(contract.discounts.order_by("position", "agreed_at"))
        self.first = ids[0] if ids else None
        self.estimates: dict[UUID, int] = {}

    def lines(self, subscription: agreed.Subscription) -> Iterator[Coming]:
        """What a subscription is billed. Raises NoPriceInCurrency."""
        charges = {charge.pk: charge for charge in subscription.charges.all()}
        self._estimate(subscription, charges.values())
        agreement = self._agreement(subscription, charges.values())
        planned = bill_lines(agreement, self.since, self.until, self._quantity)
        for line in planned:
            charge = charges[line.charge_id]
            if not self._is_billed(line):
                yield self._coming(subscription, charge, line)

    def _agreement(self, of: agreed.Subscription, charges: Iterable[agreed.Charge]) -> Agreement:
        return Agreement(
            charges=tuple(self._charge(charge) for charge in charges),
            periods=tuple(self.periods.get(of.pk, ())), units=self.units,
            pauses=tuple(self.pauses.get(of.pk, ())), trial_until=of.trial_until,
            ends_on=of.ends_on, discounts=tuple(self._discounts(of)),
        )  # fmt: skip

    def _charge(self, charge: agreed.Charge) -> Charge:
        spans = tuple(
            Span(s.from_on, s.until_on, s.quantity_e6, s.price_version_id)
            for s in charge.spans.all()
        )
        own = {s.price_version_id for s in spans if s.price_version_id}
        return Charge(
            charge_id=charge.pk, timing=Timing(charge.timing), spans=spans,
            book=tuple(self.book.get(charge.price_id, ())),
            agreed={pk: self.versions[pk] for pk in own if pk in self.versions},
            is_metered=charge.price.meter_id is not None,
            is_level=charge.price.meter is not None
            and charge.price.meter.aggregation not in ADDS_UP,
        )  # fmt: skip

    def _discounts(
        self, of: agreed.Subscription
    ) -> Iterator[tuple[Days, UUID | None, DiscountTerms]]:
        for row in self.discounts:
            if row.charge_id is None and row.amount_minor and of.pk != self.first:
                continue  # an amount off the whole contract is taken once
            terms = DiscountTerms(percent_ppm=row.percent_ppm, amount_minor=row.amount_minor)
            yield Days(row.from_on, row.until_on), row.charge_id, terms

    def _estimate(self, of: agreed.Subscription, charges: Iterable[agreed.Charge]) -> None:
        """What each metered charge will have used by the end of the period that runs."""
        metered = {c.pk: c.price.meter_id for c in charges if c.price.meter_id is not None}
        if not metered:
            return
        try:
            live = live_usage(of, on=self.on, known_at=self.known_at)
        except NotFound:
            return
        by_code = {meter.code: meter.projected_e6 for meter in live.meters}
        for charge in charges:
            if charge.price.meter is not None:
                self.estimates[charge.pk] = by_code.get(charge.price.meter.code, 0)

    def _quantity(self, charge_id: UUID, from_on: date, until_on: date) -> int:
        return self.estimates.get(charge_id, 0)

    def _is_billed(self, line: Line) -> bool:
        return any(
            start < line.until_on and end > line.from_on
            for start, end in self.billed.get(line.charge_id, ())
        )

    def _coming(self, of: agreed.Subscription, charge: agreed.Charge, line: Line) -> Coming:
        period = self._period(of.pk, charge, line)
        due_on = period.end_on if charge.timing == Timing.ARREARS else period.start_on
        is_topup = line.revision == TOPUP
        name = charge.price.product.name
        return Coming(
            max(due_on, self.on), of.name, f"{name}, up to the agreed minimum" if is_topup else name,
            line.from_on, line.until_on, period.full_days,
            "" if is_topup else quantity_text(line.quantity_e6, charge.price.unit_name),
            "" if is_topup else self._explained(charge, line, period.start_on), line.net_minor,
            is_estimate=charge.price.meter_id is not None,
        )  # fmt: skip

    def _period(self, subscription_id: UUID, charge: agreed.Charge, line: Line) -> PlannedPeriod:
        if charge.timing != Timing.ONCE:
            for period in self.periods.get(subscription_id, ()):
                if period.start_on <= line.from_on < period.end_on:
                    return period
        return PlannedPeriod(line.from_on, line.until_on, days_between(line.from_on, line.until_on))

    def _explained(self, charge: agreed.Charge, line: Line, start_on: date) -> str:
        spans = [s for s in charge.spans.all() if s.from_on <= line.from_on]
        own = spans[-1].price_version_id if spans else None
        dated = [
            t for valid_from, t in self.book.get(charge.price_id, ()) if valid_from <= start_on
        ]
        terms = self.versions.get(own) if own else dated[-1] if dated else None
        if terms is None:
            return ""
        try:
            return explain(
                terms, line.quantity_e6, units=self.units, unit_name=charge.price.unit_name,
                words=told_in("en"),
            )  # fmt: skip
        except Refusal:
            return ""


def _periods(ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[PlannedPeriod]]:
    rows = agreed.BillPeriod.objects.filter(
        subscription_id__in=ids, end_on__gt=since, start_on__lte=until
    ).order_by("start_on")
    found: dict[UUID, list[PlannedPeriod]] = defaultdict(list)
    names = ("subscription_id", "start_on", "end_on", "full_days")
    for owner, start_on, end_on, full_days in rows.values_list(*names):
        found[owner].append(PlannedPeriod(start_on, end_on, full_days))
    return found


def _pauses(ids: Sequence[UUID]) -> dict[UUID, list[Days]]:
    found: dict[UUID, list[Days]] = defaultdict(list)
    rows = agreed.Pause.objects.filter(subscription_id__in=ids).order_by("from_on")
    for owner, from_on, until_on in rows.values_list("subscription_id", "from_on", "until_on"):
        found[owner].append(Days(from_on, until_on))
    return found


def _billed(charge_ids: Sequence[UUID]) -> dict[UUID, list[tuple[date, date]]]:
    """The days of each charge that stand on a document, or wait as the charge of an amendment."""
    found: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    names = ("charge_id", "from_on", "until_on")
    within = {"charge_id__in": charge_ids, "revision__gte": 0, "revision__lt": CORRECTION}
    for kind in (InvoiceLine, CreditNoteLine):
        for charge_id, from_on, until_on in kind.objects.filter(**within).values_list(*names):
            found[charge_id].append((from_on, until_on))
    waiting = agreed.BillItem.objects.filter(**within, invoice_id__isnull=True)
    for charge_id, from_on, until_on in waiting.values_list(*names):
        if charge_id is not None:
            found[charge_id].append((from_on, until_on))
    return found


def _prices(
    contract: agreed.Contract, subscriptions: Iterable[agreed.Subscription]
) -> tuple[dict[UUID, list[tuple[date, PriceTerms]]], dict[UUID, PriceTerms]]:
    """The price book of its prices (oldest first), and every version its spans name."""
    charges = [charge for each in subscriptions for charge in each.charges.all()]
    named = {s.price_version_id for c in charges for s in c.spans.all() if s.price_version_id}
    rows = PriceVersion.objects.select_related("price").prefetch_related("tiers")
    listed = rows.filter(
        price_id__in={c.price_id for c in charges}, currency=contract.currency,
        owner_id__isnull=True,
    )  # fmt: skip
    book: dict[UUID, list[tuple[date, PriceTerms]]] = defaultdict(list)
    for row in listed.order_by("valid_from", "created_at"):
        book[row.price_id].append((row.valid_from, price_terms(row)))
    own = {row.pk: price_terms(row) for row in rows.filter(pk__in=named)} if named else {}
    return book, own
