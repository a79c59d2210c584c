"""Dated constants of the ledger."""
