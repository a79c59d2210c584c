"""What a bank told, as rows of our tables: shown masked, found by fingerprint, kept whole and sealed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from cashwright.areas.cash.frames.bank_lines import TOLD
from cashwright.areas.cash.models import BankAccount
from cashwright.areas.cash.ports import (
    BankEntry,
    BankStatement,
    EntryDetail,
    EntryStatus,
    ReadFile,
    StatementKind,
)
from cashwright.areas.cash.refusals import DayUnsaid
from cashwright.areas.cash.rules.account_numbers import canonical
from cashwright.areas.cash.rules.names import name_key
from cashwright.areas.cash.rules.parts import CHARGES, Part, parts_of
from cashwright.areas.controls import keys
from cashwright.areas.controls.keys import Secret
from cashwright.areas.controls.policies import SubjectKind
from cashwright.kernel.personal import masked_accounts, masked_cards

TEXT_MAX = 4_000  # of a batch that is one line; the whole stands in told_sealed
_SEPARATORS = (",", ":")

SHOWN = {
    "payer_name": pl.String(), "payer_key": pl.String(), "payer_account": pl.String(),
    "text": pl.String(), "cited": pl.String(), "references": pl.List(pl.String()),
    "end_to_end_id": pl.String(), "bank_ref": pl.String(), "bank_code": pl.String(),
    "return_reason": pl.String(), "is_reversal": pl.Boolean(), "told": pl.String(),
}  # fmt: skip
"""What is told of a line besides its amount and day; `payer_account` and `told` are not stored so."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One line to be, and where it comes from."""

    statement: BankStatement
    entry: BankEntry
    part: Part


def tellings(read: ReadFile, accounts: Sequence[BankAccount]) -> tuple[list[Telling], pl.DataFrame]:
    """Every line of the file in its order, and the same as frames.bank_lines.TOLD.

    accounts  the bank account of each statement
    raises    DayUnsaid
    """
    made: list[Telling] = []
    rows: list[tuple[object, ...]] = []
    for number, (statement, account) in enumerate(zip(read.statements, accounts, strict=True)):
        account_id, follows = str(account.pk), statement.kind is StatementKind.END_OF_DAY
        for entry in statement.entries:
            booked_on = day_of(statement, entry)
            if booked_on is None:
                raise DayUnsaid(file=read.name, line=entry.line, account=account.code)
            is_booked = follows and entry.status is EntryStatus.BOOKED
            for part in parts_of(entry):
                rows.append(
                    (
                        len(made), number, account_id, entry.key, part.detail_no, entry.line,
                        booked_on, entry.value_on, entry.currency, part.amount_minor,
                        part.charge_minor, is_booked,
                    )
                )  # fmt: skip
                made.append(Telling(statement, entry, part))
    return made, pl.DataFrame(rows, schema=TOLD, orient="row")


def day_of(statement: BankStatement, entry: BankEntry) -> date | None:
    """When it was booked; where the entry does not say, its value day, else the statement's day."""
    return entry.booked_on or entry.value_on or last_day(statement)


def last_day(statement: BankStatement) -> date | None:
    """The last day a statement tells of: of its closing balance, its period, its entries."""
    if statement.closing is not None:
        return statement.closing.on
    if statement.to_on is not None:
        return statement.to_on
    days = [entry.booked_on or entry.value_on for entry in statement.entries]
    days += [balance.on for balance in statement.balances]
    return max((day for day in days if day is not None), default=None)


def shown_of(made: Sequence[Telling]) -> pl.DataFrame:
    """SHOWN of these lines, in their order."""
    columns: list[list[Any]] = [[] for _ in SHOWN]
    for row in map(_shown, made):
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return pl.DataFrame(dict(zip(SHOWN, columns, strict=True)), schema=SHOWN)


def sealed(lines: pl.DataFrame, entity_id: UUID) -> pl.DataFrame:
    """The lines with payer_print and told_sealed in place of payer_account and told.

    lines  SHOWN and id
    raises SubjectErased
    """
    numbers = lines["payer_account"].unique().drop_nulls()
    prints = keys.fingerprints(entity_id, numbers.to_list())
    table = pl.DataFrame(
        {"payer_account": numbers, "payer_print": pl.Series(prints, dtype=pl.Binary)}
    )
    secrets = [
        Secret(
            SubjectKind.ENTITY, entity_id, keys.place("cash_bankline", "told_sealed", UUID(pk)), told
        )
        for pk, told in lines.select("id", "told").iter_rows()
    ]  # fmt: skip
    whole = lines.join(table, on="payer_account", how="left", maintain_order="left")
    return whole.with_columns(
        told_sealed=pl.Series(keys.seal(secrets), dtype=pl.Binary)
    ).drop("payer_account", "told")  # fmt: skip


