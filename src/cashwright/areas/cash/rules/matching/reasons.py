"""Why, in sentences a clerk reads: what speaks for a draft, the strongest first, then what against."""

from collections.abc import Callable, Mapping

from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft
from cashwright.areas.cash.rules.matching.features import Case
from cashwright.areas.cash.rules.matching.kinds import Kind
from cashwright.areas.cash.rules.matching.references import How

_HOW = {
    How.TOLD: "the remittance names {nos}",
    How.WHOLE: "cites {nos}",
    How.DIGITS: "cites {nos}",
    How.LISTED: "cites {nos} in a list",
    How.CORE: "cites the running number of {nos}",
    How.ORDER: "cites the order of {nos}",
    How.SLIP: "cites a number one slip away from {nos}",
    How.CUT: "cites a part of the number of {nos}",
    How.LOOSE: "a number in the text is that of {nos}",
}
_KIND = {
    Kind.TOLERANCE: "the difference is within the tolerance",
    Kind.FEE_TOLD: "the difference is what the bank says it kept",
    Kind.FEE: "the difference could be a bank fee",
    Kind.DISCOUNT: "the difference is the early-payment discount, in time",
    Kind.GRACE_DISCOUNT: "the difference is the early-payment discount, within the days of grace",
    Kind.LATE_DISCOUNT: "the difference is the early-payment discount, taken too late",
    Kind.WITHHELD_TAX: "the difference is the withholding tax",
    Kind.FX: "the difference is within the band of exchange",
    Kind.SHORT: "less came than is open",
    Kind.OVER: "more came than is open",
    Kind.ON_ACCOUNT: "no invoice of this payer fits the amount",
}
_EXACT = "exact"
NOTHING_FITS = "nobody we know paid it, and no open invoice is of this amount"
"""Why there is no hypothesis at all."""


def reasons_of(
    case: Case, draft: Draft, moved: Mapping[str, int], known: Documents
) -> tuple[str, ...]:
    """At most eight sentences about a draft."""
    told: list[tuple[int, str]] = [(abs(moved.get("exact", 1)), _amount(draft))]
    told += _cites(case, draft, moved, known)
    told += _payer(case, draft, moved)
    told += [
        (weight, text) for name, text in _AGAINST.items() if (weight := moved.get(name, 0)) < 0
    ]
    uncited = any((case.cited.how(p) or How.LOOSE) is How.LOOSE for p in draft.parts)
    if draft.sets > 1 and uncited and len(draft.parts) > 1:
        told.append((-1, "not the only set of invoices that adds up"))
    if draft.siblings and uncited:
        told.append((-2, f"{draft.siblings} more open of the same amount"))
    told.sort(key=lambda reason: -reason[0])
    return tuple(text for _, text in told[:8])


_AGAINST = {
    "cites_others": "cites another open invoice",
    "cites_settled": "cites a settled invoice",
    "cites_unknown": "cites a number that is no document of ours",
    "account_of_another": "this account has paid for another customer",
    "another_name_closer": "another customer's name is closer",
    "payer_unlike": "the payer is not known as this customer",
    "not_due": "not due for a while yet",
}


def _amount(draft: Draft) -> str:
    if draft.kind is not Kind.EXACT:
        return _KIND[draft.kind]
    less = f" less {_counted(len(draft.credits), 'credit note')}" if draft.credits else ""
    if len(draft.parts) == 1:
        return f"exact amount{less}"
    return f"exact sum of {_counted(len(draft.parts), 'invoice')}{less}"


def _cites(
    case: Case, draft: Draft, moved: Mapping[str, int], known: Documents
) -> list[tuple[int, str]]:
    by_how: dict[How, list[str]] = {}
    for place in (*draft.parts, *draft.credits):
        how = case.cited.how(place)
        if how is not None:
            by_how.setdefault(how, []).append(known.no_of(place))
    weight = sum(moved.get(n, 0) for n in ("cited_whole", "cited_short", "cited_all", "cited_slip"))
    return [
        (max(weight, 1) - place, _HOW[how].format(nos=_listed(nos)))
        for place, (how, nos) in enumerate(sorted(by_how.items(), reverse=True))
    ]


def _listed(nos: list[str]) -> str:
    if len(nos) <= 3:
        return " and ".join([", ".join(nos[:-1]), nos[-1]] if len(nos) > 1 else nos)
    return f"{nos[0]}, {nos[1]} and {len(nos) - 2} more"


def _payer(case: Case, draft: Draft, moved: Mapping[str, int]) -> list[tuple[int, str]]:
    evidence = case.payers.get(draft.customer_id)
    weight: Callable[[str], int] = lambda name: abs(moved.get(name, 0))  # noqa: E731
    told: list[tuple[int, str]] = []
    if moved.get("account_in_group"):
        told.append((weight("account_in_group"), "paid by a company of the same group"))
    if evidence is None:
        return told
    if evidence.account_count:
        times = _counted(evidence.account_count, "time")
        told.append((weight("account_known"), f"paid from this account {times}"))
    if evidence.name_count:
        times = _counted(evidence.name_count, "time")
        told.append((weight("name_known"), f"this payer's name was this customer's {times}"))
    elif evidence.likeness >= 0.995:
        told.append((weight("name_like"), "the payer's name is the customer's"))
    elif evidence.likeness >= 0.5:
        told.append((weight("name_like"), "the payer's name is like the customer's"))
    if evidence.is_numbered:
        told.append((weight("customer_named"), "the customer's number is in the text"))
    if evidence.rivals:
        told.append((-3, f"{_counted(evidence.rivals, 'other customer')} of a like name"))
    return told


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
