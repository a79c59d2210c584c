"""What the bill run of a day would do: totals, documents, what cannot be billed, what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import NotFound
from cashwright.runs.bill import BILL, BillPlan, plan_bill
from cashwright.runs.models import Run
from cashwright.runs.queries import runs
from cashwright.surfaces.console.books.parked import reason, shown_parked
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.billing.exceptions import remedy_of
from cashwright.surfaces.console.screens.billing.parked import parked_rows
from cashwright.surfaces.console.screens.billing.progress import running_now

PLANNED_MAX = 20_000  # subscriptions; beyond it a plan takes longer than a page may
SHOWN = 200
PARKED_SHOWN = 8
RUNS_SHOWN = 6
_ACTIONS = {
    "post": ("Invoices to post", "invoice", "invoices"),
    "credit": ("Credit notes", "credit note", "credit notes"),
    "park": ("Left for a person", "draft", "drafts"),
}

_BILLED = (
    ("invoices", "invoice posted", "invoices posted"),
    ("credit_notes", "credit note", "credit notes"),
    ("parked", "draft left for a person", "drafts left for a person"),
    ("held_credits", "credit held back", "credits held back"),
)


@dataclass(frozen=True, slots=True)
class Total:
    """One figure of the plan: what is done in one currency, with the address of its documents."""

    label: str
    currency: str
    total_minor: int
    note: str
    url: str


@page(permission="runs.plan", section="billing")
def billing(request: HttpRequest) -> HttpResponse:
    """What billing the frame's day would do for a company; nothing is done."""
    frame = frame_of(request)
    entities = whole_entities(request, "runs.plan")
    entity = _chosen(entities, request.GET.get("of", ""))
    plan = _planned(entity, frame) if entity else None
    context: dict[str, Any] = {
        "title": "Bill run", "entity": entity,
        "entities": [(e, frame.link("console:billing", of=e.code)) for e in entities],
        "plan": plan, "totals": _totals(plan, entity, frame) if plan and entity else [],
        "groups": _exceptions(plan) if plan else [],
        "is_large": entity is not None and plan is None,
        "may_run": entity is not None and may(request, "runs.run") and frame.as_of <= frame.today,
        "may_discard": may(request, "invoices.draft"), "may_release": may(request, "invoices.post"),
        "runs": _last_runs(request, entity) if entity else [],
        "running": running_now(entity) if entity else None, "parked": [], "parked_no": 0,
    }  # fmt: skip
    if entity is not None and may(request, "invoices.read"):
        waiting = parked_rows(request).filter(entity=entity)
        context["parked"] = shown_parked(waiting.order_by("issued_on", "pk")[:PARKED_SHOWN])
        context["parked_no"] = waiting.count()
    return render(request, "console/billing/page.html", context)


def _chosen(entities: list[LegalEntity], code: str) -> LegalEntity | None:
    return next((e for e in entities if e.code == code), entities[0] if entities else None)


def _planned(entity: LegalEntity, frame: Frame) -> BillPlan | None:
    """The plan; None where there is too much to plan while somebody waits."""
    if Subscription.objects.filter(entity=entity)[: PLANNED_MAX + 1].count() > PLANNED_MAX:
        return None
    return plan_bill(entity, frame.as_of)


def _totals(plan: BillPlan, entity: LegalEntity, frame: Frame) -> list[Total]:
    found = []
    rows = plan.totals().to_dicts()
    for row in sorted(rows, key=lambda r: (list(_ACTIONS).index(r["action"]), r["currency"])):
        label, one, many = _ACTIONS[row["action"]]
        url = frame.link(
            "console:billing_documents", of=entity.code, currency=row["currency"],
            action=row["action"],
        )  # fmt: skip
        note = plural(row["documents"], one, many)
        found.append(Total(label, row["currency"], row["total_minor"], note, url))
    return found


def _exceptions(plan: BillPlan) -> list[dict[str, Any]]:
    """What cannot be billed, by reason, with what helps and the contracts it is about."""
    groups = []
    for code, count in plan.exceptions["refusal"].value_counts().sort("refusal").iter_rows():
        rows = plan.exceptions.filter(pl.col("refusal") == code)
        named = rows.unique(["contract_no"], maintain_order=True).head(5)
        words, url, label = remedy_of(code)
        groups.append(
            {
                "code": code, "count": count, "words": words, "url": url, "label": label,
                "contracts": [
                    (no, customer, f"{reverse('console:contracts')}?tab=all&q={no}")
                    for no, customer in named.select("contract_no", "customer").iter_rows()
                ],
            }
        )  # fmt: skip
    return groups


def _last_runs(request: HttpRequest, entity: LegalEntity) -> list[tuple[Run, str]]:
    """The last runs that billed, each with what it did about bills."""
    if not may(request, "runs.read"):
        return []
    rows = scoped(runs(), request.user, "runs.read", portfolio=None)
    mine = rows.filter(entity=entity, kind__in=[BILL, "day"])
    return [(run, _did(run)) for run in mine[:RUNS_SHOWN]]


def _did(run: Run) -> str:
    step = run.report.get(BILL) or {"outcomes": {}, "refused": {}}
    told = [
        plural(step["outcomes"][name], one, many)
        for name, one, many in _BILLED
        if step["outcomes"].get(name)
    ]
    refused = sum(step["refused"].values())
    if refused:
        told.append(plural(refused, "charge could not be billed", "charges could not be billed"))
    return ", ".join(told) or "nothing was due"


@page(permission="runs.plan", section="billing")
def documents(request: HttpRequest) -> HttpResponse:
    """The documents behind a figure of the plan; they sum to it."""
    frame = frame_of(request)
    entity = _chosen(whole_entities(request, "runs.plan"), request.GET.get("of", ""))
    plan = _planned(entity, frame) if entity else None
    if entity is None or plan is None:
        raise NotFound(document="plan", id=request.GET.get("of", "")[:12])
    currency, action = request.GET.get("currency", ""), request.GET.get("action", "")
    rows = plan.documents
    if currency:
        rows = rows.filter(pl.col("currency") == currency)
    if action in _ACTIONS:
        rows = rows.filter(pl.col("action") == action)
    title = _ACTIONS[action][0] if action in _ACTIONS else "Everything planned"
    back = frame.link("console:billing", of=entity.code)
    context = {
        "title": title, "entity": entity, "more": max(0, rows.height - SHOWN),
        "rows": [_document(row, frame) for row in rows.head(SHOWN).iter_rows(named=True)],
        "sums": rows.group_by("currency").agg(
            pl.len().alias("documents"), pl.sum("net_minor", "tax_minor", "total_minor")
        ).sort("currency").to_dicts(),
        "crumbs": [("Bill run", back), (title, "")],
    }  # fmt: skip
    return render(request, "console/billing/documents.html", context)


def _document(row: dict[str, Any], frame: Frame) -> dict[str, Any]:
    return {
        **row, "action_words": _ACTIONS[row["action"]][0],
        "why_words": reason(row["why"]) if row["why"] else "",
        "url": frame.link("console:customers", tab="all", q=row["account_no"]),
    }  # fmt: skip
