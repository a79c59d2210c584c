"""What to do so that it is not disputed again: one sentence for a finding that chance does not explain."""

from fractions import Fraction

from cashwright.areas.disputes.rules.root_causes import Finding

_ADVICE = {
    "product": "look at how {label} is priced and described on the invoice",
    "plan": "check what this price of {label} says against the contracts that use it",
    "terms": "agree {label} in writing before the first invoice",
    "sales_owner": "go through open offers with {label} before they are billed",
    "purchase_order": "require an order number before an invoice is issued",
    "charge": "show how {label} comes about on the invoice",
    "segment": "ask customers of {label} what they need on an invoice",
}  # fmt: skip

_SUBJECT = {
    "product": "Invoices with {label}", "plan": "Invoices at the price {label}",
    "terms": "Invoices with terms {label}", "sales_owner": "Invoices of customers of {label}",
    "purchase_order": "Invoices {label}", "charge": "Invoices with {label}",
    "segment": "Invoices of {label}",
}  # fmt: skip


def hint(found: Finding) -> str:
    """ "Invoices without an order number are disputed 4 times as often: require …"; "" when unsure."""
    if not found.is_sure() or (found.lift is not None and found.lift <= 1):
        return ""
    factor, label = found.counted.factor, found.counted.label
    subject = _SUBJECT[factor].format(label=label)
    return f"{subject} are disputed {_times(found.lift)}: {_ADVICE[factor].format(label=label)}."


def _times(lift: Fraction | None) -> str:
    if lift is None:
        return "and no others are"
    tenths = int(lift * 10 + Fraction(1, 2))
    whole, part = divmod(tenths, 10)
    return f"{whole}{f'.{part}' if part else ''} times as often"
