"""Taking a bank's file in: dropped, looked at (what is new, what is known, do balances chain), taken.

Nothing is taken before it was seen. A file that does not say whose account it is about, or a table
whose columns nobody named, is asked about; what is answered is kept for the next file of that account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from cashwright.areas.cash.models import BankAccount, BankFile
from cashwright.areas.cash.ports import BankEntry, EntryStatus, ReadFile
from cashwright.areas.cash.refusals import (
    AccountUnknown,
    AccountUnsaid,
    ColumnsUnsaid,
    CurrencyUnsaid,
    FormUnclear,
)
from cashwright.areas.cash.services import Imported, import_bank_file
from cashwright.areas.exchange.refusals import FileRefused
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.personal import masked_accounts
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.surfaces.banking import read_bank, take_bank_file, take_later
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.bank import BankFileForm, ColumnsForm, OfAccountForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, is_fragment, may, page
from cashwright.surfaces.console.screens.bank.accounts import accounts_of
from cashwright.surfaces.console.screens.bank.files import FORMATS
from cashwright.surfaces.console.screens.bank.uploads import (
    Upload,
    forget,
    remember,
    remembered,
)
from cashwright.surfaces.console.words import say
from cashwright.surfaces.importing import keep_upload

AT_ONCE_BYTES = 4 * 1024 * 1024  # a larger file is taken by a worker, when one is awake
TRIED_BYTES = 48 * 1024 * 1024  # a larger one is not tried while somebody waits for the page
SHOWN = 25
SILENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would do: read, tried and taken back; or what was declined and how to mend it."""

    read: ReadFile | None = None
    would: Imported | None = None
    sentence: str = ""
    headers: Sequence[str] = ()
    asks_account: bool = False
    new_account_url: str = ""


@page(permission="payments.receive", section="bank", methods=("GET", "POST"))
def bank_file_new(request: HttpRequest) -> HttpResponse:
    """Hand a bank's file in."""
    entities = whole_entities(request, "payments.receive")
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BankFileForm(*posted, entities=entities)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name = Path(str(given["file"].name)).name[:200]
        try:
            kept = keep_upload(given["file"].chunks(), name)
        except FileRefused as refusal:
            form.add_error("file", say(refusal)[1])
        else:
            remember(request, Upload(kept.name, name, given["entity"]))
            return done(request, reverse("console:bank_file_look", args=[kept.name]))
    context = {
        "title": "Take a bank file", "form": form, "entities": entities,
        "has_accounts": accounts_of(request).exists(), "may_setup": may(request, "bank_details.edit"),
        "crumbs": [("Bank", frame_of(request).link("console:bank")), ("Take a file", "")],
    }  # fmt: skip
    return render(request, "console/bank/new.html", context)


@page(permission="payments.receive", section="bank", methods=("GET", "POST"))
def bank_file_look(request: HttpRequest, token: str) -> HttpResponse:
    """What the file would do; answer what it does not say; take it."""
    upload = remembered(request, token)
    entity = whole_entity(request, "payments.receive", upload.entity)
    accounts = list(BankAccount.objects.filter(entity=entity, is_active=True).order_by("code"))
    posted = request.POST if request.method == "POST" else None
    of_account = OfAccountForm(posted, accounts=accounts, initial={"account": upload.account})
    if posted is not None and of_account.is_valid():
        upload.account = of_account.cleaned_data["account"]
    look = _look(upload, entity)
    columns = ColumnsForm(
        posted if posted and "booked_on" in posted else None, headers=look.headers
    )
    if look.headers and columns.is_bound and columns.is_valid():
        upload.columns = asdict(columns.columns())
        look = _look(upload, entity)
    remember(request, upload)
    if posted is not None and posted.get("do") == "take" and not look.sentence:
        return _take(request, upload, entity, look)
    context = {
        "title": upload.name, "upload": upload, "entity": entity, "look": look, "would": look.would,
        "of_account": of_account, "columns": columns,
        "format": FORMATS.get(str(look.read.format), "") if look.read else "",
        "first": _first(look.read) if look.read else [],
        "statements": look.read.statements if look.read else (),
        "crumbs": [("Bank", frame_of(request).link("console:bank")), (upload.name, "")],
    }  # fmt: skip
    return render(request, "console/bank/look.html", context)


def _account(upload: Upload, entity: LegalEntity) -> BankAccount | None:
    if not upload.account:
        return None
    return BankAccount.objects.filter(pk=upload.account, entity=entity).first()


def _look(upload: Upload, entity: LegalEntity) -> Looked:
    """Read and try it; what is declined says what to answer."""
    try:
        read = read_bank(
            upload.path, upload.name, account=_account(upload, entity), columns=upload.map
        )
        if upload.path.stat().st_size > TRIED_BYTES:
            return Looked(read)
        return Looked(read, import_bank_file(read, entity_id=entity.pk, by=_NOBODY, dry_run=True))
    except Refusal as refusal:
        return _mended(refusal, entity)


