"""Benchmarks: measured, printed, saved; never tests, and never a claim without a run behind it."""
