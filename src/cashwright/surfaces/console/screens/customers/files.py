"""The files of a customer: documents as printed, papers of disputes, letters, what came with mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.disputes.models import Evidence
from cashwright.areas.invoicing.models import Invoice, Rendering
from cashwright.areas.messaging.models import InboundFile, Letter
from cashwright.areas.parties.models import Customer
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.pages import may

EACH = 50
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Filed:
    """One file: what it is called, where it is from, since when it is there, where it opens."""

    name: str
    origin: str
    at: datetime
    url: str


def files(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    """The latest files the reader may open, the newest first."""
    found: list[Filed] = []
    if may(request, "invoices.read"):
        found += _printed(request, customer, frame)
    if may(request, "disputes.read"):
        found += _papers(request, customer)
    if may(request, "inbox.read"):
        found += _came(request, customer)
    if may(request, "mailbox.read"):
        found += _letters(request, customer)
    return {"files": sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]}


def _printed(request: HttpRequest, customer: Customer, frame: Frame) -> Iterator[Filed]:
    mine = scoped(Invoice.objects.filter(customer=customer), request.user, "invoices.read")
    latest = mine.filter(posted_at__isnull=False).order_by("-issued_on", "-pk")[:EACH]
    known = {row.pk: row for row in latest}
    rows = Rendering.objects.filter(document_id__in=known).defer("pdf")
    for row in rows.order_by("-rendered_at")[:EACH]:
        invoice = known[row.document_id]
        url = frame.link("console:invoice_pdf", invoice.public_id, language=row.language)
        yield Filed(
            f"{invoice.document_no}, {row.language}", "Invoice as printed", row.rendered_at, url
        )


def _papers(request: HttpRequest, customer: Customer) -> Iterator[Filed]:
    rows = scoped(
        Evidence.objects.filter(dispute__customer=customer), request.user, "disputes.read",
        entity="dispute__entity_id", portfolio="dispute__customer__portfolio_id",
    )  # fmt: skip
    for row in rows.select_related("dispute").defer("content").order_by("-added_at")[:EACH]:
        url = reverse("console:dispute_paper", args=[row.public_id])
        yield Filed(row.file_name, f"Paper of {row.dispute.dispute_no}", row.added_at, url)


def _came(request: HttpRequest, customer: Customer) -> Iterator[Filed]:
    rows = scoped(
        InboundFile.objects.filter(inbound__customer=customer), request.user, "inbox.read",
        entity="inbound__entity_id", portfolio="inbound__customer__portfolio_id",
    )  # fmt: skip
    latest = rows.select_related("inbound").defer("content", "inbound__body_text")
    for row in latest.order_by("-inbound__received_at")[:EACH]:
        url = reverse("console:inbox_file", args=[row.pk])
        yield Filed(row.name, "Came with a mail", row.inbound.received_at, url)


def _letters(request: HttpRequest, customer: Customer) -> Iterator[Filed]:
    rows = scoped(
        Letter.objects.filter(message__customer=customer), request.user, "mailbox.read",
        portfolio="message__customer__portfolio_id",
    )  # fmt: skip
    for row in rows.select_related("message").defer("pdf").order_by("-made_at")[:EACH]:
        url = reverse("console:message", args=[row.message.public_id])
        yield Filed(row.letter_no, "Letter", row.made_at, url)
