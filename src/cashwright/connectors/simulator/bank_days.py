"""The bank's days: everything that was booked on our accounts, as files, with the truth beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cashwright.connectors.simulator.bank_writers import Statement, Told
from cashwright.connectors.simulator.banks import BANKS, Bank, bank_for, banks_of
from cashwright.connectors.simulator.company import Company, Entity, dice
from cashwright.connectors.simulator.paying import Paid, paid_ahead, payments_between
from cashwright.connectors.simulator.received import Received
from cashwright.connectors.simulator.strangers import strange_lines
from cashwright.connectors.simulator.telling import told_of
from cashwright.connectors.simulator.truth import Truth

_BATCH_FROM, _BATCH_CHANCE = 4, 0.3
Booked = tuple[Told, Truth]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it comes from a bank; `code` is the account where the file does not say it."""

    name: str
    content: bytes
    code: str = ""


def booked_between(
    company: Company, entity: Entity, invoices: Iterable[Received], first: date, last: date
) -> dict[str, list[Booked]]:
    """What each account of an entity saw, by its code: lines in the bank's order, each with its truth."""
    received = list(invoices)
    moved: dict[str, list[tuple[Told, str, Paid | None]]] = defaultdict(list)
    ahead = paid_ahead(company, entity, first, last)
    for paid in [*payments_between(company, received, first, last), *ahead]:
        told, kind = told_of(company, paid, _older(received, paid))
        moved[bank_for(company, paid.buyer, paid.currency).code].append((told, kind, paid))
    found = {}
    for bank in banks_of(entity.code):
        strange = [(told, kind, None) for told, kind in strange_lines(company, bank, first, last)]
        lines = sorted([*moved[bank.code], *strange], key=lambda line: line[0].booked_on)
        found[bank.code] = _numbered(company, bank, lines)
    return found


def _older(received: Sequence[Received], paid: Paid) -> list[str]:
    """What the buyer got before; who cites a wrong number cites one of these."""
    first = min((i.issued_on for i in received if i.document_no in paid.cites), default=date.min)
    return sorted(
        i.document_no for i in received
        if i.account_no == paid.buyer.account_no and i.issued_on < first
    )  # fmt: skip


def _numbered(
    company: Company, bank: Bank, lines: Sequence[tuple[Told, str, Paid | None]]
) -> list[Booked]:
    """The lines with the bank's own references, which count anew each day; some days in a batch."""
    days: dict[date, list[tuple[Told, str, Paid | None]]] = defaultdict(list)
    for line in lines:
        days[line[0].booked_on].append(line)
    found: list[Booked] = []
    for on, own in days.items():
        batch = _batch(company, bank, on, sum(told.amount_minor > 0 for told, _, _ in own))
        for number, (plain, kind, paid) in enumerate(own, 1):
            ref = f"{bank.prefix}{on:%y%m%d}{number:04d}"
            told = replace(plain, bank_ref=ref, batch=batch if plain.amount_minor > 0 else "")
            found.append((told, _truth(bank, told, kind, paid)))
    return found


def _batch(company: Company, bank: Bank, on: date, count: int) -> str:
    is_one = count >= _BATCH_FROM and bank.ending == "xml"
    if not is_one or dice(company.seed, "batch", bank.code, on).random() >= _BATCH_CHANCE:
        return ""
    return f"SAMMEL-{on:%y%m%d}"


def _truth(bank: Bank, line: Told, kind: str, paid: Paid | None) -> Truth:
    return Truth(
        entity=bank.entity, account=bank.code, bank_ref=line.bank_ref, kind=kind,
        amount_minor=line.amount_minor, customer=paid.buyer.account_no if paid else "",
        covers=paid.covers if paid else (), over_minor=paid.over_minor if paid else 0,
    )  # fmt: skip


def files_of(
    booked: Mapping[str, Sequence[Booked]], first: date, last: date, openings: Mapping[str, int]
) -> list[WrittenFile]:
    """The banks' files about these days: a statement an account that moved, chained to its opening balance.

    openings  the balance of each account before, by its code; 0 where nothing was before
    """
    by_file: dict[str, list[tuple[Bank, Statement]]] = defaultdict(list)
    for code, lines in booked.items():
        bank = next(one for one in BANKS if one.code == code)
        if lines:
            statement = Statement(
                bank.account, last.timetuple().tm_yday, first, last, openings.get(code, 0),
                tuple(told for told, _ in lines),
            )  # fmt: skip
            by_file[f"{bank.file}-{last}.{bank.ending}"].append((bank, statement))
    return [
        WrittenFile(
            name, own[0][0].write([statement for _, statement in own]),
            own[0][0].code if own[0][0].is_table else "",
        )
        for name, own in sorted(by_file.items())
    ]  # fmt: skip