_NOBODY = Actor.rule("console.preview")


def _mended(refusal: Refusal, entity: LegalEntity) -> Looked:
    sentence, facts = say(refusal)[1], refusal.facts
    if isinstance(refusal, AccountUnsaid | CurrencyUnsaid):
        return Looked(sentence=sentence, asks_account=True)
    if isinstance(refusal, ColumnsUnsaid | FormUnclear):
        told: Any = facts.get("columns", ())
        headers = told.split(", ") if isinstance(told, str) else [str(each) for each in told]
        return Looked(
            sentence=sentence, headers=[each for each in headers if each], asks_account=True
        )
    if isinstance(refusal, AccountUnknown):
        url = f"{reverse('console:bank_account_new')}?entity={entity.code}&currency={facts['currency']}"
        return Looked(sentence=sentence, asks_account=True, new_account_url=url)
    return Looked(sentence=sentence)


def _first(read: ReadFile) -> list[tuple[date | None, str, str, int, str, bool]]:
    """The first lines as they would be shown: (day, payer, text, signed minor, currency, is booked)."""
    entries = [entry for statement in read.statements for entry in statement.entries[:SHOWN]][
        :SHOWN
    ]
    return [
        (
            entry.booked_on or entry.value_on, masked_accounts(entry.details[0].counterparty.name),
            masked_accounts(_text(entry))[:120], entry.signed_minor, entry.currency,
            entry.status is EntryStatus.BOOKED,
        )
        for entry in entries
    ]  # fmt: skip


def _text(entry: BankEntry) -> str:
    detail = entry.details[0]
    if len(entry.details) > 1:
        return f"{len(entry.details)} payments in one entry"
    return " ".join((detail.text or entry.text or ", ".join(detail.references)).split())


def _take(request: HttpRequest, upload: Upload, entity: LegalEntity, look: Looked) -> HttpResponse:
    """Take it: by a worker when one is awake and the file is large, else while the page waits."""
    by, account = Actor.human(request.user.pk), _account(upload, entity)
    is_large = upload.path.stat().st_size > AT_ONCE_BYTES
    if is_large and _worker_is_awake() and look.read is not None:
        take_later(
            upload.path, upload.name, entity=entity, by=by, sha256=look.read.sha256,
            account=account, columns=upload.map,
        )  # fmt: skip
        forget(request, upload.token)
        return done(request, reverse("console:bank_file_taking", args=[upload.token]))
    taken = take_bank_file(
        upload.path, upload.name, entity=entity, by=by, account=account, columns=upload.map
    )
    forget(request, upload.token)
    upload.path.unlink(missing_ok=True)
    url = reverse("console:bank_file", args=[taken.file.public_id])
    news = plural(taken.new_count, "new line is", "new lines are")
    said = (
        "It was taken before: nothing changed." if taken.is_known else f"{news} taken and matched."
    )
    return done(request, url, said)


def _worker_is_awake() -> bool:
    since = (
        SystemClock().now() - SILENT
    )  # workers keep the machine's time, whatever day the books have
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()


@page(permission="payments.receive", section="bank")
def bank_file_taking(request: HttpRequest, token: str) -> HttpResponse:
    """How far a large file is: waiting, read and taken, matched; then the file's own page."""
    job = ProcrastinateJob.objects.filter(
        task_name="surfaces.take_kept_bank_file", args__path__endswith=f"/{token}",
        args__by=str(request.user.pk),
    ).first()  # fmt: skip
    if job is None:
        raise NotFound(document="upload", id=token[:40])
    file = BankFile.objects.filter(
        entity_id=job.args["entity_id"], sha256=job.args["sha256"]
    ).first()  # fmt: skip
    is_over = job.status in ("succeeded", "failed", "cancelled", "aborted")
    if file is not None and is_over:
        return done(request, reverse("console:bank_file", args=[file.public_id]))
    stage = (
        "Matching its lines"
        if file
        else "Reading and taking it"
        if job.status == "doing"
        else "Waiting for its turn"
    )
    context = {
        "title": job.args["file_name"], "token": token, "stage": stage, "failed": is_over, "file": file,
        "crumbs": [("Bank", frame_of(request).link("console:bank")), (job.args["file_name"], "")],
    }  # fmt: skip
    template = "progress" if is_fragment(request) else "taking"
    return render(request, f"console/bank/{template}.html", context)


@page(permission="payments.receive", methods=("POST",))
def bank_file_drop(request: HttpRequest, token: str) -> HttpResponse:
    """Throw an upload away."""
    remembered(request, token).path.unlink(missing_ok=True)
    forget(request, token)
    return done(
        request, reverse("console:bank_files"), "The file was thrown away. Nothing was taken."
    )
