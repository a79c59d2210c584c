"""Disputes: cases on part of an invoice, who works them by when, what was decided and why it came up."""
