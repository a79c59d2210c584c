"""What a change to a subscription comes to, planned without writing: the preview and the real thing.

Words: what is *billed* of a charge are its invoice lines (told by the port BilledLines) and the items
that wait. A change within billed days is paid for by items: credits of the old, charges of the new;
beyond them the spans say what the next bill runs bill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cashwright.areas.catalog.policies import Timing
from cashwright.areas.contracts.models import (
    Amendment,
    BillItem,
    BillPeriod,
    Charge,
    ChargeSpan,
    Pause,
    Subscription,
)
from cashwright.areas.contracts.policies import AmendmentKind, BillReason, Proration, ProrationUnit
from cashwright.areas.contracts.ports import CORRECTION, TOPUP, BilledLine, BilledLines
from cashwright.areas.contracts.queries import Pricer, Wanted
from cashwright.areas.contracts.refusals import AmendmentBeforePosted
from cashwright.areas.contracts.rules import (
    Billed,
    Days,
    New,
    Priced,
    ProrationLine,
    Segment,
    Span,
    billed_days,
    change_quote,
)
from cashwright.areas.contracts.rules.changing import in_force
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.local_days import local_date, start_of_day
from cashwright.kernel.periods import days_in_words

_FAR = date(9999, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a change is made: from which day (or instant), recorded when, paid for how, and why."""

    effective_on: date
    on: date
    proration: Proration
    effective_at: datetime | None = None
    why: str = ""


@dataclass(slots=True)
class AmendmentPlan:
    """A change as it will be written. `items` are its money; without any the next bill run shows it.

    pause, pause_gone   a pause with its days; the first day of one that is taken back
    ends_on             the end the subscription gets
    """

    amendment: Amendment
    spans: list[tuple[Charge, tuple[Span, ...]]] = field(default_factory=list)
    new_charges: list[Charge] = field(default_factory=list)
    items: list[BillItem] = field(default_factory=list)
    pause: Days | None = None
    pause_gone: date | None = None
    ends_on: date | None = None

    @property
    def net_minor(self) -> int:
        """What is due for the billed period; negative: the customer gets it back."""
        return sum(item.net_minor for item in self.items)


@dataclass(slots=True)
class Standing:
    """A subscription as it stands: its charges with spans, pauses, and what is billed of it."""

    subscription: Subscription
    charges: dict[UUID, Charge]
    spans: dict[UUID, list[Span]]
    pauses: list[Days]
    lines: dict[UUID, list[BilledLine]]
    instants: dict[int, datetime]

    def until(self, charge_id: UUID) -> date | None:
        """The day up to which a charge is billed; None: nothing is.

        The end of the last period it has a line in: days of it that a pause kept from being billed
        are passed over by the run for good.
        """
        lines = [b for b in self.lines.get(charge_id, []) if b.revision >= 0]
        last = max((b.until_on for b in lines), default=None)
        if last is None:
            return None
        period = period_of(self.subscription, last - timedelta(days=1))
        return max(last, period.end_on) if period else last

    def until_of(self, timing: str) -> date | None:
        """The day up to which the charges of a timing are billed: a new one catches up to there."""
        untils = (self.until(pk) for pk, c in self.charges.items() if c.timing == timing)
        return max((u for u in untils if u is not None), default=None)

    def since(self, charge_id: UUID) -> date | None:
        """The first day of the last regular line of a charge."""
        return max(
            (b.from_on for b in self.lines.get(charge_id, []) if b.revision == 0), default=None
        )


def read_standing(subscription: Subscription, billed: BilledLines) -> Standing:
    """Read all that a change of `subscription` is planned from."""
    charges = {
        c.pk: c
        for c in Charge.objects.filter(subscription_id=subscription.pk)
        .select_related("price__product")
        .order_by("position", "pk")
    }
    spans: dict[UUID, list[Span]] = {pk: [] for pk in charges}
    for row in ChargeSpan.objects.filter(subscription_id=subscription.pk).order_by("from_on"):
        span = Span(row.from_on, row.until_on, row.quantity_e6, row.price_version_id)
        spans[row.charge_id].append(span)
    lines: dict[UUID, list[BilledLine]] = {pk: [] for pk in charges}
    waiting = BillItem.objects.filter(
        subscription_id=subscription.pk, invoice_id__isnull=True, charge_id__isnull=False,
        reason=BillReason.AMENDMENT,
    )  # fmt: skip
    told = [
        BilledLine(
            charge_id=i.charge_id, revision=i.revision, from_on=i.from_on, until_on=i.until_on,  # type: ignore[arg-type]
            gross_minor=i.gross_minor, discount_minor=i.discount_minor, credited_minor=0,
        )
        for i in waiting
    ]  # fmt: skip
    for line in _with_topups([*billed(list(charges)), *told]):
        lines[line.charge_id].append(line)
    pauses = Pause.objects.filter(subscription_id=subscription.pk).order_by("from_on")
    amendments = Amendment.objects.filter(
        subscription_id=subscription.pk, effective_at__isnull=False
    )
    return Standing(
        subscription, charges, spans, [Days(p.from_on, p.until_on) for p in pauses], lines,
        dict(amendments.values_list("sequence_no", "effective_at")),  # type: ignore[arg-type]
    )  # fmt: skip


