"""Invoices and credit notes: what we claim from customers, numbered without gap."""
