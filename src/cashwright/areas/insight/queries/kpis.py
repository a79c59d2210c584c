"""The KPIs of a legal entity as of any day: facts by currency, handed to the rules."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.insight import rules
from cashwright.areas.insight.policies import LossRates
from cashwright.areas.insight.queries import facts
from cashwright.areas.insight.rules import AgedAmount, Figure, LateAmount, Month, RatedBalance
from cashwright.kernel.periods import Period, add_months, month_of

QUARTER_MONTHS = 3
YEAR_MONTHS = 12
COUNT_BACK_MONTHS = 24


def quarter_to(as_of: date) -> Period:
    """The three months that end with `as_of`: what DSO, ADD, CEI and effectiveness look at."""
    return _months_to(as_of, QUARTER_MONTHS)


def year_to(as_of: date) -> Period:
    """The twelve months that end with `as_of`: what turnover and bad debt look at."""
    return _months_to(as_of, YEAR_MONTHS)


def _months_to(as_of: date, months: int) -> Period:
    end = as_of + timedelta(days=1)
    return Period(add_months(end, -months), end)


@dataclass(frozen=True, slots=True)
class Kpis:
    """The figures of one currency, in the order of the definitions."""

    currency: str
    as_of: date
    figures: tuple[Figure, ...]

    def figure(self, key: str) -> Figure:
        """The figure of one definition; there must be one."""
        return next(figure for figure in self.figures if figure.definition.key == key)


def kpis(entity_id: UUID, as_of: date, *, rates: LossRates | None = None) -> list[Kpis]:
    """Every KPI as of a day, one set a currency that ever had billings, by currency.

    Computed from dated facts alone: later payments, credits and write-offs do not change it.
    DSO, ADD, CEI and effectiveness look at the three months to `as_of`, turnover and bad debt at
    twelve, at-risk at the latest month that is 90 days past due.
    """
    book = _Book(entity_id, as_of)
    return [
        Kpis(currency, as_of, tuple(book.figures(currency, rates or LossRates())))
        for currency in sorted(book.months)
    ]


class _Book:
    """The facts of one entity as of one day, read once for all currencies."""

    def __init__(self, entity_id: UUID, as_of: date) -> None:
        quarter, year = quarter_to(as_of), year_to(as_of)
        self.as_of, self.quarter = as_of, quarter
        self.opening_on = quarter.start - timedelta(days=1)
        self.month_ends = [
            *(add_months(year.end, -back) - timedelta(days=1) for back in range(YEAR_MONTHS + 1)),
        ]
        self.balances = facts.balances_by_due_date(entity_id, as_of)
        self.months = facts.billings_by_month(entity_id, as_of)
        self.receivable = facts.receivable_on(entity_id, [*self.month_ends, self.opening_on])
        self.billed_quarter = facts.billings_in(entity_id, quarter)
        self.billed_year = facts.billings_in(entity_id, year)
        self.paid = facts.paid_in(entity_id, quarter)
        self.paid_invoices, self.overdue_invoices = facts.invoices_late(entity_id, quarter)
        self.written_off = facts.written_off_in(entity_id, year)
        self.recovered = facts.recovered_in(entity_id, year)
        self.collectable = facts.collectable_in(entity_id, quarter)
        self.at_risk = facts.at_risk(entity_id, as_of)

    def figures(self, currency: str, rates: LossRates) -> list[Figure]:
        items = [(due, amount) for code, _, due, amount in self.balances if code == currency]
        aged = rules.aged_balance(items, self.as_of)
        return [
            *self._outstanding(currency, aged),
            *self._delay(currency),
            *self._collection(currency, aged),
            *self._losses(currency, aged, rates),
        ]

    def _outstanding(self, currency: str, aged: rules.AgedBalance) -> list[Figure]:
        billed, days = self.billed_quarter.get(currency, 0), self.quarter.days
        ar, current = aged.open_minor, aged.current_minor
        simple = rules.dso_simple(ar_minor=ar, billings_minor=billed, days=days, currency=currency)
        best = rules.best_possible_dso(
            current_minor=current, billings_minor=billed, days=days, currency=currency
        )
        months = self._months(currency)
        return [
            simple,
            rules.dso_count_back(ar_minor=ar, months=months, currency=currency),
            best,
            rules.best_possible_dso_count_back(
                current_minor=current, months=months, currency=currency
            ),
            rules.true_dso(items=self._aged_amounts(currency), currency=currency),
            rules.add_gap(simple, best),
        ]

    def _months(self, currency: str) -> list[Month]:
        """Calendar months latest first, the latest in part; none before the first with billings."""
        billed = self.months[currency]
        first, months, end = min(billed), list[Month](), self.as_of + timedelta(days=1)
        while len(months) < COUNT_BACK_MONTHS and end > first:
            start = month_of(end - timedelta(days=1)).start
            months.append(Month(billed.get(start, 0), (end - start).days))
            end = start
        return months

    def _aged_amounts(self, currency: str) -> list[AgedAmount]:
        billed = self.months[currency]
        return [
            AgedAmount(
                amount_minor=amount,
                age_days=(self.as_of - issued_on).days,
                month_billings_minor=billed.get(issued_on.replace(day=1), 0),
            )
            for code, issued_on, _, amount in self.balances
            if code == currency
        ]

    def _delay(self, currency: str) -> list[Figure]:
        paid = self.paid.get(currency, [])
        overdue = [
            LateAmount(amount, (self.as_of - due_on).days)
            for code, _, due_on, amount in self.balances
            if code == currency and due_on < self.as_of
        ]
        return [
            rules.add_weighted(paid=paid, overdue=overdue, currency=currency),
            rules.add_weighted_paid(paid=paid, currency=currency),
            rules.add_mean(
                paid=self.paid_invoices.get(currency, []),
                overdue=self.overdue_invoices.get(currency, []),
            ),
        ]

    def _collection(self, currency: str, aged: rules.AgedBalance) -> list[Figure]:
        on = self.receivable.get(currency, {})
        turned = rules.turnover(
            billings_minor=self.billed_year.get(currency, 0),
            ar_minor=[on.get(day, 0) for day in self.month_ends],
            currency=currency,
        )
        collected, opening, became = self.collectable.get(currency, (0, 0, 0))
        return [
            rules.cei(
                ar_opening_minor=on.get(self.opening_on, 0),
                billings_minor=self.billed_quarter.get(currency, 0),
                months=QUARTER_MONTHS,
                ar_minor=aged.open_minor,
                current_minor=aged.current_minor,
                currency=currency,
            ),
            turned,
            rules.turnover_days(turned),
            rules.percent_current(aged, currency=currency),
            rules.collector_effectiveness(
                collected_minor=collected,
                opening_past_due_minor=opening,
                became_past_due_minor=became,
                currency=currency,
            ),
        ]

    def _losses(self, currency: str, aged: rules.AgedBalance, rates: LossRates) -> list[Figure]:
        written_off = self.written_off.get(currency, 0)
        billed = self.billed_year.get(currency, 0)
        matrix = [
            RatedBalance(balance, rates.loss_bp[bucket])
            for bucket, balance in aged.by_bucket.items()
        ]
        _, unpaid, month_billed = self.at_risk.get(currency, (self.as_of, 0, 0))
        return [
            rules.at_risk_rate(
                still_unpaid_minor=unpaid, billed_minor=month_billed, currency=currency
            ),
            rules.bad_debt_gross(
                written_off_minor=written_off, billings_minor=billed, currency=currency
            ),
            rules.bad_debt_net(
                written_off_minor=written_off,
                recovered_minor=self.recovered.get(currency, 0),
                billings_minor=billed,
                currency=currency,
            ),
            rules.allowance(matrix=matrix, currency=currency),
        ]
