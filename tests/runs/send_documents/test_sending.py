"""Issued documents go out once, with their PDF, to the right person; what comes back is seen to."""

from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail

from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice, Rendering
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import bounce_of
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import add_contact
from cashwright.runs.day import run_day
from cashwright.runs.policies import SENDING
from cashwright.runs.send_documents.bounced import take_bounce
from cashwright.runs.send_documents.letters import SENT
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 1, 6)


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "billing@house.example"


def _buyer(*addresses: str, **card: Any) -> Customer:
    customer = makers.customer(makers.entity(), **card)
    for n, address in enumerate(addresses):
        roles = ["accounts_payable"] if n == 0 else []
        person = {"email": address, "roles": roles}
        add_contact(customer_id=customer.pk, name=f"Person {n}", by=ANN, card=person)
    return customer


def _pdfs(one: Any) -> list[tuple[str, bytes]]:
    return [(name, content) for name, content, kind in one.attachments if kind == "application/pdf"]


def test_an_invoice_goes_out_once_with_its_pdf_in_the_customers_language() -> None:
    customer = _buyer("ap@buyer.example", language="fr")
    invoice = makers.invoice(customer, 100_00)
    run_day(customer.entity, ON)
    run_day(customer.entity, date(2026, 1, 7))
    (sent,) = mail.outbox
    assert sent.to == ["ap@buyer.example"]
    assert sent.subject == f"Facture {invoice.document_no} : 100,00 EUR, échéance le 4 février 2026"
    ((name, pdf),) = _pdfs(sent)
    assert name == f"{invoice.document_no}.pdf"
    assert pdf == bytes(Rendering.objects.get(document_id=invoice.pk, language="fr").pdf)
    assert Message.objects.get().state == "sent"


def test_a_credit_note_goes_out_too() -> None:
    customer = _buyer("ap@buyer.example")
    invoice = makers.invoice(customer, 100_00)
    note = post_credit_note(issued_on=ON, reason="less", by=ANN, invoice_id=invoice.pk,
                            net_by_line={1: 10_00})  # fmt: skip
    run_day(customer.entity, ON)
    assert {pdf[0] for one in mail.outbox for pdf in _pdfs(one)} == {
        f"{invoice.document_no}.pdf", f"{note.document_no}.pdf",
    }  # fmt: skip


def test_who_wants_no_mail_gets_none_and_what_was_imported_is_never_sent() -> None:
    portal = _buyer("ap@buyer.example", delivery="portal")
    makers.invoice(portal, 100_00)
    done = run_day(portal.entity, ON)
    assert mail.outbox == []
    assert done.report["send_documents"]["outcomes"] == {"left to portal": 1}


def test_what_came_from_a_file_was_sent_by_whoever_wrote_it() -> None:
    customer = _buyer("ap@buyer.example")
    Invoice.objects.filter(pk=makers.draft(customer).pk).update(source="import")
    run_day(customer.entity, ON)
    assert mail.outbox == []


def test_with_nobody_to_send_to_one_task_asks_for_all() -> None:
    customer = _buyer()
    makers.invoice(customer, 100_00)
    makers.invoice(customer, 200_00)
    run_day(customer.entity, ON)
    run_day(customer.entity, date(2026, 1, 7))
    task = Task.objects.get(kind="invoicing.nobody_to_send_to")
    assert "Customer C-1" in task.title
    add_contact(customer_id=customer.pk, name="Kim", by=ANN, card={"email": "kim@buyer.example"})
    run_day(customer.entity, date(2026, 1, 8))
    assert len(mail.outbox) == 2


def test_a_house_that_sends_by_other_means_switches_it_off() -> None:
    customer = _buyer("ap@buyer.example")
    makers.invoice(customer, 100_00)
    set_policy(name=SENDING, value={"is_on": False}, valid_from=date(2026, 1, 1), by=ANN, why="-")
    run_day(customer.entity, ON)
    assert mail.outbox == []


