"""The rates that the laws about late payment build on, by the half-year they are for.

columns  the first day the rate is for, basis points a year
ECB      main refinancing operations, as in force on the first day of the half-year (Directive
         2011/7/EU, Article 2(7)); source: European Central Bank, key interest rates
GERMANY  Basiszinssatz (BGB 247), as the Deutsche Bundesbank makes it known for each half-year
BANK_OF_ENGLAND  the official Bank Rate of the day before the half-year begins (The Late Payment of
         Commercial Debts (Rate of Interest) (No. 3) Order 2002); source: Bank of England
SWISS    a fixed rate (OR 104)
The last one stands until a later one is entered here or in the policy `collections.charging`.
"""

from datetime import date

Dated = tuple[tuple[date, int], ...]


def _half_years(first_year: int, *rates_bp: int) -> Dated:
    """Rates of consecutive half-years, from January of `first_year`; equal neighbors become one."""
    rows: list[tuple[date, int]] = []
    for place, rate_bp in enumerate(rates_bp):
        begins = date(first_year + place // 2, 7 if place % 2 else 1, 1)
        if not rows or rows[-1][1] != rate_bp:
            rows.append((begins, rate_bp))
    return tuple(rows)


ECB: Dated = _half_years(
    2013,
    75, 50, 25, 15, 5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  # to the end of 2022
    250, 400, 450, 425, 315, 215, 215,
)  # fmt: skip

GERMANY: Dated = _half_years(
    2013,
    -13, -38, -63, -73, -83, -83, -83, -88, -88, -88, -88, -88, -88, -88, -88, -88, -88, -88, -88, -88,
    162, 312, 362, 337, 227, 127, 127,
)  # fmt: skip

BANK_OF_ENGLAND: Dated = _half_years(
    2013,
    50, 50, 50, 50, 50, 50, 50, 50, 25, 25, 50, 50, 75, 75, 75, 10, 10, 10, 25, 125,
    350, 500, 525, 525, 475, 425, 375,
)  # fmt: skip

SWISS: Dated = ((date(1912, 1, 1), 500),)

KNOWN_UNTIL = date(2026, 6, 30)
"""The end of the last half-year whose rates are written above."""
