"""Advices of remittance read from files: EDI X12 820, NACHA with addenda, tables, mails, PDFs and text.

Whatever comes in, it is values of areas/cash/ports.py or a refusal that names file, line and remedy.
"""

from cashwright.connectors.remittance.reader import read_advices

__all__ = ["read_advices"]
