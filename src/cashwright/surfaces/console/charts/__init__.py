"""Charts, drawn on the server as SVG: bars and points are links, a table says the same.

    figure = stacked_bars("Aging", ["Not due", "1–30 days"], [
        Stack("EUR", [Part(120_000, "1,200.00", url), Part(3_000, "30.00", url)], "1,230.00 EUR", url),
    ], of="Currency", text="98 % is not due yet.")
    {{ figure }}                       in a template: legend, drawing, "Show as table"

    time_series("DSO", ["Jan", "Feb"], [Line("DSO", [412, 398], urls)], lambda v: f"{v / 10:.1f}")
    bars("Largest debtors", [Bar("Acme", 90_000, "900.00 EUR", url)])
    sparkline([3, 5, 4], "Open receivables over 12 weeks");  progress("Touched", 7, 24, "7 of 24")

Colors come by class (s0 to s5 from good to worst), so they follow the theme and the policy.
"""

from cashwright.surfaces.console.charts.bars import Bar, Part, Stack, bars, progress, stacked_bars
from cashwright.surfaces.console.charts.calibration import Told, calibration
from cashwright.surfaces.console.charts.lines import Line, sparkline, steps, time_series
from cashwright.surfaces.console.charts.markup import Figure
from cashwright.surfaces.console.charts.strips import Tick, strip

__all__ = [
    "Bar",
    "Figure",
    "Line",
    "Part",
    "Stack",
    "Tick",
    "Told",
    "bars",
    "calibration",
    "progress",
    "sparkline",
    "stacked_bars",
    "steps",
    "strip",
    "time_series",
]
