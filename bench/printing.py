"""P12: an invoice of five lines as PDF, and one of a thousand, by the product's own press."""

from collections.abc import Iterator
from statistics import median, quantiles
from time import perf_counter

from bench.measuring import Measured
from cashwright.areas.invoicing.printing.page import Page
from cashwright.areas.invoicing.printing.words import words
from cashwright.connectors.press import TypstPress


def run(scale: float) -> Iterator[Measured]:
    press = TypstPress()
    press.printed(_page(1, 0))  # the process is there, as it is for every page but a day's first
    times = [_seconds(press, _page(5, n)) for n in range(60)]
    yield Measured(
        "P12", "an invoice as PDF/A-3a and PDF/UA-1", median(times) * 1000, "ms (p50)", 40.0,
        notes={"p95 ms": quantiles(times, n=20)[-1] * 1000},
    )  # fmt: skip
    large = [_seconds(press, _page(1_000, n)) for n in range(3)]
    yield Measured("P12l", "a document of 1,000 lines", median(large) * 1000, "ms", 1_000.0)


def _seconds(press: TypstPress, page: Page) -> float:
    started = perf_counter()
    assert press.printed(page).startswith(b"%PDF")
    return perf_counter() - started


def _page(lines: int, n: int) -> Page:
    """No page is like another, so that none is remembered."""
    return {
        "language": "en", "title": f"Invoice INV-2026-{n:06d}", "issued": [2026, 3, 31],
        "words": dict(words("en")), "brand": {"color": "#1d4ed8", "logo": None},
        "seller": {"name": "Northwind Cloud GmbH", "lines": ["Musterweg 1", "10115 Berlin", "DE"]},
        "buyer": {"name": f"Buyer {n}", "lines": ["Street 1", "City", "DE"]},
        "facts": [["Number", f"INV-2026-{n:06d}"], ["Date", "Mar 31, 2026"]], "memo": "",
        "lines": [
            {
                "description": f"Platform seats, line {i}", "explained": f"{n} at 0.10; 14 of 31 days",
                "quantity": str(i), "unit_price": "0.10", "tax": "19 %", "net": f"{i}.{n:02d} EUR",
            }
            for i in range(lines)
        ],
        "totals": [["Subtotal", "1.00 EUR"], ["Tax 19 % on 1.00 EUR", "0.19 EUR"]],
        "total": ["Total", "1.19 EUR"], "notes": [],
        "pay": {"lines": ["IBAN DE89"], "link": None, "link_words": "Pay", "code": None},
        "usage": [], "footer": "HRB 1",
    }  # fmt: skip
