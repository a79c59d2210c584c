"""Contracts and usage to posted invoices: what is due is priced, taxed, grouped, looked at and posted.

Words: a *line* bills one charge for days of one period; a *document* is what lines come to: an
invoice, a credit note where it is below zero, or a parked draft (see bounds.py).
"""

from cashwright.runs.bill.preview import BillPlan, plan_bill
from cashwright.runs.bill.running import bill_alone, run_bill
from cashwright.runs.bill.slabs import BILL

__all__ = ["BILL", "BillPlan", "bill_alone", "plan_bill", "run_bill"]