def test_a_pdf_that_cannot_be_set_keeps_its_mail_here_and_stops_no_other(settings: Any) -> None:
    settings.CASHWRIGHT_PRESS = "tests.runs.send_documents.test_sending.JammedPress"
    customer = _buyer("ap@buyer.example")
    makers.invoice(customer, 100_00)
    run_day(customer.entity, ON)
    failed = Message.objects.get()
    assert (failed.state, failed.reason) == ("failed", "invoicing.not_printed")
    assert mail.outbox == []


class JammedPress:
    edition = "jammed"

    def printed(self, page: object) -> bytes:
        from cashwright.areas.invoicing.refusals import DocumentNotPrinted

        raise DocumentNotPrinted(reason="jammed")


def _report(message: Message, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery status report as RFC 3464 has it."""
    report = EmailMessage()
    report["From"], report["To"] = "mailer-daemon@mx.example", "billing@house.example"
    report["Subject"] = "Undelivered"
    told = (
        "Reporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {message.to_address}\nAction: {action}\nStatus: {status}\n"
    )
    headers = f"Message-ID: <{message.public_id}@house.example>\nSubject: x\n"
    boundary = "b"
    return (
        report.as_bytes().rstrip()
        + b'\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        + (
            f"--{boundary}\nContent-Type: text/plain\n\nSorry.\n"
            f"--{boundary}\nContent-Type: message/delivery-status\n\n{told}\n"
            f"--{boundary}\nContent-Type: text/rfc822-headers\n\n{headers}\n--{boundary}--\n"
        ).encode()
    )


def test_what_bounces_goes_to_the_next_person_and_then_to_a_clerk() -> None:
    customer = _buyer("gone@buyer.example", "other@buyer.example")
    invoice = makers.invoice(customer, 100_00)
    run_day(customer.entity, ON)
    first = Message.objects.get()
    assert take_bounce(_report(first), on=ON, by=ANN).outcome == "sent_on"
    assert take_bounce(_report(first), on=ON, by=ANN).outcome == "known"
    run_day(customer.entity, date(2026, 1, 7))
    assert [one.to for one in mail.outbox] == [["gone@buyer.example"], ["other@buyer.example"]]
    second = Message.objects.exclude(pk=first.pk).get()
    assert second.document_ids == [invoice.pk]
    assert take_bounce(_report(second), on=ON, by=ANN).outcome == "asked"
    assert Task.objects.get(kind="messaging.bounced").facts == {"status": "5.1.1"}
    assert Message.objects.filter(state="bounced").count() == 2
    assert {m.key for one in Message.objects.all() for m in one.mentions.all()} == {SENT, "sent:2"}


def test_a_full_mailbox_is_a_task_not_a_reason_to_write_to_somebody_else() -> None:
    customer = _buyer("full@buyer.example", "other@buyer.example")
    makers.invoice(customer, 100_00)
    run_day(customer.entity, ON)
    full = _report(Message.objects.get(), "4.2.2")
    assert take_bounce(full, on=ON, by=ANN).outcome == "asked"


def test_what_is_no_report_of_ours_changes_nothing() -> None:
    customer = _buyer("ap@buyer.example")
    makers.invoice(customer, 100_00)
    run_day(customer.entity, ON)
    message = Message.objects.get()
    delayed = _report(message, "4.4.1", action="delayed")
    forged = f"Message-ID: <{message.public_id}@house.example>\n\nStatus: 5.1.1\n".encode()
    for raw in (b"", b"\xff\xfe", forged, delayed, _report(message) + b"x" * 1_000_001):
        assert bounce_of(raw) is None
        assert take_bounce(raw, on=ON, by=ANN).outcome == "none"
    assert Message.objects.get().state == "sent"


def test_a_report_about_a_message_that_never_left_is_not_believed() -> None:
    customer = _buyer("ap@buyer.example")
    makers.invoice(customer, 100_00)
    run_day(customer.entity, ON)
    message = Message.objects.get()
    Message.objects.filter(pk=message.pk).update(state="suppressed", sent_at=None)
    assert take_bounce(_report(message), on=ON, by=ANN).outcome == "none"
