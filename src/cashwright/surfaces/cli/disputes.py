"""Disputes: open one on an invoice, list those that wait, decide or export one, see where they come from."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db.models import QuerySet

from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import DEPARTMENTS, REASONS, Cause, Origin, Outcome, Reason
from cashwright.areas.disputes.policies.reasons import Department
from cashwright.areas.disputes.queries import checklist_of, disputes, found_causes
from cashwright.areas.disputes.rules import hint
from cashwright.areas.disputes.services import (
    Decision,
    ask_decision,
    open_dispute,
    resolve_dispute,
    withdraw_dispute,
)
from cashwright.areas.disputes.states import OPEN
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import format_minor, minor_of
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.runs.dispute_file import dispute_zip
from cashwright.surfaces.cli.acting import me
from cashwright.surfaces.cli.choosing import AsJson, AsOf, Entity, day, one_entity, some_entities

app = typer.Typer(no_args_is_help=True, add_completion=False)

Number = Annotated[str, typer.Argument(help="The number of the dispute, such as DSP-2026-000001.")]
DAYS = 365


@app.command("open")
def open_(
    invoice: Annotated[str, typer.Argument(help="The number of the invoice.")],
    amount: Annotated[str, typer.Argument(help="How much of it, in major units, tax included.")],
    reason: Annotated[Reason, typer.Option(help="What the customer says is wrong.")] = Reason.OTHER,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", help="NAME=TEXT, as the reason asks; several.")
    ] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="The customer is told nothing.")] = False,
    entity: Entity = "",
    as_of: AsOf = None,
) -> None:
    """Dispute part of an invoice; the rest stays due and is reminded of."""
    home = one_entity(entity)
    found = Invoice.objects.filter(entity=home, document_no=invoice).first()
    if found is None:
        raise NotFound(document="invoice", id=invoice[:40])
    made = open_dispute(
        invoice_id=found.pk, reason=reason, amount_minor=minor_of(amount, found.currency),
        on=day(as_of, [home]), origin=Origin.CONSOLE, facts=_facts(fact or []),
        is_shown=not hidden, by=me(),
    )  # fmt: skip
    team = DEPARTMENTS[Department(made.department)]
    typer.echo(f"{made.dispute_no} is with {team}. {_lacks(made)}")


@app.command("list")
def list_(
    closed: Annotated[bool, typer.Option("--closed", help="Those that are decided.")] = False,
    late: Annotated[bool, typer.Option("--late", help="Those whose step is late.")] = False,
    entity: Entity = "",
    as_json: AsJson = False,
) -> None:
    """List open disputes, those first that are due first."""
    rows = disputes().filter(entity__in=some_entities(entity))
    rows = rows.exclude(state__in=OPEN) if closed else rows.filter(state__in=OPEN)
    if late:
        rows = rows.filter(due_at__lt=now())
    _tell(rows.order_by("due_at", "dispute_no"), as_json)


@app.command()
def resolve(
    number: Number,
    outcome: Annotated[Outcome, typer.Argument(help="How it ends.")],
    why: Annotated[str, typer.Option(help="Why; the customer reads it.")],
    credit: Annotated[str, typer.Option(help="Only in part: how much, tax included.")] = "",
    cause: Annotated[Cause, typer.Option(help="What was really wrong.")] = Cause.UNKNOWN,
    entity: Entity = "",
    as_of: AsOf = None,
) -> None:
    """Decide a dispute; what is above one person's limit is sent for approval."""
    home = one_entity(entity)
    found, on = _numbered(home, number), day(as_of, [home])
    if outcome is Outcome.WITHDRAWN:
        withdraw_dispute(dispute_id=found.pk, note=why, on=on, by=me())
        typer.echo(f"{number} is withdrawn.")
        return
    minor = minor_of(credit, found.currency) if credit else None
    decision = Decision(outcome=outcome, cause=cause, note=why, credit_minor=minor)
    try:
        done = resolve_dispute(dispute_id=found.pk, decision=decision, on=on, by=me())
    except ApprovalNeeded:
        asked = ask_decision(dispute_id=found.pk, decision=decision, on=on, by=me())
        typer.echo(f"{number} waits for a second person: {public_id('apr', asked.pk)}.")
        return
    credited = format_minor(done.credited_minor, done.currency)
    typer.echo(f"{number} is decided: {done.outcome}, {credited} {done.currency} credited.")


