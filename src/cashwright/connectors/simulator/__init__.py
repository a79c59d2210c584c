"""The simulator: a made-up company whose customers buy, use and pay by hidden habits, day by day.

Everything follows from a seed and a day, so the same seed tells the same story on every machine, and
the story goes on as long as anybody asks for more days. It knows nothing of the books: it hands out
files, orders and events as an outside system would, and pays the invoices that are handed to it.
"""

from cashwright.connectors.simulator.company import Buyer, Company, Entity, company
from cashwright.connectors.simulator.deals import Deal, Sold, deals_on, support_reference
from cashwright.connectors.simulator.files import price_book, write_customers, write_payments
from cashwright.connectors.simulator.letterheads import LETTERHEADS, logo
from cashwright.connectors.simulator.lives import Wish, wishes_on
from cashwright.connectors.simulator.metering import SOURCE, usage_told
from cashwright.connectors.simulator.paying import LOOK_BACK_DAYS, Received, payments_between
from cashwright.connectors.simulator.rates import rates_on
from cashwright.connectors.simulator.spans import known_on, span_end, spans

__all__ = [
    "LETTERHEADS",
    "LOOK_BACK_DAYS",
    "SOURCE",
    "Buyer",
    "Company",
    "Deal",
    "Entity",
    "Received",
    "Sold",
    "Wish",
    "company",
    "deals_on",
    "known_on",
    "logo",
    "payments_between",
    "price_book",
    "rates_on",
    "span_end",
    "spans",
    "support_reference",
    "usage_told",
    "wishes_on",
    "write_customers",
    "write_payments",
]