def _with_topups(told: Sequence[BilledLine]) -> list[BilledLine]:
    """The lines of charges and amendments; what lifts a line to a minimum is part of what it cost."""
    topups = {(t.charge_id, t.from_on): t for t in told if t.revision == TOPUP}

    def whole(line: BilledLine) -> BilledLine:
        topup = topups.get((line.charge_id, line.from_on)) if line.revision == 0 else None
        if topup is None:
            return line
        gross = line.gross_minor + topup.gross_minor
        return replace(
            line, gross_minor=gross, credited_minor=line.credited_minor + topup.credited_minor
        )

    return [whole(line) for line in told if abs(line.revision) < CORRECTION]


def check_day(standing: Standing, charge_ids: Sequence[UUID], effective_on: date) -> None:
    """Raises AmendmentBeforePosted when the day lies before the last billed period of a charge."""
    for charge_id in charge_ids:
        since = standing.since(charge_id)
        if since is not None and effective_on < since:
            raise AmendmentBeforePosted(
                effective_on=effective_on, earliest_on=since, charge_id=str(charge_id)
            )


def period_of(subscription: Subscription, on: date) -> BillPeriod | None:
    """The period of the schedule a day lies in."""
    rows = BillPeriod.objects.filter(subscription_id=subscription.pk, start_on__lte=on)
    found = rows.order_by("-start_on").first()
    return found if found is not None and on < found.end_on else None


def spans_beside(of: Subscription, start_on: date, on: date) -> QuerySet[ChargeSpan]:
    """The spans in force on a day of the contract's other subscriptions that began a period with it."""

    def not_over(field: str) -> Q:
        return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": on})

    is_paused = Pause.objects.filter(
        not_over("until_on"), subscription_id=OuterRef("subscription_id"), from_on__lte=on
    )
    begins = BillPeriod.objects.filter(
        subscription_id=OuterRef("subscription_id"), start_on=start_on
    )
    rows = ChargeSpan.objects.filter(
        not_over("until_on"), not_over("subscription__ends_on"), Exists(begins), ~Exists(is_paused),
        Q(subscription__trial_until__isnull=True) | Q(subscription__trial_until__lte=on),
        subscription__contract_id=of.contract_id, from_on__lte=on, charge__price__meter=None,
    ).exclude(subscription_id=of.pk)  # fmt: skip
    return rows.select_related("charge__price").order_by("charge_id")


def counts_from(standing: Standing, charge_ids: Sequence[UUID], how: How) -> date:
    """The day a change counts from: with policy none the next period, unless one starts unbilled."""
    period = period_of(standing.subscription, how.effective_on)
    if how.proration is not Proration.NONE or period is None:
        return how.effective_on
    untils = [standing.until(charge_id) for charge_id in charge_ids]
    is_billed = any(u is not None and u > how.effective_on for u in untils)
    is_at_start = how.effective_on == period.start_on and not is_billed
    return how.effective_on if is_at_start else period.end_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeChange:
    """A charge whose days [from_on, until_on) change: `spans` and `pauses` are those afterwards."""

    charge: Charge
    from_on: date
    until_on: date | None
    spans: tuple[Span, ...]
    pauses: tuple[Days, ...]
    ends_on: date | None
    is_new: bool = False
    instead_of: UUID | None = None


