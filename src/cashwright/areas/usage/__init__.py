"""Usage: metered events, taken once, summed by meter for any span, corrected by their opposite."""
