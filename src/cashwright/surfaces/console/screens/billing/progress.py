"""How far a bill run at work has come, looked at again every two seconds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.bill import BILL
from cashwright.runs.models import Run, RunChunk
from cashwright.runs.states import RunState
from cashwright.surfaces.console.books.reach import whole_entity
from cashwright.surfaces.console.charts import progress
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.pages import page


def running_now(entity: LegalEntity) -> SafeString | None:
    """How far the run at work is, drawn; None when none is."""
    run = Run.objects.filter(
        entity=entity, kind__in=[BILL, "day"], state=RunState.RUNNING
    ).order_by("-started_at").first()  # fmt: skip
    if run is None:
        return None
    done = RunChunk.objects.filter(run=run, step=BILL).count()
    text = f"{done} of {run.bucket_count} parts"
    return progress(f"Billing {day_text(run.as_of)}", done, run.bucket_count, text)


@page(permission="runs.plan", section="billing")
def billing_progress(request: HttpRequest) -> HttpResponse:
    """The bar alone; when the run has ended, the page shows what it did."""
    entity = whole_entity(request, "runs.plan", request.GET.get("of", ""))
    bar = running_now(entity)
    response = render(
        request, "console/billing/progress.html", {"running": bar, "entity": entity}
    )  # fmt: skip
    if bar is None:
        response["HX-Refresh"] = "true"
    return response
