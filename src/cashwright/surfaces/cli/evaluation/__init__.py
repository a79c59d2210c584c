"""Holding matching against the truth: of the demo's bank, or of a made-up month."""