def items_of(
    plan: AmendmentPlan, standing: Standing, changes: Sequence[ChargeChange], how: How
) -> None:
    """Add to the plan what the changes come to within billed days.

    A fee billed once stays as it is. Usage is not billed anew: raises AmendmentBeforePosted.
    """
    for change in changes:
        charge = change.charge
        until = standing.until_of(charge.timing) if change.is_new else standing.until(charge.pk)
        end = min(until, change.until_on or _FAR) if until is not None else None
        if end is None or change.from_on >= end or charge.timing == Timing.ONCE:
            continue
        if charge.price.meter_id is None:
            plan.items += _Items(plan, standing, change, end, how).made()
        elif how.proration is not Proration.NONE:
            raise AmendmentBeforePosted(
                effective_on=change.from_on, earliest_on=end, charge_id=str(charge.pk)
            )


@dataclass(slots=True)
class _Items:
    """The bill items of one charge that changes from a day to `end`."""

    plan: AmendmentPlan
    standing: Standing
    change: ChargeChange
    end: date
    how: How

    def made(self) -> list[BillItem]:
        charge_id = self.change.charge.pk
        billed = [self._billed(line) for line in self.standing.lines.get(charge_id, [])]
        start, end = self._tick(self.change.from_on, is_first=True), self._tick(self.end)
        quote = change_quote(
            policy=self.how.proration, start=start, end=end, billed=billed, new=None
        )
        made = [self._credit(line) for line in self._a_day_each(quote.credits)]
        for period in self._periods():
            for segment in self._segments(period):
                made += self._charges(period, segment)
        return [item for item in made if item.gross_minor or item.discount_minor]

    def _a_day_each(self, lines: Sequence[ProrationLine]) -> list[ProrationLine]:
        """By the second two lines may end on one day: their credits from that day on are one."""
        found: dict[date, ProrationLine] = {}
        for line in lines:
            on = self._day(line.start)
            found[on] = _together(found[on], line) if on in found else line
        return list(found.values())

    def _periods(self) -> list[BillPeriod]:
        """The periods the changed days lie in: one, but for a charge that is added long after."""
        rows = BillPeriod.objects.filter(subscription_id=self.standing.subscription.pk)
        within = rows.filter(start_on__lt=self.end, end_on__gt=self.change.from_on)
        return list(within.order_by("start_on"))

    def _segments(self, period: BillPeriod) -> list[Segment]:
        change, subscription = self.change, self.standing.subscription
        first, end = max(change.from_on, period.start_on), min(self.end, period.end_on)
        return billed_days(
            first, end, change.spans, change.pauses, subscription.trial_until, change.ends_on
        )

    def _charges(self, period: BillPeriod, segment: Segment) -> list[BillItem]:
        wanted = Wanted(self.change.charge, segment.quantity_e6, segment.price_version_id)
        pricer = Pricer(self.plan.amendment.contract, period.start_on, segment.from_on)
        others = self._others(period, segment.from_on) if pricer.shares(wanted) else []
        priced = pricer.priced([wanted, *others])[0]
        quote = change_quote(
            policy=self.how.proration,
            start=self._tick(segment.from_on, is_first=segment.from_on == self.change.from_on),
            end=self._tick(segment.until_on), new=New(priced, self._whole(period)),
        )  # fmt: skip
        version = pricer.version(wanted).pk
        return [
            self._item(line, segment.from_on, segment.until_on, segment.quantity_e6, version, 1)
            for line in quote.charges
        ]

    def _others(self, period: BillPeriod, on: date) -> list[Wanted]:
        """What shares an amount off the contract with this charge: all that begin a period with it.

        What they were given stays; from the next period on the amount is spread anew.
        """
        gone = self.change.instead_of
        found = []
        for charge in self.standing.charges.values():
            span = in_force(self.standing.spans[charge.pk], on)
            is_other = charge.pk not in (self.change.charge.pk, gone)
            is_alike = charge.timing == self.change.charge.timing and charge.price.meter_id is None
            if span and is_other and is_alike:
                found.append(Wanted(charge, span.quantity_e6, span.price_version_id))
        beside = spans_beside(self.standing.subscription, period.start_on, on)
        return found + [
            Wanted(span.charge, span.quantity_e6, span.price_version_id)
            for span in beside.filter(charge__timing=self.change.charge.timing)
        ]

    def _credit(self, line: ProrationLine) -> BillItem:
        from_on, until_on = self._day(line.start), self._day(line.end - 1) + timedelta(days=1)
        span = in_force(self.standing.spans[self.change.charge.pk], from_on)
        quantity = span.quantity_e6 if span else 0
        version = span.price_version_id if span else None
        if version is None:
            period = period_of(self.standing.subscription, from_on)
            at = period.start_on if period else from_on
            wanted = Wanted(self.change.charge, quantity, None)
            version = Pricer(self.plan.amendment.contract, at, from_on).version(wanted).pk
        return self._item(line, from_on, until_on, quantity, version, -1)

    def _item(
        self, line: ProrationLine, from_on: date, until_on: date, quantity_e6: int,
        version_id: UUID, sign: int,
    ) -> BillItem:  # fmt: skip
        amendment, charge, price = self.plan.amendment, self.change.charge, line.priced
        words = f"{charge.price.product.name}, {days_in_words(from_on, until_on)}"
        return BillItem(
            id=new_id(), entity_id=self.standing.subscription.entity_id,
            contract=amendment.contract, subscription=self.standing.subscription, charge=charge,
            amendment=amendment, product_id=charge.price.product_id, price_version_id=version_id,
            reason=BillReason.AMENDMENT, description=words if sign > 0 else f"Unused: {words}",
            from_on=from_on, until_on=until_on, revision=sign * amendment.sequence_no,
            quantity_e6=quantity_e6, gross_minor=price.gross_minor,
            discount_minor=price.discount_minor, net_minor=price.net_minor,
            bill_on=self._bill_on(),
            source_ref=f"{amendment.pk}:{charge.pk}:{from_on}:{'+' if sign > 0 else '-'}",
        )  # fmt: skip

    def _bill_on(self) -> date:
        """Now; or with the next regular bill, if there is one."""
        ends_on = self.change.ends_on
        is_last = ends_on is not None and ends_on <= self.end
        if self.how.proration is Proration.NEXT_BILL and not is_last:
            begun = period_of(self.standing.subscription, self.how.on)
            if self.end <= self.how.on and begun is not None:  # paid in arrears
                return begun.end_on
            return max(self.end, self.how.on)
        return max(self.how.on, self.change.from_on) if is_last else self.how.on

    # Ticks: days, or seconds of the legal entity's clock.

    def _tick(self, on: date, *, is_first: bool = False) -> int:
        if self.plan.amendment.contract.proration_unit == ProrationUnit.DAY:
            return on.toordinal()
        at = self.how.effective_at if is_first and on == self.how.effective_on else None
        return int((at or start_of_day(on, self._zone)).timestamp())

    def _day(self, tick: int) -> date:
        if self.plan.amendment.contract.proration_unit == ProrationUnit.DAY:
            return date.fromordinal(tick)
        return local_date(datetime.fromtimestamp(tick, UTC), self._zone)

    @property
    def _zone(self) -> str:
        return self.standing.subscription.entity.zone

    def _whole(self, period: BillPeriod) -> int:
        """The ticks of the whole interval the period is part of."""
        first = period.end_on - timedelta(days=period.full_days)
        return self._tick(period.end_on) - self._tick(first)

    def _billed(self, line: BilledLine) -> Billed:
        start, end = self._tick(line.from_on), self._tick(line.until_on)
        at = self.standing.instants.get(abs(line.revision)) if line.revision else None
        by_second = self.plan.amendment.contract.proration_unit == ProrationUnit.SECOND
        if at is not None and by_second and local_date(at, self._zone) == line.from_on:
            start = int(at.timestamp())
        priced = Priced(line.gross_minor, line.discount_minor)
        return Billed(line.revision, start, end, priced, line.credited_minor)


def _together(first: ProrationLine, last: ProrationLine) -> ProrationLine:
    gross = first.priced.gross_minor + last.priced.gross_minor
    discount = first.priced.discount_minor + last.priced.discount_minor
    return ProrationLine(first.start, last.end, Priced(gross, discount))


def new_amendment(
    subscription: Subscription,
    kind: AmendmentKind,
    how: How,
    details: Mapping[str, object],
    by: str,
) -> Amendment:
    """The next amendment of a locked subscription, not yet written."""
    rows = Amendment.objects.filter(subscription_id=subscription.pk)
    last = rows.order_by("-sequence_no").values_list("sequence_no", flat=True).first()
    return Amendment(
        id=new_id(), contract=subscription.contract, subscription=subscription,
        sequence_no=(last or 0) + 1, kind=kind, effective_on=how.effective_on,
        effective_at=how.effective_at, proration=how.proration, details=dict(details), why=how.why,
        recorded_by=by, recorded_at=now(),
    )  # fmt: skip
