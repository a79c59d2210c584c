"""The simulator: a made-up company whose customers buy and pay by hidden habits, day by day.

Everything follows from a seed and a day, so the same seed tells the same story on every machine, and
the story goes on as long as anybody asks for more days. It knows nothing of the books: it hands out
files, as an outside system would.
"""

from cashwright.connectors.simulator.billing import invoices_on
from cashwright.connectors.simulator.company import Buyer, Company, Entity, company
from cashwright.connectors.simulator.files import write_customers, write_invoices, write_payments
from cashwright.connectors.simulator.paying import payments_on
from cashwright.connectors.simulator.rates import rates_on

__all__ = [
    "Buyer",
    "Company",
    "Entity",
    "company",
    "invoices_on",
    "payments_on",
    "rates_on",
    "write_customers",
    "write_invoices",
    "write_payments",
]
