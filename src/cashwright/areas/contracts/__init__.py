"""Contracts: what was agreed with a customer, its amendments, and the schedule it is billed by."""
