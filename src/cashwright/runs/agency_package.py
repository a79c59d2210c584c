"""The papers an agency gets with a placement: claims, invoices, disputes, what was written and said, terms.

One zip, a file at a time, so that a thousand invoices take no more memory than one. No name in it
leads anywhere but into the folder it is unpacked to. `contents.csv` names every file with its hash.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cashwright.areas.collections.models import Call, Placement, PlacementItem
from cashwright.areas.collections.queries.placements import checklist
from cashwright.areas.collections.rules.placing import PAPERS, REQUIRED, Checked, Paper
from cashwright.areas.collections.services.exporting import note_export
from cashwright.areas.contracts.models import Contract
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import REASONS, Reason
from cashwright.areas.disputes.queries import disputes, held_minor
from cashwright.areas.exchange.rules.cells import csv_safe
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.messaging.models import Inbound, Message
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.queries import particulars, terms_of
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import minor_units
from cashwright.runs.dispute_file import dispute_files
from cashwright.runs.packing import File, safe_name, unique_name


def write_package(placement: Placement, out: Path, *, on: date, by: Actor) -> str:
    """Write the zip to `out`; returns the hash of its list of files, which becomes a fact.

    raises  DocumentNotPrinted
    """
    listed: list[list[object]] = [["file", "bytes", "sha256"]]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in package_files(placement, on):
            packed.writestr(name, content)
            listed.append([name, len(content), hashlib.sha256(content).hexdigest()])
        contents = _csv(listed)
        packed.writestr("contents.csv", contents)
    sha256 = hashlib.sha256(contents).hexdigest()
    note_export(placement_id=placement.pk, sha256=sha256, by=by)
    return sha256


def checked(placement: Placement, on: date) -> Checked:
    """The checklist of a placement, with the disputes that are open on a day."""
    held = held_minor(placement.entity_id, on, [placement.customer_id])
    ids = {str(pk): pk for pk in placement.items.values_list("invoice_id", flat=True)}
    disputed = [ids[one] for one in held["invoice_id"] if one in ids]
    return checklist(placement, disputed=disputed)


def package_files(placement: Placement, on: date) -> Iterator[File]:
    """(name, content) of each file, the checklist first; a PDF is set when its turn comes."""
    items = list(placement.items.select_related("invoice").order_by("invoice__due_on", "pk"))
    yield "checklist.csv", _csv(_checklist(checked(placement, on)))
    yield "claims.csv", _csv(_claims(items, on))
    yield "debtor.csv", _csv(_debtor(placement))
    yield "terms.csv", _csv(_terms(placement, items))
    yield "communication.csv", _csv(_communication(placement))
    cases = _cases(items)
    yield "disputes.csv", _csv(_disputes(cases))
    taken: set[str] = set()
    for item in items:
        content = bytes(rendering(item.invoice).pdf)
        yield (
            f"invoices/{unique_name(safe_name(str(item.invoice.document_no)), taken)}.pdf",
            content,
        )
    for case in cases:
        for name, content in dispute_files(case, has_inside=False):
            yield f"disputes/{name}", content


def _checklist(found: Checked) -> list[list[object]]:
    rows: list[list[object]] = [["paper", "what", "required", "there"]]
    rows += [
        [str(paper), PAPERS[paper], _yes(paper in REQUIRED), _yes(paper in found.there)]
        for paper in Paper
    ]
    return [*rows, ["complete", f"{found.percent} percent of the list", "", _yes(found.is_whole)]]


def _claims(items: Sequence[PlacementItem], on: date) -> list[list[object]]:
    rows: list[list[object]] = [
        ["invoice", "issued", "due", "days past due", "currency", "total", "given", "open",
         "purchase order"]
    ]  # fmt: skip
    for item in items:
        row = item.invoice
        rows.append(
            [row.document_no, row.issued_on, row.due_on, (on - row.due_on).days, row.currency,
             _amount(row.total_minor, row.currency), _amount(item.amount_minor, row.currency),
             _amount(row.balance_minor, row.currency), row.purchase_order_no]
        )  # fmt: skip
    return rows


def _debtor(placement: Placement) -> list[list[object]]:
    told = particulars(placement.customer)
    rows: list[list[object]] = [
        ["what", "value"], ["account number", placement.customer.account_no], ["name", told.name],
        ["address", told.postal_address], ["country", told.country],
    ]  # fmt: skip
    rows += [[f"tax number {country} {kind}", value] for country, kind, value in told.tax_ids]
    people = Contact.objects.filter(customer=placement.customer, is_active=True)
    for person in people.order_by("created_at"):
        rows.append(["contact", ", ".join(filter(None, (person.name, person.email, person.phone)))])
    return rows


def _terms(placement: Placement, items: Sequence[PlacementItem]) -> list[list[object]]:
    row = placement.customer.terms or placement.customer.entity.default_terms
    terms = terms_of(placement.customer)
    rows: list[list[object]] = [
        ["what", "value"], ["terms", row.name if row else ""],
        ["days to pay", terms.term_days], ["reason of the placement", placement.reason],
        ["share the agency keeps, percent", _amount(placement.fee_bp, "EUR")],
    ]  # fmt: skip
    contracts = Contract.objects.filter(customer=placement.customer).order_by("starts_on")
    rows += [["contract", f"{one.contract_no}, from {one.starts_on}"] for one in contracts]
    orders = {item.invoice.purchase_order_no for item in items} - {""}
    return rows + [["purchase order", order] for order in sorted(orders)]


def _communication(placement: Placement) -> list[list[object]]:
    """What was written and said, oldest first. Notes among colleagues stay in the house."""
    of = placement.customer
    told: list[tuple[datetime, list[object]]] = []
    told += [
        (sent.sent_at or sent.queued_at,
         ["to them", sent.channel, sent.state, sent.subject, sent.body_text])
        for sent in Message.objects.filter(customer=of, sent_at__isnull=False).iterator()
    ]  # fmt: skip
    told += [
        (came.received_at, ["from them", came.channel, "", came.subject, came.body_text])
        for came in Inbound.objects.filter(customer=of).iterator()
    ]
    told += [
        (call.called_at, ["to them", "phone", call.outcome, "", call.note])
        for call in Call.objects.filter(customer=of).iterator()
    ]
    head: list[object] = ["at", "direction", "channel", "outcome", "subject", "text"]
    return [
        head,
        *([at.isoformat(timespec="seconds"), *row] for at, row in sorted(told, key=lambda t: t[0])),
    ]


def _cases(items: Sequence[PlacementItem]) -> list[Dispute]:
    """What was disputed of the claims, open or decided, the oldest first."""
    ids = [item.invoice_id for item in items]
    rows = disputes().select_related("credit_note").filter(invoice_id__in=ids)
    return list(rows.order_by("opened_on", "pk"))


def _disputes(cases: Sequence[Dispute]) -> list[list[object]]:
    rows: list[list[object]] = [
        ["dispute", "invoice", "opened", "closed", "reason", "currency", "disputed", "outcome",
         "credited", "why"]
    ]  # fmt: skip
    for case in cases:
        reason = REASONS[Reason(case.reason)]
        rows.append(
            [case.dispute_no, case.invoice.document_no, case.opened_on, case.closed_on or "open",
             f"{reason.label}: {reason.means}", case.currency,
             _amount(case.amount_minor, case.currency), case.outcome,
             _amount(case.credited_minor, case.currency), case.decision_note]
        )  # fmt: skip
    return rows


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV in UTF-8; what a spreadsheet would compute is defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([csv_safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode()


def _amount(minor: int, currency: str) -> str:
    places = minor_units(currency)
    whole, rest = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
