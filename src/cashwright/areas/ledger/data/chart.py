"""The chart of accounts a SaaS company starts with.

source  our own, along the usual five classes; a company renames and adds accounts, the roles stay.
columns code, name, kind, role: services look accounts up by role, people by code.
"""

CHART: tuple[tuple[str, str, str, str], ...] = (
    ("1000", "Bank", "asset", "bank"),
    ("1050", "Payments in transit", "asset", "bank_clearing"),
    ("1100", "Trade receivables", "asset", "receivable"),
    ("1150", "Receivables revaluation", "asset", "receivable_revaluation"),
    ("1200", "Withholding tax receivable", "asset", "withheld_tax"),
    ("1250", "Input tax receivable", "asset", "input_tax"),
    ("2100", "Customer credits and unapplied cash", "liability", "customer_credit"),
    ("2110", "Unidentified receipts", "liability", "unidentified"),
    ("2200", "Sales tax payable", "liability", "tax_payable"),
    ("2400", "Deferred revenue", "liability", "deferred_revenue"),
    ("3000", "Retained earnings", "equity", "retained_earnings"),
    ("3900", "Opening balances", "equity", "opening"),
    ("4000", "Subscription revenue", "income", "revenue"),
    ("4100", "Usage revenue", "income", ""),
    ("4200", "Services revenue", "income", ""),
    ("4800", "Interest and fees for late payment", "income", "late_charge"),
    ("4900", "Bad debt recovered", "income", "recovery"),
    ("6100", "Bad debt expense", "expense", "bad_debt"),
    ("6200", "Bank and payment fees", "expense", "fees"),
    ("6250", "Collection agency fees", "expense", "agency_fees"),
    ("6300", "Early-payment discounts granted", "expense", "discount"),
    ("6900", "Rounding differences", "expense", "rounding"),
    ("7000", "Realized exchange gains and losses", "income", "fx_realized"),
    ("7010", "Unrealized exchange gains and losses", "income", "fx_unrealized"),
)
