"""The columns that frames of credit take and give."""

import polars as pl

from cashwright.columns.dtypes import Schema

# One row per application of a window of invoices, those of open invoices too; none: applied_on null.
MOVES: Schema = {
    "customer_id": pl.String, "invoice_id": pl.String, "issued_on": pl.Date, "due_on": pl.Date,
    "total_minor": pl.Int64, "applied_on": pl.Date, "amount_minor": pl.Int64, "is_payment": pl.Boolean,
}  # fmt: skip

# One row per invoice; settled_on null while something is open of it or no money closed it.
INVOICES: Schema = {
    "customer_id": pl.String, "invoice_id": pl.String, "issued_on": pl.Date, "due_on": pl.Date,
    "settled_on": pl.Date, "is_open": pl.Boolean,
}  # fmt: skip

# One row per paying day of a customer.
PAYINGS: Schema = {
    "customer_id": pl.String, "paid_on": pl.Date, "days_late": pl.Float64, "invoice_count": pl.UInt32,
}  # fmt: skip

HABITS: Schema = {
    "customer_id": pl.String, "typical_days": pl.Float64, "spread_days": pl.Float64,
    "count": pl.UInt32, "run_size": pl.Float64,
}  # fmt: skip

WARNED: Schema = {
    "customer_id": pl.String, "detector": pl.String, "score": pl.Float64,
    "baseline_days": pl.Float64, "latest_days": pl.Float64,
}  # fmt: skip

# The prior of each group of customers alike; the group of null is everybody.
PRIORS: Schema = {
    "segment_id": pl.String, "typical_prior": pl.Float64, "between_prior": pl.Float64,
    "spread_prior": pl.Float64,
}  # fmt: skip
