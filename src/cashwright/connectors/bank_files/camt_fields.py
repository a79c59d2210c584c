"""What is read alike everywhere in camt: amounts, directions, charges, repeated groups.

All versions are read by the same code: where a path has changed, both are named, the newer one first.
"""

from cashwright.areas.cash.ports import Charge, Direction
from cashwright.connectors.bank_files.reading import Unreadable
from cashwright.connectors.bank_files.values import amount_minor
from cashwright.connectors.bank_files.xml_stream import Part

Fields = dict[str, str]


def first(fields: Fields, *paths: str) -> str:
    """The first of `paths` that says something, else ""."""
    for path in paths:
        value = fields.get(path)
        if value:
            return value
    return ""


def repeated(fields: Fields, path: str) -> list[str]:
    """All values at `path`, `path[2]`, and so on."""
    found = []
    number, at = 1, path
    while at in fields:
        found.append(fields[at])
        number += 1
        at = f"{path}[{number}]"
    return found


def groups(part: Part, path: str) -> list[str]:
    """The prefixes of the repeated group `path`: `Strd/`, `Strd[2]/`."""
    times = part.counts.get(path, 0)
    if times == 0:
        return []
    return [f"{path}/", *(f"{path}[{number}]/" for number in range(2, times + 1))]


def direction_of(text: str, field: str = "CdtDbtInd") -> Direction:
    """CRDT or DBIT. Raises Unreadable."""
    if text == "CRDT":
        return Direction.CREDIT
    if text == "DBIT":
        return Direction.DEBIT
    raise Unreadable(field, text, "CRDT or DBIT")


def amount_at(fields: Fields, *paths: str) -> tuple[int, str] | None:
    """(minor units, currency) of the first of `paths` that is there. Raises Unreadable."""
    for path in paths:
        text = fields.get(path)
        if text:
            currency = fields.get(f"{path}@Ccy", "")
            minor = amount_minor(text, currency, path)
            if minor < 0:
                raise Unreadable(path, text, "an amount without a sign")
            return minor, currency
    return None


def charges_of(part: Part) -> tuple[Charge, ...]:
    """What banks took: `Chrgs` of version 2, `Chrgs/Rcrd` since version 4."""
    if "Chrgs" not in part.counts:
        return ()
    fields, found = part.fields, []
    for at in (*groups(part, "Chrgs"), *groups(part, "Chrgs/Rcrd")):
        amount = amount_at(fields, f"{at}Amt")
        if amount is None:
            continue
        told = fields.get(f"{at}CdtDbtInd")
        found.append(
            Charge(
                *amount,
                is_included=fields.get(f"{at}ChrgInclInd", "true") in ("true", "1"),
                direction=direction_of(told) if told else Direction.DEBIT,
            )
        )
    return tuple(found)
