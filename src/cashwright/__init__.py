"""Cashwright: the open invoice-to-cash system for SaaS companies."""

__version__ = "0.1.0"
