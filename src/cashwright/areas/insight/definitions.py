"""One definition per KPI: its name, its formula in words, its unit. Definitions differ in the wild;
ours are named, and every figure is shown with its formula.

Conventions: amounts are gross of tax on both sides of a fraction; *billings* are invoices issued
less credit notes in the month the note was issued; *A/R* is the open balance of posted invoices
with unapplied cash left out; *current* is not yet past due. Billings, never recognized revenue.
Source of formulas and vectors: formulas.md F1 to F10.
"""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts. Money is in minor units until it is shown."""

    DAYS = "days"
    PERCENT = "percent"
    TIMES = "times"
    MONEY = "money"


class Flag(StrEnum):
    """What a reader must know beside a figure."""

    UNDEFINED = "undefined"
    HISTORY_EXHAUSTED = "history_exhausted"
    MONTH_WITHOUT_SALES = "month_without_sales"


FLAG_SAYS: dict[Flag, str] = {
    Flag.UNDEFINED: "There is nothing to divide by, so there is no figure.",
    Flag.HISTORY_EXHAUSTED: "The receivables reach back further than the billings on record.",
    Flag.MONTH_WITHOUT_SALES: "A month has no net billings; count-back adds its days all the same.",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """`key` is what reports, snapshots and URLs say; `formula` is what a person reads."""

    key: str
    name: str
    formula: str
    unit: Unit
    source: str


DSO_SIMPLE = Definition(
    "dso_simple", "DSO, simple", "A/R / credit billings x days of the period", Unit.DAYS, "F1"
)
DSO_COUNT_BACK = Definition(
    "dso_count_back",
    "DSO, count-back",
    "days of the latest months whose billings add up to A/R, the last month in part",
    Unit.DAYS,
    "F2",
)
DSO_BEST_POSSIBLE = Definition(
    "dso_best_possible",
    "Best-possible DSO",
    "current A/R / credit billings x days of the period",
    Unit.DAYS,
    "F3",
)
DSO_BEST_POSSIBLE_COUNT_BACK = Definition(
    "dso_best_possible_count_back",
    "Best-possible DSO, count-back",
    "days of the latest months whose billings add up to current A/R, the last month in part",
    Unit.DAYS,
    "F3",
)
DSO_TRUE = Definition(
    "dso_true",
    "True DSO",
    "sum over open invoices of age in days x open amount / billings of the invoice's month",
    Unit.DAYS,
    "F4b",
)
ADD_GAP = Definition(
    "add_gap",
    "Average days delinquent, DSO gap",
    "DSO, simple - best-possible DSO",
    Unit.DAYS,
    "F4",
)
ADD_WEIGHTED = Definition(
    "add_weighted",
    "Average days delinquent, weighted by amount",
    "sum of amount x days late / sum of amounts, over paid and overdue invoices",
    Unit.DAYS,
    "F4",
)
ADD_WEIGHTED_PAID = Definition(
    "add_weighted_paid",
    "Average days delinquent, weighted by amount, paid only",
    "sum of amount x days late / sum of amounts, over paid invoices",
    Unit.DAYS,
    "F4",
)
ADD_MEAN = Definition(
    "add_mean",
    "Average days delinquent, plain mean",
    "sum of days late / number of invoices, over paid and overdue invoices",
    Unit.DAYS,
    "F4",
)
CEI = Definition(
    "cei",
    "Collection effectiveness index",
    "(opening A/R + monthly billings - A/R) / (opening A/R + monthly billings - current A/R) x 100",
    Unit.PERCENT,
    "F5",
)
TURNOVER = Definition(
    "turnover", "Receivables turnover", "net credit billings / average A/R", Unit.TIMES, "F6"
)
TURNOVER_DAYS = Definition(
    "turnover_days",
    "Receivables turnover in days",
    "365 / receivables turnover",
    Unit.DAYS,
    "F6",
)
BAD_DEBT_GROSS = Definition(
    "bad_debt_gross", "Bad debt, gross", "write-offs / billings x 100", Unit.PERCENT, "F7"
)
BAD_DEBT_NET = Definition(
    "bad_debt_net",
    "Bad debt, net of recoveries",
    "(write-offs - recoveries) / billings x 100",
    Unit.PERCENT,
    "F7",
)
ALLOWANCE = Definition(
    "allowance",
    "Allowance for bad debt",
    "sum over aging buckets of balance x expected loss rate",
    Unit.MONEY,
    "F7",
)
PERCENT_CURRENT = Definition(
    "percent_current", "Percent current", "current A/R / A/R x 100", Unit.PERCENT, "F8"
)
AT_RISK = Definition(
    "at_risk",
    "At-risk rate",
    "billed in the month and still unpaid 90 days past due / billed in the month x 100",
    Unit.PERCENT,
    "F8",
)
COLLECTOR_EFFECTIVENESS = Definition(
    "collector_effectiveness",
    "Collector effectiveness",
    "past-due collected / (opening past-due + became past-due) x 100",
    Unit.PERCENT,
    "F9",
)
NRR = Definition(
    "nrr",
    "Net revenue retention",
    "(opening MRR + expansion - contraction - churn) / opening MRR x 100, of one cohort",
    Unit.PERCENT,
    "F10",
)
GRR = Definition(
    "grr",
    "Gross revenue retention",
    "(opening MRR - contraction - churn) / opening MRR x 100, of one cohort",
    Unit.PERCENT,
    "F10",
)
INVOLUNTARY_CHURN = Definition(
    "involuntary_churn",
    "Involuntary share of churn",
    "MRR lost to payment failure / churned MRR x 100",
    Unit.PERCENT,
    "F10",
)

DEFINITIONS: dict[str, Definition] = {
    definition.key: definition
    for definition in (
        DSO_SIMPLE,
        DSO_COUNT_BACK,
        DSO_BEST_POSSIBLE,
        DSO_BEST_POSSIBLE_COUNT_BACK,
        DSO_TRUE,
        ADD_GAP,
        ADD_WEIGHTED,
        ADD_WEIGHTED_PAID,
        ADD_MEAN,
        CEI,
        TURNOVER,
        TURNOVER_DAYS,
        BAD_DEBT_GROSS,
        BAD_DEBT_NET,
        ALLOWANCE,
        PERCENT_CURRENT,
        AT_RISK,
        COLLECTOR_EFFECTIVENESS,
        NRR,
        GRR,
        INVOLUNTARY_CHURN,
    )
}
