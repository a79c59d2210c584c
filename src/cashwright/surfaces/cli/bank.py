"""Our bank accounts: open one, take in its files, see whether bank and books agree.

A file goes in whole or not at all, each line once, however files overlap; what is new is matched at
once. Exit codes: 0 taken, 1 refused.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.table import Table

from cashwright.areas.cash.models import BankAccount, BankLine
from cashwright.areas.cash.ports import ColumnMap
from cashwright.areas.cash.queries import (
    bank_accounts,
    columns_of,
    in_transit,
    likely_transfers_in,
    reconciliation,
)
from cashwright.areas.cash.services import (
    Imported,
    book_opening_balance,
    import_bank_file,
    mark_transfer,
    open_bank_account,
    take_advices,
    tie_advices,
)
from cashwright.connectors.remittance import read_advices
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.banking import read_bank, take_bank_file
from cashwright.surfaces.cli.choosing import AsJson, AsOf, Entity, day, one_entity, some_entities
from cashwright.surfaces.cli.reports.sheet import console

if TYPE_CHECKING:
    from cashwright.areas.cash.queries import Reconciliation
    from cashwright.areas.parties.models import LegalEntity

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
BY = Actor.rule("cli.bank")
Files = Annotated[list[Path], typer.Argument(help="As the bank sent them; a zip of them too.")]
Account = Annotated[
    str, typer.Option("--account", help="Code of the bank account, where a file does not say.")
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="field=column of a table; kept for the account's next file."),
]


@app.callback()
def bank() -> None:
    """Bank accounts and their files."""


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="A short name of your own, such as HOUSE.")],
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    currency: Annotated[str, typer.Option(help="The company's own, if not said.")] = "",
    number: Annotated[str, typer.Option(help="IBAN or account number; kept sealed.")] = "",
    bic: Annotated[str, typer.Option("--bank", help="BIC or bank code.")] = "",
    ledger: Annotated[
        str, typer.Option(help="Account of the ledger its money stands on; a new one if not said.")
    ] = "",
    entity: Entity = "",
) -> None:
    """Open one of our accounts at a bank or a processor."""
    of = one_entity(entity)
    made = open_bank_account(
        entity_id=of.pk, code=code, name=name or code, currency=currency or of.currency,
        number=number, bank=bic, account_code=ledger or None, by=BY,
    )  # fmt: skip
    told = f" {made.number_masked}" if made.number_masked else ""
    typer.echo(f"{made.code}{told} {made.currency} stands on {made.account}.")


@app.command(name="list")
def list_(entity: Entity = "", as_json: AsJson = False) -> None:
    """Every bank account, with what its last statement said."""
    rows = [
        reconciliation(one, day(None, [one.entity]))
        for one in bank_accounts([each.pk for each in some_entities(entity)])
    ]
    if as_json:
        typer.echo(json.dumps([_told(row) for row in rows], indent=1))
        return
    table = Table(title="Bank accounts")
    for column in ("company", "code", "name", "number", "last statement", "balance", "differs by"):
        table.add_column(column, justify="right" if column in ("balance", "differs by") else "left")
    for row in rows:
        account = row.account
        table.add_row(
            account.entity.code, account.code, account.name, account.number_masked,
            str(row.statement_on or "none"), _money(row.statement_minor, account),
            _money(row.difference_minor, account),
        )  # fmt: skip
    console().print(table)


@app.command()
def opening(
    code: Annotated[str, typer.Argument(help="Code of the bank account.")], entity: Entity = ""
) -> None:
    """Book what an account held before its first statement, once."""
    account = _account(one_entity(entity), code)
    entry = book_opening_balance(bank_account_id=account.pk, by=BY)
    typer.echo(f"The opening balance of {account.code} is booked as of {entry.effective_on}.")


@app.command()
def transfers(
    entity: Entity = "",
    mark: Annotated[bool, typer.Option("--mark", help="Mark each of them as a transfer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Money between our own accounts, among the waiting lines: where nothing else fits."""
    homes = {one.pk: one for one in some_entities(entity)}
    found = likely_transfers_in(list(homes))
    rows = BankLine.objects.select_related("bank_account").in_bulk(
        [UUID(side.line_id) for one in found for side in (one.out, one.came)]
    )
    pairs = [(rows[UUID(one.out.line_id)], rows[UUID(one.came.line_id)]) for one in found]
    if as_json:
        typer.echo(json.dumps([_transfer(*pair) for pair in pairs], indent=1))
    for out, came in pairs:
        if mark:
            on = day(None, [homes[out.entity_id]])
            mark_transfer(line_id=out.pk, other_id=came.pk, on=on, by=BY)
        if not as_json:
            told = _transfer(out, came)
            typer.echo(
                f"{told['left_on']}  {told['from']} to {told['to']}  {told['amount']} {told['currency']}"
            )
    if not pairs and not as_json:
        typer.echo("No waiting lines are likely to be a transfer.")


