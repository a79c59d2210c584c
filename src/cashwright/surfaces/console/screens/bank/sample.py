"""A statement to try with, before the first one of the bank is there."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page

_LINES = (
    (3, "1190.00", "Example Customer Ltd", "INV-2026-0001 thank you"),
    (2, "250.00", "Sample Trading GmbH", "Rechnung 2026-0002, Abschlag"),
    (2, "-12.50", "Your bank", "Account fees"),
    (1, "480.00", "Unknown payer", "Invoice"),
)
"""Days ago, amount, who, what for. None of them is known to any books: they end in the queue."""


@page(permission="payments.read", section="bank")
def sample_statement(request: HttpRequest) -> HttpResponse:
    """Four made-up lines as a table, as banks give them out."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Booking date", "Amount", "Name", "Text"))
    today = frame_of(request).today
    for days, amount, name, text in _LINES:
        writer.writerow(((today - timedelta(days=days)).isoformat(), amount, name, text))
    response = HttpResponse(told.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sample-statement.csv"'
    return response
