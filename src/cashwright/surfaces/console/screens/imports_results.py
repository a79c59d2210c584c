"""One import: how far it is, what became of it, the refused rows to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.queries import progress
from cashwright.areas.exchange.rules.fields import Kind as FileKind
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.batches import amounts_of, batches
from cashwright.surfaces.console.pages import done, is_fragment, page
from cashwright.surfaces.importing import (
    folder,
)

PREFIX = ImportBatch.PREFIX


@page(permission="imports.read", section="imports")
def import_one(request: HttpRequest, public: str) -> HttpResponse:
    """One import: how far it is, then what became of it."""
    pk = parse_public_id(PREFIX, public)
    batch = batches(request).filter(pk=pk).first()
    if batch is None:
        _check_waiting(request, pk)
    is_working = batch is None or batch.state == "running"
    context: dict[str, Any] = {
        "title": batch.file_name if batch else "Import",
        "batch": batch,
        "public": public,
        "is_working": is_working,
        "crumbs": [("Imports", reverse("console:imports")), (batch.file_name if batch else "Waiting", "")],
    }  # fmt: skip
    if is_working:
        context |= {"progress": progress(pk), "failed": batch is None and _has_failed(pk)}
        if is_fragment(request):
            return render(request, "console/imports/progress.html", context)
    elif is_fragment(request):
        return done(request, request.path)
    if batch:
        context |= _result(batch)
    return render(request, "console/imports/one.html", context)


def _job(pk: UUID) -> Any:
    return ProcrastinateJob.objects.filter(
        task_name="surfaces.import_kept_file", args__import_id=str(pk)
    ).first()


def _check_waiting(request: HttpRequest, pk: UUID) -> None:
    """Raises NotFound unless the import waits for a worker and was asked for by the reader."""
    job = _job(pk)
    if job is None or job.args.get("by") != str(request.user.pk):
        raise NotFound(document="import", id=str(pk))


def _has_failed(pk: UUID) -> bool:
    job = _job(pk)
    return job is not None and job.status in ("failed", "cancelled", "aborted")


def _result(batch: ImportBatch) -> dict[str, Any]:
    return {
        "amounts": amounts_of(batch.amounts),
        "entity": _entity(batch),
        "has_refused": _refused_path(batch) is not None,
        "next": _next(batch),
    }


def _entity(batch: ImportBatch) -> LegalEntity | None:
    if batch.entity_id is None:
        return None
    return LegalEntity.objects.filter(pk=batch.entity_id).first()


def _next(batch: ImportBatch) -> tuple[str, str]:
    """What a person wants to see after this file."""
    if batch.kind == FileKind.PAYMENTS:
        return "See the payments", reverse("console:cash")
    if batch.kind in (FileKind.CUSTOMERS, FileKind.CONTRACTS):
        return "See the customers", reverse("console:customers")
    return "See the invoices", reverse("console:invoices")


def _refused_path(batch: ImportBatch) -> Path | None:
    """Where the refused rows lie; None when there are none, or not in our folder."""
    if not batch.fixed_up:
        return None
    kept = Path(batch.fixed_up).resolve()
    inside = kept.parent == folder("refused").resolve()
    return kept if inside and kept.is_file() else None


@page(permission="imports.read")
def import_refused(request: HttpRequest, public: str) -> HttpResponseBase:
    """The refused rows as a file: mend it and hand it in again."""
    batch = batches(request).filter(pk=parse_public_id(PREFIX, public)).first()
    kept = _refused_path(batch) if batch else None
    if batch is None or kept is None:
        raise NotFound(document="file", id=public[:40])
    name = f"{Path(batch.file_name).stem}.refused.csv"
    return FileResponse(kept.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


urlpatterns = [
    path("imports/<str:public>/", import_one, name="import"),
    path("imports/<str:public>/refused/", import_refused, name="import_refused"),
]
