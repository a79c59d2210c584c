"""What buyers sign: which prices of the book, in which quantity, on which terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.connectors.simulator.company import Buyer, Company, Entity, dice
from cashwright.kernel.periods import add_months

TRIAL_DAYS = 30
XL_SEATS = 260  # from so many seats on an enterprise takes the larger suite
_MIDMARKET_SUPPORT, _ENTERPRISE_COMMITS = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Sold:
    """One subscription: `lines` are price codes of prices.toml with their quantity.

    reference  what usage events say
    anchor_on  the day its full periods start
    """

    reference: str
    name: str
    lines: tuple[tuple[str, int], ...]
    anchor_on: date
    trial_until: date | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """One contract as it is signed on `on`.

    order_no        the buyer's purchase order; empty with needs_order: it still has to come
    term_months     0: until it is cancelled; else so long, and again and again
    own_term_days   days to pay that are not of the catalog: somebody has to agree
    milestones      name, share of the price in percent, months after the start; instead of a subscription
    """

    buyer: Buyer
    on: date
    sold: tuple[Sold, ...]
    term_months: int = 0
    grouping: str = "contract"
    needs_order: bool = False
    order_no: str = ""
    own_term_days: int | None = None
    coupon: str = ""
    percent_off: int = 0
    pays: str = ""
    milestones: tuple[tuple[str, int, date], ...] = ()

    @property
    def contract_no(self) -> str:
        return f"{self.buyer.entity.code}-{self.buyer.account_no[2:]}"


def main_reference(buyer: Buyer) -> str:
    """The subscription of a buyer's seats."""
    return f"{buyer.account_no}-platform"


def usage_reference(buyer: Buyer) -> str:
    """The subscription of what a buyer uses; billed by calendar months."""
    return f"{buyer.account_no}-usage"


def support_reference(buyer: Buyer) -> str:
    """The subscription of support, where it is one of its own."""
    return f"{buyer.account_no}-support"


def deals_on(company: Company, entity: Entity, on: date) -> list[Deal]:
    """The contracts an entity signs on a day, by account number."""
    return [
        _deal(company.seed, company.starts_on, buyer)
        for buyer in company.buyers
        if buyer.entity == entity and buyer.starts_on == on
    ]


def takes_payments(seed: int, buyer: Buyer) -> bool:
    """Whether a buyer takes payments through the platform and pays a share of them."""
    return (
        buyer.segment == "startup"
        and buyer.calls > 0
        and dice(seed, "takes payments", buyer.account_no).random() < 0.2
    )


def main_price(buyer: Buyer) -> str:
    """The price of the book that a buyer signs for at first."""
    if buyer.segment == "enterprise":
        return "SUITE-XL-YEAR" if buyer.seats >= XL_SEATS else "SUITE-YEAR"
    return "SEATS-TEAM" if buyer.segment == "midmarket" else "SEATS"


def has_support(seed: int, buyer: Buyer) -> bool:
    """Whether a midmarket buyer signs for support with its seats."""
    roll = dice(seed, "support", buyer.account_no)
    return (
        buyer.segment == "midmarket"
        and buyer.part != "in step"
        and (roll.random() < _MIDMARKET_SUPPORT)
    )


def _deal(seed: int, story_on: date, buyer: Buyer) -> Deal:
    if buyer.part == "project":
        return _project(buyer)
    roll = dice(seed, "deal", buyer.account_no)
    is_late = buyer.starts_on > story_on
    is_large = buyer.segment == "enterprise"
    asks_order = is_large and roll.random() < 0.5
    sold = [_main(seed, story_on, buyer, is_trial=is_late and roll.random() < 0.3)]
    if buyer.calls:
        sold.append(_usage(seed, buyer))
    if buyer.part == "in step":
        sold.append(
            Sold(support_reference(buyer), "Gold support", (("SUPPORT", 1),), buyer.starts_on)
        )
    return Deal(
        buyer, buyer.starts_on, tuple(sold), term_months=0 if buyer.segment == "startup" else 12,
        grouping="consolidated"
        if buyer.part in ("holding", "daughter") or (is_large and roll.random() < 0.3) else "contract",
        needs_order=asks_order or buyer.part in ("order late", "no order"),
        order_no=f"PO-{roll.randint(40_000, 90_000)}" if asks_order else "",
        own_term_days=75 if buyer.part == "own terms" else None,
        coupon="WELCOME20" if is_late and buyer.segment == "startup" and roll.random() < 0.5 else "",
        percent_off=10 if is_large and roll.random() < 0.4 else 0,
        pays="holding" if buyer.part == "daughter" else "",
    )  # fmt: skip


def _main(seed: int, story_on: date, buyer: Buyer, *, is_trial: bool) -> Sold:
    lines = [(main_price(buyer), 1 if buyer.segment == "enterprise" else buyer.seats)]
    if has_support(seed, buyer):
        lines.append(("SUPPORT", 1))
    if buyer.segment != "startup" and buyer.starts_on > story_on:
        lines.append(("ONBOARDING", 1))
    trial = buyer.starts_on + timedelta(days=TRIAL_DAYS) if is_trial else None
    day = buyer.anchor_day if buyer.segment != "enterprise" else 1
    return Sold(
        main_reference(buyer), "Platform", tuple(lines), trial or buyer.starts_on.replace(day=day),
        None if buyer.segment == "enterprise" else trial,
    )  # fmt: skip


def _usage(seed: int, buyer: Buyer) -> Sold:
    lines = ["CALLS"]
    if buyer.segment == "midmarket":
        lines.append("STORAGE")
    if buyer.segment == "enterprise":
        commits = dice(seed, "commits", buyer.account_no).random() < _ENTERPRISE_COMMITS
        lines = ["CALLS-COMMIT" if commits else "CALLS", "STORAGE-MEAN"]
    if takes_payments(seed, buyer):
        lines.append("PAYMENTS")
    return Sold(
        usage_reference(buyer), "Usage", tuple((code, 1) for code in lines), buyer.starts_on
    )


def _project(buyer: Buyer) -> Deal:
    parts = (("Design agreed", 30, 1), ("Pilot runs", 40, 4), ("Accepted", 30, 9))
    return Deal(
        buyer, buyer.starts_on, (),
        milestones=tuple(
            (name, share, add_months(buyer.starts_on, months).replace(day=12))
            for name, share, months in parts
        ),
    )  # fmt: skip
