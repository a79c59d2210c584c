"""What an act on a contract changes: it is done, what comes is read, and all is taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from cashwright.areas.contracts.models import BillItem, Contract
from cashwright.kernel.local_days import bounds_of_day
from cashwright.surfaces.console.books.coming import Outlook, outlook
from cashwright.surfaces.console.confirming import Effect, Table, taken_back
from cashwright.surfaces.console.formats import day_text, money_text, plural
from cashwright.surfaces.console.lists.cells import money

SHOWN = 6  # bill days told one by one


def effect_of(
    contract: Contract, act: Callable[[], object], on: date, *, said: Sequence[str] = (),
    items: Sequence[BillItem] = (),
) -> Effect:  # fmt: skip
    """The lines an act writes for a period billed already, and the bills that come to something else.

    items  the credits and charges of an amendment's plan
    raises what the act raises
    """
    known_at = bounds_of_day(on, contract.entity.zone)[1]
    before = outlook(contract, on, known_at=known_at)
    with taken_back():
        act()
        after = outlook(Contract.objects.get(pk=contract.pk), on, known_at=known_at)
    tables = [_lines(items, contract.currency)] if items else []
    changed = _changed(before, after, contract.currency)
    if changed:
        tables.append(changed)
    return Effect([*said, *_words(before, after, contract.currency), *after.problems], tables)


def _lines(items: Sequence[BillItem], code: str) -> Table:
    """Credits of the old and charges of the new, as they will stand on the invoice."""
    rows = [
        (
            item.description, _days(item.from_on, item.until_on), day_text(item.bill_on),
            money(item.net_minor, code),
        )
        for item in items
    ]  # fmt: skip
    total = sum(item.net_minor for item in items)
    heads = (("Line", False), ("Days", False), ("Billed on", False), ("Amount", True))
    foot = ("Net, before tax", "", "", money(total, code))
    return Table("For the period that is billed already", heads, rows, foot)


def _days(from_on: date, until_on: date) -> str:
    return f"{day_text(from_on)} to {day_text(until_on - timedelta(days=1))}"


def _changed(before: Outlook, after: Outlook, code: str) -> Table | None:
    old, new = before.by_day(), after.by_day()
    days = [day for day in sorted(old.keys() | new.keys()) if old.get(day, 0) != new.get(day, 0)]
    if not days:
        return None
    rows: list[tuple[object, ...]] = [
        (
            day_text(day), money(old.get(day, 0), code), money(new.get(day, 0), code),
            money(new.get(day, 0) - old.get(day, 0), code),
        )
        for day in days[:SHOWN]
    ]  # fmt: skip
    rest = days[SHOWN:]
    if rest:
        told = plural(len(rest), "later bill", "later bills")
        sums = [sum(of.get(day, 0) for day in rest) for of in (old, new)]
        rows.append((told, *(money(minor, code) for minor in (*sums, sums[1] - sums[0]))))
    heads = (("Billed on", False), ("Until now", True), ("From now on", True), ("Difference", True))
    foot = (
        "Next twelve months", money(before.total_minor, code), money(after.total_minor, code),
        money(after.total_minor - before.total_minor, code),
    )  # fmt: skip
    return Table("Bills that come to something else, before tax", heads, rows, foot)


def _words(before: Outlook, after: Outlook, code: str) -> list[str]:
    by = after.total_minor - before.total_minor
    if not by:
        return ["The bills of the next twelve months come to the same."]
    more = "more" if by > 0 else "less"
    return [
        f"The bills of the next twelve months come to {money_text(abs(by), code)} {code} {more}."
    ]
