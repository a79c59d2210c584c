"""How often something is billed, as files write it."""

from types import MappingProxyType

MONTHS: MappingProxyType[str, int] = MappingProxyType(
    {
        word: months
        for months, words in {
            1: "monthly month mensuel mensual mensile monatlich 1",
            3: "quarterly quarter trimestriel trimestral trimestrale vierteljaehrlich 3",
            6: "half-yearly halfyearly semiannual semi-annual semestriel semestral halbjaehrlich 6",
            12: "annual annually yearly year annuel anual annuale jaehrlich 12",
            24: "biennial two-yearly 24",
        }.items()
        for word in words.split()
    }
)
"""Lower-case word -> months between two bills."""
