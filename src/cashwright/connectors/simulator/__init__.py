"""The simulator: a made-up company whose customers buy, use and pay by hidden habits, day by day.

Everything follows from a seed and a day, so the same seed tells the same story on every machine, and
the story goes on as long as anybody asks for more days. It knows nothing of the books: it hands out
files, orders and events as an outside system would, and pays the invoices that are handed to it, in
the files of its banks. What each of those lines truly was is written apart (`truth`). Its customers'
people (`people`) read what they are sent, write back and pay sooner or later for it.
"""

from cashwright.connectors.simulator.bank_days import WrittenFile, booked_between, files_of
from cashwright.connectors.simulator.bank_writers import TABLE_COLUMNS
from cashwright.connectors.simulator.banks import BANKS, Bank, banks_of
from cashwright.connectors.simulator.company import Buyer, Company, Entity, company
from cashwright.connectors.simulator.deals import Deal, Sold, deals_on, support_reference
from cashwright.connectors.simulator.families import known_mothers
from cashwright.connectors.simulator.files import price_book, write_customers
from cashwright.connectors.simulator.letterheads import LETTERHEADS, logo
from cashwright.connectors.simulator.lives import Wish, wishes_on
from cashwright.connectors.simulator.metering import SOURCE, usage_told
from cashwright.connectors.simulator.moving import Moved, moved_between, payday
from cashwright.connectors.simulator.paying import payments_between
from cashwright.connectors.simulator.rates import rates_on
from cashwright.connectors.simulator.received import LOOK_BACK_DAYS, Received
from cashwright.connectors.simulator.spans import known_on, span_end, span_start, spans
from cashwright.connectors.simulator.truth import Truth, read_truths, write_truths

__all__ = [
    "BANKS",
    "LETTERHEADS",
    "LOOK_BACK_DAYS",
    "SOURCE",
    "TABLE_COLUMNS",
    "Bank",
    "Buyer",
    "Company",
    "Deal",
    "Entity",
    "Moved",
    "Received",
    "Sold",
    "Truth",
    "Wish",
    "WrittenFile",
    "banks_of",
    "booked_between",
    "company",
    "deals_on",
    "files_of",
    "known_mothers",
    "known_on",
    "logo",
    "moved_between",
    "payday",
    "payments_between",
    "price_book",
    "rates_on",
    "read_truths",
    "span_end",
    "span_start",
    "spans",
    "support_reference",
    "usage_told",
    "wishes_on",
    "write_customers",
    "write_truths",
]
