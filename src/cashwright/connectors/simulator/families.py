"""Whose money a buyer's invoices are paid with: its own, or that of another company of its group."""

from __future__ import annotations

from functools import lru_cache

from cashwright.connectors.simulator.company import Buyer, Company, dice

_CHILDREN, _KNOWN = 0.05, 0.5


@lru_cache(maxsize=4)
def mothers(company: Company) -> dict[str, Buyer]:
    """Who pays for whom, by the account number of the one that is paid for; both buy from one entity."""
    children = {b.account_no for b in company.buyers if _is_child(company, b)}
    found: dict[str, Buyer] = {}
    for buyer in company.buyers:
        if buyer.account_no not in children:
            continue
        others = [
            b for b in company.buyers
            if b.entity == buyer.entity and b.currency == buyer.currency
            and b.account_no not in children and b.segment != "startup"
        ]  # fmt: skip
        if others:
            found[buyer.account_no] = dice(company.seed, "mother", buyer.account_no).choice(others)
    return found


def known_mothers(company: Company) -> dict[str, str]:
    """The part of `mothers` that everybody knows: account numbers of child and parent."""
    return {
        child: mother.account_no
        for child, mother in mothers(company).items()
        if dice(company.seed, "known mother", child).random() < _KNOWN
    }


def _is_child(company: Company, buyer: Buyer) -> bool:
    return not buyer.part and dice(company.seed, "child", buyer.account_no).random() < _CHILDREN