def _shown(one: Telling) -> tuple[object, ...]:
    entry, details = one.entry, one.part.details
    first = details[0] if len(details) == 1 else None
    name = account = ""
    if first is not None:
        name = first.counterparty.name or first.counterparty.ultimate_name
        account = first.counterparty.account.number if first.counterparty.account else ""
    code = first.code if first and (first.code.domain or first.code.proprietary) else entry.code
    return (
        masked_accounts(_clean(name))[:200],
        name_key(masked_accounts(_clean(name))),
        canonical(account) or None,
        masked_cards(masked_accounts(_clean(_text(one))))[:TEXT_MAX],
        json.dumps(_cited(details), ensure_ascii=False),
        [_clean(ref)[:80] for detail in details for ref in detail.references][:50],
        masked_accounts(_clean(first.end_to_end_id if first else ""))[:80],
        _clean((first.bank_ref if first else "") or entry.bank_ref)[:80],
        CHARGES if not details else _clean(code.domain or code.proprietary)[:40],
        _clean(next((d.return_reason for d in details if d.return_reason), ""))[:40],
        entry.is_reversal,
        _told(one),
    )


def _text(one: Telling) -> str:
    """What the payer and the bank wrote, each once, in lines."""
    details = one.part.details
    if not details:
        return "Charges of the bank"
    told = [detail.text for detail in details]
    shared = one.entry.text
    if shared and not any(shared in text for text in told):
        told.append(shared)
    return "\n".join(filter(None, told))


def _cited(details: Sequence[EntryDetail]) -> list[tuple[str, int | None]]:
    return [
        (_clean(paid.number)[:80], paid.remitted_minor if paid.remitted_minor is not None
         else paid.credited_minor)
        for detail in details
        for paid in detail.documents
        if paid.number
    ]  # fmt: skip


def _told(one: Telling) -> str:
    """Everything the bank told of a line, as JSON; what a batch shares stands with its first line."""
    told: dict[str, Any] = {}
    if one.part.detail_no <= 1:
        told["entry"] = dict(one.entry.raw)
        told |= _some(text=one.entry.text, batch=one.entry.batch_ref, member=one.statement.member)
        if one.entry.charges:
            told["charges"] = [[c.amount_minor, c.currency] for c in one.entry.charges]
    if one.part.details:
        told["details"] = list(map(_detail_told, one.part.details))
    return json.dumps(told, ensure_ascii=False, separators=_SEPARATORS)


def _detail_told(detail: EntryDetail) -> Mapping[str, Any]:
    payer = detail.counterparty
    return {
        **_some(
            name=payer.name, ultimate_name=payer.ultimate_name, text=detail.text,
            account=payer.account.number if payer.account else "",
            bank=payer.account.bank if payer.account else "",
            end_to_end_id=detail.end_to_end_id, mandate=detail.mandate_id,
        ),
        "raw": dict(detail.raw),
    }  # fmt: skip


def _some(**texts: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _clean(text: str) -> str:
    """Without the NUL characters that no text column holds."""
    return text.replace("\x00", "") if "\x00" in text else text


def statement_rows(read: ReadFile, accounts: Sequence[BankAccount]) -> Iterator[dict[str, Any]]:
    """The columns of each statement that the file itself says."""
    for statement, account in zip(read.statements, accounts, strict=True):
        opening, closing = statement.opening, statement.closing
        days = [day for e in statement.entries if (day := day_of(statement, e)) is not None]
        booked = [e for e in statement.entries if e.status is EntryStatus.BOOKED]
        yield {
            "bank_account_id": account.pk, "kind": str(statement.kind),
            "statement_no": (statement.sequence_no or statement.statement_id)[:80],
            "from_on": statement.from_on or min(days, default=None),
            "to_on": last_day(statement), "currency": statement.currency,
            "opening_on": opening.on if opening else None,
            "opening_minor": opening.amount_minor if opening else None,
            "closing_on": closing.on if closing else None,
            "closing_minor": closing.amount_minor if closing else None,
            "booked_minor": sum(e.signed_minor for e in booked if e.currency == statement.currency),
        }  # fmt: skip
