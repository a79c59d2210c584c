"""The step of the day that queues mail for what was issued and not sent yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.services import open_task
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.messaging.services import queue_messages
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.policies import ContactRole, Delivery
from cashwright.runs.harness import Job, Tally
from cashwright.runs.policies import is_sending
from cashwright.runs.send_documents.letters import SENT, letter

STEP = "send_documents"
TASK = "invoicing.nobody_to_send_to"
SOURCES = ("console", "bill")  # not "import": whoever wrote the file sent them
LOOKED_BACK = timedelta(days=31)  # what is older and was never sent is left to a person

_Document = Invoice | CreditNote

# Asked on every day of every company.
_LATELY = """
d.entity_id = %(entity)s AND d.source = ANY(%(sources)s) AND d.total_minor > 0
AND d.issued_on > %(after)s AND d.issued_on <= %(on)s
AND NOT EXISTS (SELECT FROM messaging_mention m WHERE m.document_id = d.id AND m.key = %(sent)s)
"""
_UNSENT = f"""
SELECT true AS is_invoice, d.id, d.customer_id FROM invoicing_invoice d
WHERE d.state = ANY(%(live)s) AND {_LATELY}
UNION ALL
SELECT false, d.id, d.customer_id FROM invoicing_creditnote d WHERE {_LATELY}
ORDER BY is_invoice DESC, id
"""  # noqa: S608 - a constant of ours


def send_documents(job: Job) -> None:
    """Queue one message a document, to the customer's accounts payable, where mail is wanted."""
    if is_sending(entity_id=job.entity_id, on=job.on):
        for bucket, ids in sorted(_by_bucket(job, _unsent(job)).items()):
            job.once(STEP, bucket, partial(_work, job, ids))


def _unsent(job: Job) -> Iterable[tuple[type[_Document], UUID, UUID]]:
    """Kind, id and customer of what was issued lately here and was never sent."""
    given: dict[str, Any] = {
        "entity": job.entity_id, "sources": list(SOURCES), "sent": SENT, "on": job.on,
        "after": job.on - LOOKED_BACK, "live": [str(InvoiceState.POSTED), str(InvoiceState.SETTLED)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_UNSENT, given)
        rows: list[tuple[bool, UUID, UUID]] = cursor.fetchall()
    for is_invoice, pk, customer_id in rows:
        yield Invoice if is_invoice else CreditNote, pk, customer_id


def _by_bucket(
    job: Job, rows: Iterable[tuple[type[_Document], UUID, UUID]]
) -> dict[int, dict[type[_Document], list[UUID]]]:
    found: dict[int, dict[type[_Document], list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for kind, pk, customer_id in rows:
        found[job.bucket_of(str(customer_id))][kind].append(pk)
    return found


def _work(job: Job, ids: dict[type[_Document], list[UUID]]) -> Tally:
    counts: Counter[str] = Counter()
    documents = [one for kind, pks in ids.items() for one in _read(kind, pks)]
    people = recipients({one.customer_id for one in documents})
    drafts = []
    for document in documents:
        if document.customer.delivery != Delivery.EMAIL:
            counts[f"left to {document.customer.delivery}"] += 1
        elif not people.get(document.customer_id):
            _ask(job, document)
            counts["nobody"] += 1
        else:
            drafts.append(letter(document, people[document.customer_id][0]))
    counts["queued"] = sum(made is not None for made in queue_messages(drafts, by=job.by))
    return Tally.of(**counts)


def _read(kind: type[_Document], pks: Sequence[UUID]) -> list[_Document]:
    rows = kind.objects.select_related("customer", "entity").filter(pk__in=pks).order_by("pk")
    return list(rows)


def recipients(customer_ids: Iterable[UUID]) -> dict[UUID, list[Contact]]:
    """Whom to send a customer's documents to, first choice first: accounts payable, then anybody."""
    rows = Contact.objects.filter(customer_id__in=list(customer_ids), is_active=True)
    found: dict[UUID, list[Contact]] = defaultdict(list)
    for contact in rows.exclude(email="").order_by("created_at", "pk"):
        found[contact.customer_id].append(contact)
    for people in found.values():
        people.sort(key=lambda one: ContactRole.ACCOUNTS_PAYABLE not in one.roles)
    return found


def _ask(job: Job, document: _Document) -> None:
    """One task a customer, however many documents wait."""
    open_task(
        entity_id=job.entity_id, kind=TASK, key=f"{TASK}:{document.customer_id}", on=job.on,
        title=f"Whom do we send invoices of {document.customer.name} to?"[:200], by=job.by,
        customer_id=document.customer_id, document_id=document.pk,
    )  # fmt: skip