def _transfer(out: BankLine, came: BankLine) -> dict[str, Any]:
    return {
        "from": out.bank_account.code, "to": came.bank_account.code,
        "left_on": out.booked_on.isoformat(), "came_on": came.booked_on.isoformat(),
        "amount": format_minor(came.amount_minor, came.currency), "currency": came.currency,
        "lines": [out.public_id, came.public_id],
    }  # fmt: skip


@app.command(name="import")
def import_(
    files: Files,
    entity: Entity = "",
    account: Account = "",
    column: Map = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be taken.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a bank's files: camt, MT940/942, BAI2, lockbox, OFX, QIF, CSV, XLSX, payouts."""
    of = one_entity(entity)
    own = _account(of, account) if account else None
    told = [_take(path, of, own, _columns(own, column), dry_run) for path in files]
    if as_json:
        typer.echo(json.dumps([_imported(one) for one in told], indent=1))
    else:
        for one in told:
            _say(one)


@app.command()
def remittance(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="EDI 820, NACHA, CSV, XLSX, a mail (.eml), PDF or text; a zip of them."
        ),
    ],
    entity: Entity = "",
    currency: Annotated[str, typer.Option(help="Of amounts that name none.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take in payers' advices: which invoices a payment covers. They are tied to their bank lines."""
    of = one_entity(entity)
    told: list[dict[str, Any]] = []
    for path in files:
        if not path.is_file():
            raise typer.BadParameter(f"{path} is no file", param_hint="FILES")
        read = read_advices(path, path.name, assumed_currency=currency.upper())
        new = take_advices(read, entity_id=of.pk, by=BY)
        told.append(
            {
                "file": path.name, "advices": len(read.advices), "new": len(new),
                "documents": sum(len(one.items) for one in read.advices), "notes": list(read.notes),
            }
        )  # fmt: skip
    tied = tie_advices(entity_id=of.pk, on=day(None, [of]), by=BY)
    if as_json:
        typer.echo(json.dumps({"files": told, "tied": tied}, indent=1))
        return
    for one in told:
        typer.echo(
            f"{one['file']}: {one['new']} of {one['advices']} advices are new, of"
            f" {one['documents']} documents."
        )
        for note in one["notes"]:
            typer.echo(f"  note: {note}")
    typer.echo(f"{tied} tied to bank lines that wait; the next matching goes by them.")


@app.command()
def reconcile(
    account: Annotated[str, typer.Argument(help="Code of the bank account; all if not said.")] = "",
    as_of: AsOf = None,
    entity: Entity = "",
    as_json: AsJson = False,
) -> None:
    """What the bank says, what the books say, and every amount between them. Exit code 1 if they differ."""
    chosen = some_entities(entity)
    accounts = bank_accounts([one.pk for one in chosen])
    if account:
        accounts = accounts.filter(code=account.upper())
    found = [reconciliation(one, day(as_of, [one.entity])) for one in accounts]
    if not found:
        raise typer.BadParameter("there is no such bank account", param_hint="account")
    if as_json:
        typer.echo(json.dumps([_told(one) for one in found], indent=1))
    else:
        for one in found:
            _print(one)
    if any(one.difference_minor for one in found):
        raise typer.Exit(1)


@app.command()
def transit(as_of: AsOf = None, entity: Entity = "", as_json: AsJson = False) -> None:
    """What went onto the clearing account and has not come off it; nothing when all transfers arrived."""
    told = [
        {
            "entity": one.code, "on": each.on.isoformat(), "currency": each.currency,
            "amount": format_minor(each.amount_minor, each.currency), "what": each.memo or each.kind,
        }
        for one in some_entities(entity)
        for each in in_transit(one.pk, day(as_of, [one]))
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, indent=1))
        return
    for row in told:
        typer.echo(f"{row['entity']} {row['on']} {row['amount']} {row['currency']}: {row['what']}")
    if not told:
        typer.echo("Nothing is in transit.")


def _account(of: LegalEntity, code: str) -> BankAccount:
    found = bank_accounts([of.pk]).filter(code=code.upper()).first()
    if found is None:
        raise typer.BadParameter(f"{of.code} has no bank account {code}", param_hint="--account")
    return found


def _columns(own: BankAccount | None, said: list[str] | None) -> ColumnMap | None:
    """The account's columns with what was said now; None where nothing was."""
    if not said:
        return None
    if own is None:
        raise typer.BadParameter("--map needs --account", param_hint="--map")
    known = {one.name for one in fields(ColumnMap)}
    named: dict[str, Any] = {}
    for each in said:
        name, _, column = each.partition("=")
        if name not in known or not column:
            raise typer.BadParameter(f"one of {', '.join(sorted(known))}", param_hint="--map")
        named[name] = tuple(column.split("+")) if name == "texts" else column
    return replace(columns_of(own) or ColumnMap(booked_on=""), **named)


def _take(
    path: Path, of: LegalEntity, own: BankAccount | None, columns: ColumnMap | None, dry_run: bool
) -> Imported:
    if not path.is_file():
        raise typer.BadParameter(f"{path} is no file", param_hint="FILES")
    if dry_run:
        read = read_bank(path, path.name, account=own, columns=columns)
        return import_bank_file(read, entity_id=of.pk, by=BY, dry_run=True)
    return take_bank_file(path, path.name, entity=of, by=BY, account=own, columns=columns)


def _imported(one: Imported) -> dict[str, object]:
    return {
        "file": one.file.name, "format": one.file.format, "known_before": one.is_known,
        "dry_run": one.is_dry_run, "accounts": list(one.accounts), "lines": one.line_count,
        "new": one.new_count, "known": one.known_count, "booked": one.booked_count,
        "pending": one.pending_count, "dropped": one.dropped_count,
        "sums": [
            {"currency": code, "in": format_minor(came, code), "out": format_minor(went, code)}
            for code, came, went in one.sums
        ],
        "gaps": list(one.gaps), "notes": list(one.file.notes),
    }  # fmt: skip


def _say(one: Imported) -> None:
    if one.is_known:
        typer.echo(f"{one.file.name}: taken before, nothing changed.")
        return
    would = "would add" if one.is_dry_run else "added"
    typer.echo(
        f"{one.file.name}: {would} {one.new_count:,} of {one.line_count:,} lines to"
        f" {', '.join(one.accounts)}; {one.known_count:,} were known."
    )
    for code, came, went in one.sums:
        typer.echo(f"  in {format_minor(came, code)} {code}, out {format_minor(went, code)} {code}")
    for warning in (*one.gaps, *one.file.notes):
        typer.echo(f"  note: {warning}")


def _money(minor: int | None, account: BankAccount) -> str:
    return "" if minor is None else f"{format_minor(minor, account.currency)} {account.currency}"


def _told(one: Reconciliation) -> dict[str, object]:
    account = one.account

    def amount(minor: int | None) -> str | None:
        return None if minor is None else format_minor(minor, account.currency)

    return {
        "entity": account.entity.code, "account": account.code, "name": account.name,
        "number": account.number_masked, "currency": account.currency, "as_of": one.on.isoformat(),
        "statement_on": one.statement_on.isoformat() if one.statement_on else None,
        "statement": amount(one.statement_minor), "books": amount(one.book_minor),
        "opening": amount(one.opening_minor),
        "outstanding": [
            {
                "side": str(each.side), "on": each.on.isoformat(), "amount": amount(each.amount_minor),
                "what": each.what,
            }
            for each in one.outstanding
        ],
        "difference": amount(one.difference_minor), "gaps": len(one.gaps),
    }  # fmt: skip


_SHOWN_MAX = 40


def _print(one: Reconciliation) -> None:
    account = one.account
    table = Table(title=f"{account.entity.code} {account.name} as of {one.on}")
    table.add_column("what")
    table.add_column(account.currency, justify="right")
    table.add_row("in the books", _money(one.book_minor, account))
    if one.opening_minor:
        table.add_row("opening balance, not in the books", _money(one.opening_minor, account))
    for each in one.outstanding[:_SHOWN_MAX]:
        side = "on the statement" if each.side == "bank" else "in the books"
        table.add_row(f"{each.on} {side}, {each.what}", _money(each.amount_minor, account))
    if len(one.outstanding) > _SHOWN_MAX:
        rest = sum(each.amount_minor for each in one.outstanding[_SHOWN_MAX:])
        table.add_row(f"{len(one.outstanding) - _SHOWN_MAX} more", _money(rest, account))
    if one.statement_on is None:
        table.add_row("the bank has told nothing yet", "")
    else:
        table.add_row(f"the bank on {one.statement_on}", _money(one.statement_minor, account))
        table.add_row("nothing explains", _money(one.difference_minor, account))
    console().print(table)