@app.command()
def report(entity: Entity = "", as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Say what disputed invoices of the last year have more often than the others, and what to do."""
    entities = some_entities(entity)
    until_on = day(as_of, entities) + timedelta(days=1)
    found = found_causes([e.pk for e in entities], until_on - timedelta(days=DAYS), until_on)
    told = [
        {
            "factor": one.counted.factor, "value": one.counted.label,
            "disputed": one.counted.disputed, "issued": one.counted.issued,
            "times": None if one.lift is None else round(float(one.lift), 2),
            "p": float(one.p), "corrected": float(one.q), "hint": hint(one),
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, indent=1))
        return
    if not told:
        typer.echo("Too few invoices, or none disputed: nothing to compare.")
    for each in told:
        times = "–" if each["times"] is None else f"{each['times']:.1f}"
        typer.echo(
            f"{each['factor']:<15} {each['value']!s:<32.32} {each['disputed']:>5} of"
            f" {each['issued']:<6} {times:>6} times  {each['corrected']:.4f}"
        )
    for sentence in filter(None, (str(each["hint"]) for each in told)):
        typer.echo(sentence)


@app.command()
def export(
    number: Number,
    out: Annotated[Path, typer.Option("--to", help="The zip to write.")],
    outside: Annotated[
        bool, typer.Option("--outside", help="Without what is noted among ourselves.")
    ] = False,
    entity: Entity = "",
) -> None:
    """Write a dispute as Markdown and JSON with its papers, for another team's issue tracker."""
    found = _numbered(one_entity(entity), number)
    out.write_bytes(dispute_zip(found, has_inside=not outside))
    typer.echo(f"{number} is in {out}.")


def _numbered(home: LegalEntity, number: str) -> Dispute:
    found = disputes().filter(entity=home, dispute_no=number).first()
    if found is None:
        raise NotFound(document="dispute", id=number[:40])
    return found


def _facts(given: list[str]) -> dict[str, str]:
    told = {}
    for each in given:
        name, sign, text = each.partition("=")
        if not sign or not name.strip():
            raise BadInput(field="fact", value=each[:40], expected="NAME=TEXT")
        told[name.strip()] = text
    return told


def _lacks(made: Dispute) -> str:
    missing = [part.name for part in checklist_of(made).missing]
    return f"It still needs {', '.join(missing)}." if missing else "It can be decided."


def _tell(rows: QuerySet[Dispute], as_json: bool) -> None:
    told: list[dict[str, Any]] = [
        {
            "dispute": one.dispute_no, "account_no": one.customer.account_no,
            "invoice_no": str(one.invoice.document_no), "state": one.state,
            "reason": REASONS[Reason(one.reason)].label, "currency": one.currency,
            "amount": format_minor(one.amount_minor, one.currency),
            "team": DEPARTMENTS[Department(one.department)],
            "due_at": one.due_at.isoformat() if one.due_at else None,
            "outcome": one.outcome or None, "complete": checklist_of(one).score,
        }
        for one in rows
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, indent=1))
    elif not told:
        typer.echo("There is no such dispute.")
    for each in [] if as_json else told:
        typer.echo(
            f"{each['dispute']:<16} {each['account_no']:<12} {each['invoice_no']:<18}"
            f"{each['amount']:>14} {each['currency']} {each['reason']:<14} {each['state']:<17}"
            f"{each['team']:<12} {each['complete']:>3} %"
        )
