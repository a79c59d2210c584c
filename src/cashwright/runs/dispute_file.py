"""A dispute as files: for another team's issue tracker, an agency or a court.

As Markdown for people, as JSON for programs, or as a zip of both with the papers byte for byte. What
is noted among ourselves goes along inside the company, and never to anybody else.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from cashwright.areas.disputes.models import Dispute, Said
from cashwright.areas.disputes.policies import (
    CAUSES,
    DEPARTMENTS,
    EVIDENCE,
    OUTCOMES,
    REASONS,
    Cause,
    Department,
    EvidenceKind,
    Outcome,
    Reason,
)
from cashwright.areas.disputes.queries import checklist_of, clock_policy, office_of, steps_of
from cashwright.areas.disputes.rules import CUSTOMER, WAIVED, time_by_holder
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import format_minor
from cashwright.runs.packing import File, safe_name, unique_name

_SAID = {
    Said.TO_CUSTOMER: "To the customer",
    Said.FROM_CUSTOMER: "The customer",
    Said.INTERNAL: "Among ourselves",
}


def dispute_zip(dispute: Dispute, *, has_inside: bool) -> bytes:
    """The zip of one case."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in dispute_files(dispute, has_inside=has_inside):
            packed.writestr(name, content)
    return out.getvalue()


def dispute_files(dispute: Dispute, *, has_inside: bool) -> Iterator[File]:
    """(name, content) of each file of a case, under a folder of its number."""
    folder = safe_name(dispute.dispute_no)
    told = dispute_json(dispute, has_inside=has_inside)
    yield f"{folder}/case.md", as_markdown(told).encode()
    yield f"{folder}/case.json", json.dumps(told, indent=1, ensure_ascii=False).encode()
    taken: set[str] = set()
    for paper in dispute.papers.order_by("added_at", "pk").iterator():
        stem, dot, ending = paper.file_name.rpartition(".")
        name = unique_name(safe_name(stem or ending), taken)
        yield f"{folder}/papers/{name}{dot}{safe_name(ending)}", bytes(paper.content)


def dispute_json(dispute: Dispute, *, has_inside: bool) -> dict[str, Any]:
    """Everything about a case, in plain values; amounts in major units, as text."""
    code, invoice = dispute.currency, dispute.invoice
    card, parts = REASONS[Reason(dispute.reason)], checklist_of(dispute)
    rows = dispute.words.order_by("said_at", "pk")
    told = rows if has_inside else rows.exclude(said=Said.INTERNAL)
    return {
        "number": dispute.dispute_no, "id": dispute.public_id, "state": dispute.state,
        "entity": dispute.entity.code,
        "customer": {"account_no": dispute.customer.account_no, "name": dispute.customer.name},
        "invoice": {
            "number": invoice.document_no, "issued_on": invoice.issued_on.isoformat(),
            "due_on": invoice.due_on.isoformat(), "total": format_minor(invoice.total_minor, code),
        },
        "currency": code, "disputed": format_minor(dispute.amount_minor, code),
        "reason": card.label, "means": card.means, "origin": dispute.origin,
        "opened_on": dispute.opened_on.isoformat(), "team": _team(dispute.department),
        "due_at": dispute.due_at.isoformat() if dispute.due_at else None,
        "known": {n.question: str(dispute.facts.get(n.name) or "") for n in card.needs},
        "more": {n: str(v) for n, v in dispute.facts.items() if n not in _asked(dispute)},
        "complete_percent": parts.score, "missing": [part.label for part in parts.missing],
        "waived": {part.label: part.waived for part in parts.parts if part.waived},
        "papers": [
            {"file": p.file_name, "kind": EVIDENCE[EvidenceKind(p.kind)], "bytes": p.size,
             "sha256": bytes(p.sha256).hex(), "added_on": p.added_on.isoformat()}
            for p in dispute.papers.defer("content").order_by("added_at", "pk")
        ],
        "words": [
            {"on": w.said_on.isoformat(), "who": _SAID[Said(w.said)], "text": w.text} for w in told
        ],
        "steps": [
            {"at": s.at.isoformat(timespec="minutes"), "state": s.state, "team": _team(s.department)}
            for s in steps_of(dispute)
        ],
        "office_minutes": _minutes(dispute),
        "outcome": _outcome(dispute),
    }  # fmt: skip


