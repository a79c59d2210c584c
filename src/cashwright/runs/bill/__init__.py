"""Contracts and usage to posted invoices: what is due is priced, taxed, grouped, looked at and posted.

Words: a *line* bills one charge for days of one period; a *document* is what lines come to: an
invoice, a credit note where it is below zero, or a parked draft (see bounds.py).
"""

from cashwright.runs.bill.running import BILL, bill, run_bill

__all__ = ["BILL", "bill", "run_bill"]
