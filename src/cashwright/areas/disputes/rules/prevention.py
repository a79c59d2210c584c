"""What to do so that it is not disputed again: one sentence for a finding that chance does not explain.

Where a guard of the bill run (`billing.bounds`) or a rule of the books would have caught it, the
sentence names it: that is what to switch on or to tighten.
"""

from fractions import Fraction

from cashwright.areas.disputes.rules.root_causes import Finding

_ADVICE = {
    "product": "look at how {label} is priced and described on the invoice; the guard billing.total_jumped "
               "parks what is out of proportion",
    "plan": "hold what this plan says against the contracts that use it; the guard billing.price_not_agreed "
            "parks a price another contract agreed on",
    "price_version": "look at who set this price and why; the guard billing.price_jumped parks a new price that "
                     "is unlike the one before it",
    "terms": "agree {label} in writing before the first invoice",
    "sales_owner": "go through open offers with {label} before they are billed",
    "purchase_order": "ask for an order number in these contracts; the guard billing.purchase_order_missing parks "
                      "invoices that come without",
    "charge": "show on the invoice how a charge of this kind comes about; the guard billing.total_jumped parks "
              "totals far above the usual ones",
    "segment": "ask customers of {label} what they need on an invoice",
    "region": "see what invoices to {label} must say; the guard billing.customer_incomplete parks those that lack it",
}  # fmt: skip

_CLAUSES = {
    "negotiated": "hold negotiated prices against their contracts; the guard billing.price_not_agreed parks those "
                  "another contract agreed on",
    "discount": "show discounts as lines of their own, with their last day",
    "order": "keep the order number current; the guard billing.purchase_order_missing parks invoices without",
    "renewal": "write before a contract renews; what renews unnoticed is disputed",
    "days": "print the agreed days to pay on the invoice",
}  # fmt: skip

_SUBJECT = {
    "product": "Invoices with {label}", "plan": "Invoices on the plan {label}",
    "price_version": "Invoices at the price {label}", "terms": "Invoices with terms {label}",
    "sales_owner": "Invoices of customers of {label}", "purchase_order": "Invoices {label}",
    "charge": "Invoices with charges by {label}", "clause": "Invoices with {label}",
    "segment": "Invoices of {label}", "region": "Invoices to {label}",
}  # fmt: skip


def hint(found: Finding) -> str:
    """ "Invoices without an order number are disputed 4 times as often: ask for …"; "" when unsure."""
    if not found.is_sure() or (found.lift is not None and found.lift <= 1):
        return ""
    told = found.counted
    label = told.label.replace("_", " ") if told.factor == "charge" else told.label
    advice = _CLAUSES[told.value] if told.factor == "clause" else _ADVICE[told.factor]
    subject = _SUBJECT[told.factor].format(label=label)
    return f"{subject} are disputed {_times(found.lift)}: {advice.format(label=label)}."


def _times(lift: Fraction | None) -> str:
    if lift is None:
        return "and no others are"
    tenths = int(lift * 10 + Fraction(1, 2))
    whole, part = divmod(tenths, 10)
    return f"{whole}{f'.{part}' if part else ''} times as often"