def as_markdown(told: dict[str, Any]) -> str:
    """A case as people read it; every text of a customer is quoted, so that it formats nothing else."""
    lines = [
        f"# {told['number']}: {told['disputed']} {told['currency']} of {told['invoice']['number']}",
        "",
        f"- Customer: {_plain(told['customer']['name'])} ({_plain(told['customer']['account_no'])})",
        f"- Reason: {told['reason']}, {told['means']}",
        f"- Invoice: {told['invoice']['total']} {told['currency']}, due {told['invoice']['due_on']}",
        f"- Stage: {told['state']}, with {told['team']}, opened {told['opened_on']}",
        f"- Complete: {told['complete_percent']} %",
    ]
    if told["due_at"]:
        lines.append(f"- To be done by {told['due_at']}")
    lines += [f"- Missing: {each}" for each in told["missing"]]
    lines += [f"- Not to be had: {part} ({_plain(why)})" for part, why in told["waived"].items()]
    lines += ["", "## What is known", ""]
    lines += [f"- {q} {_plain(a) or '(not known)'}" for q, a in told["known"].items()]
    lines += [f"- {_plain(name)}: {_plain(value)}" for name, value in told["more"].items()]
    if told["outcome"]:
        lines += ["", "## Outcome", ""]
        lines += [f"- {name}: {_plain(str(value))}" for name, value in told["outcome"].items()]
    lines += ["", "## What was said", ""]
    for word in told["words"]:
        lines += [f"{word['who']}, {word['on']}:", "", *_quoted(word["text"]), ""]
    lines += ["## Papers", ""]
    lines += [f"- `{p['file']}` ({p['kind']}, {p['bytes']} bytes)" for p in told["papers"]]
    lines += ["", "## Office time", ""]
    lines += [f"- {holder}: {minutes} min" for holder, minutes in told["office_minutes"].items()]
    return "\n".join(lines) + "\n"


def _asked(dispute: Dispute) -> set[str]:
    return {need.name for need in REASONS[Reason(dispute.reason)].needs} | {WAIVED}


def _team(department: str) -> str:
    return DEPARTMENTS[Department(department)]


def _minutes(dispute: Dispute) -> dict[str, int]:
    policy = clock_policy(entity_id=dispute.entity_id, on=dispute.opened_on)
    spent = time_by_holder(
        steps_of(dispute), dispute.closed_at or now(), office_of(dispute.entity, policy)
    )
    return {
        "Customer" if one.holder == CUSTOMER else _team(one.holder): one.minutes for one in spent
    }


def _outcome(dispute: Dispute) -> dict[str, str] | None:
    if dispute.closed_on is None:
        return None
    note = dispute.credit_note
    told = {
        "outcome": OUTCOMES[Outcome(dispute.outcome)], "closed_on": dispute.closed_on.isoformat(),
        "credited": format_minor(dispute.credited_minor, dispute.currency),
        "credit_note": str(note.document_no) if note else "", "why": dispute.decision_note,
        "cause": CAUSES[Cause(dispute.cause)] if dispute.cause else "",
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _plain(text: str) -> str:
    """One line whose letters format nothing in Markdown or HTML."""
    flat = " ".join(text.split())
    for letter in "\\`*_[]<>#|":
        flat = flat.replace(letter, f"\\{letter}")
    return flat


def _quoted(text: str) -> list[str]:
    return [f"> {_plain(line)}" for line in text.splitlines() or [""]]
