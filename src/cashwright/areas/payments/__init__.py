"""Payments: money customers sent, by any route, and what we send back."""
