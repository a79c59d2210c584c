"""Imports: a file handed in, looked at, tried, taken; what became of it; the refused rows to mend."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from procrastinate.contrib.django.models import ProcrastinateWorker

from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.refusals import REMEDIES, FileRefused
from cashwright.areas.exchange.rules.fields import FIELDS
from cashwright.areas.exchange.rules.fields import Kind as FileKind
from cashwright.areas.exchange.services import Preview
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import Refusal
from cashwright.runs.load import LoadReport
from cashwright.surfaces.console.books.batches import amounts_of, batches
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.books.uploads import Upload, forget, remember, remembered
from cashwright.surfaces.console.forms.imports import ReadingForm, TakingForm, UploadForm
from cashwright.surfaces.console.lists import (
    Choice,
    Column,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.words import say
from cashwright.surfaces.importing import (
    import_file,
    import_later,
    keep_upload,
    preview_file,
)

PREFIX = ImportBatch.PREFIX
TRIED_BYTES = 32 * 1024 * 1024  # a larger file is not tried while somebody waits for the page
SILENT = timedelta(seconds=30)  # a worker that said nothing for this long does not count


def _url(row: Row) -> str:
    return reverse("console:import", args=[public_id(PREFIX, row["pk"])])


IMPORTS = Listing(
    key="imports",
    one="import",
    many="imports",
    columns=(
        Column(key="file", label="File", kind=Kind.LINK, path="file_name", href=_url, needs=("pk",), sort="file_name"),
        Column(key="kind", label="What", needs=("kind",), value=lambda row, _: str(row["kind"]).capitalize()),
        Column(key="started", label="Started", kind=Kind.INSTANT, path="started_at", sort="started_at"),
        Column(key="rows", label="Rows", kind=Kind.NUMBER, path="rows"),
        Column(key="posted", label="Taken", kind=Kind.NUMBER, path="posted",
               hint="Documents that are in the books through this file."),
        Column(key="known", label="Known already", kind=Kind.NUMBER, path="known"),
        Column(key="refused", label="Refused", kind=Kind.NUMBER, path="refused"),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
    ),
    tabs=(
        Tab("all", "All"),
        Tab("mend", "To mend", Q(refused__gt=0)),
        Tab("running", "Running", Q(state="running")),
    ),
    filters=(
        Search("file_name"),
        Choice("kind", "What", "kind", tuple((str(k), str(k).capitalize()) for k in FileKind)),
    ),
    sort="-started",
    prefix=PREFIX,
    empty=Empty(
        "Bring your own data", "Drop a file of open invoices. Its columns are found out, nothing is"
        " taken before you have seen it, and refused rows come back as a file to mend.",
        "Import a file", "console:import_new", "file-import",
    ),
)  # fmt: skip


@page(permission="imports.read", section="imports")
def import_list(request: HttpRequest) -> HttpResponseBase:
    """Every file that was handed in, the latest first."""
    return IMPORTS.render(
        request, batches(request).order_by(), title="Imports", template="console/imports/list.html",
        context={
            "may_import": may(request, "imports.run"), "may_export": may(request, "exports.run"),
        },
    )  # fmt: skip


@page(permission="imports.run", section="imports", methods=("GET", "POST"))
def import_new(request: HttpRequest) -> HttpResponse:
    """Hand in a file."""
    entities = whole_entities(request, "imports.run")
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    kind = request.GET.get("kind", str(FileKind.INVOICES))
    form = UploadForm(*posted, entities=entities, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name = Path(str(given["file"].name)).name[:255]
        try:
            kept = keep_upload(given["file"].chunks(), name)
        except FileRefused as refusal:
            form.add_error("file", say(refusal)[1])
        else:
            upload = Upload(kept.name, name, given["kind"], given["entity"])
            remember(request, upload)
            return done(request, reverse("console:import_look", args=[upload.token]))
    context = {
        "title": "Import a file", "form": form, "entities": entities,
        "crumbs": [("Imports", reverse("console:imports")), ("New", "")],
    }  # fmt: skip
    return render(request, "console/imports/new.html", context)


@page(permission="imports.run", section="imports", methods=("GET", "POST"))
def import_look(request: HttpRequest, token: str) -> HttpResponse:
    """The file as it is understood: change what is wrong, try it, take it."""
    upload = remembered(request, token)
    entity = whole_entity(request, "imports.run", upload.entity)
    posted = request.POST if request.method == "POST" else None
    reading = ReadingForm(posted, initial=_told(upload))
    taking = TakingForm(posted, initial=_told(upload))
    report: LoadReport | None = None
    if posted is not None and reading.is_valid() and taking.is_valid():
        _keep(request, upload, reading, taking)
        if posted.get("do") == "take":
            return _take(request, upload, entity)
    look, sentence = _look(upload, entity)
    if look and not look.questions and not sentence:
        report, sentence = _try(upload, entity, Actor.human(request.user.pk))
    context = {
        "title": upload.file_name,
        "upload": upload,
        "entity": entity,
        "reading": reading,
        "taking": taking,
        "sentence": sentence,
        "look": look,
        "heads": _heads(upload, look) if look else [],
        "rows": _rows(look) if look else [],
        "questions": [say(q.refusal)[1] for q in look.questions] if look else [],
        "report": report,
        "amounts": _amounts(report) if report else [],
        "fields": [field.name for field in FIELDS[FileKind(upload.kind)]],
        "crumbs": [("Imports", reverse("console:imports")), (upload.file_name, "")],
    }
    return render(request, "console/imports/look.html", context)


def _told(upload: Upload) -> dict[str, Any]:
    names = (
        "dates",
        "decimal",
        "currency",
        "accept_valid",
        "other_currencies",
        "opening",
        "cutover",
    )
    return {name: getattr(upload, name) for name in names}


def _keep(request: HttpRequest, upload: Upload, reading: ReadingForm, taking: TakingForm) -> None:
    """Remember what the page says: forms, and the field chosen above each column."""
    for name, value in {**reading.cleaned_data, **taking.cleaned_data}.items():
        setattr(upload, name, value.isoformat() if name == "cutover" and value else value or "")
    for name in ("accept_valid", "other_currencies", "opening"):
        setattr(upload, name, bool(taking.cleaned_data[name]))
    known = {field.name for field in FIELDS[FileKind(upload.kind)]}
    chosen = {
        request.POST[name]: f"#{int(name.removeprefix('column_')) + 1}"
        for name in request.POST
        if name.startswith("column_") and name.removeprefix("column_").isdigit()
    }
    upload.columns = {field: column for field, column in chosen.items() if field in known}
    remember(request, upload)


def _look(upload: Upload, entity: LegalEntity) -> tuple[Preview | None, str]:
    try:
        asked = upload.asked(entity.currency)
        return preview_file(
            upload.path, kind=FileKind(upload.kind), asked=asked, file_name=upload.file_name
        ), ""
    except Refusal as refusal:
        return None, say(refusal)[1]


def _try(upload: Upload, entity: LegalEntity, by: Actor) -> tuple[LoadReport | None, str]:
    """What would become of the file; nothing stays of it. None for one too large to wait for."""
    if upload.path.stat().st_size > TRIED_BYTES:
        return None, ""
    try:
        return import_file(
            upload.path, kind=FileKind(upload.kind), asked=upload.asked(entity.currency),
            options=upload.options(dry_run=True), by=by, file_name=upload.file_name,
        ), ""  # fmt: skip
    except Refusal as refusal:
        return None, say(refusal)[1]


def _heads(upload: Upload, look: Preview) -> list[dict[str, Any]]:
    """Each column of the file: its header, the field it was taken for, how sure that is."""
    taken = {guess.column: guess for guess in look.columns.guesses}
    headers = _headers(look)
    return [
        {"at": at, "header": header, "field": taken[at].field if at in taken else "",
         "sure": taken[at].sure if at in taken else None}
        for at, header in enumerate(headers)
    ]  # fmt: skip


def _headers(look: Preview) -> list[str]:
    width = max((len(cells) for _, cells in look.rows), default=0)
    return [look.headers[at] if at < len(look.headers) else "" for at in range(width)]


def _rows(look: Preview) -> list[dict[str, Any]]:
    return [
        {"no": no, "cells": cells, "refused": _why(look.refused[no]) if no in look.refused else ""}
        for no, cells in look.rows
    ]


def _why(told: tuple[str, str]) -> str:
    code, field = told
    return f"{field.replace('_', ' ')}: {REMEDIES.get(code, code)}"


def _amounts(report: LoadReport) -> list[tuple[str, str, str]]:
    """(kind of document, amount, currency) of what would be taken."""
    return amounts_of(report.amounts)


def _take(request: HttpRequest, upload: Upload, entity: LegalEntity) -> HttpResponse:
    """Import it: by a worker when one is awake, else while the page waits."""
    by, kind = Actor.human(request.user.pk), FileKind(upload.kind)
    asked, options = upload.asked(entity.currency), upload.options(dry_run=False)
    if _worker_is_awake():
        pk = import_later(
            upload.path, kind=kind, asked=asked, options=options, by=by, file_name=upload.file_name
        )
        forget(request, upload.token)
        return done(request, reverse("console:import", args=[public_id(PREFIX, pk)]))
    report = import_file(
        upload.path, kind=kind, asked=asked, options=options, by=by, file_name=upload.file_name
    )
    forget(request, upload.token)
    upload.path.unlink(missing_ok=True)
    return done(request, reverse("console:import", args=[report.import_id]))


def _worker_is_awake() -> bool:
    since = (
        SystemClock().now() - SILENT
    )  # workers keep the machine's time, whatever day the books have
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()


@page(permission="imports.run", methods=("POST",))
def import_drop(request: HttpRequest, token: str) -> HttpResponse:
    """Throw an upload away."""
    remembered(request, token).path.unlink(missing_ok=True)
    forget(request, token)
    return done(request, reverse("console:imports"), "The file was thrown away. Nothing was taken.")


urlpatterns = [
    path("imports/", import_list, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/new/<str:token>/", import_look, name="import_look"),
    path("imports/new/<str:token>/drop/", import_drop, name="import_drop"),
]
