"""Disputes by key: opened, given papers and words, proposed and asked for; a person decides."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from cashwright.areas.controls.models import Approval
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.ids import public_id
from cashwright.surfaces.api.disputing import DisputeOut, Disputes
from tests import makers
from tests.makers import ANN
from tests.surfaces.api.calls import Machine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PO = {"reason": "purchase_order", "amount_minor": 300_00, "facts": {"purchase_order_no": "PO-7"}}


@pytest.fixture
def invoice() -> Invoice:
    return makers.invoice(makers.customer(makers.entity()), 900_00)


@pytest.fixture
def machine(invoice: Invoice) -> Machine:
    return Machine("disputes.read", "disputes.edit", entity_id=invoice.entity_id)


def opened(machine: Machine, of: Invoice, **more: Any) -> Any:
    status, told = machine.post(f"/invoices/{of.public_id}/disputes", PO | more)
    assert status == 200, told
    return told


def test_a_portal_opens_a_dispute_and_reads_what_became_of_it(
    machine: Machine, invoice: Invoice
) -> None:
    person = add_contact(
        customer_id=invoice.customer_id, name="Jo", card={"email": "jo@b.example"}, by=ANN
    )
    made = opened(machine, invoice, origin="portal", contact_id=person.public_id)
    assert (made["state"], made["missing"]) == ("new", ["paper:purchase_order"])
    assert [(one["said"], made["number"] in one["text"]) for one in made["words"]] == [
        ("to_customer", True)
    ]
    row = Dispute.objects.get()
    assert (row.origin, row.contact_id, row.opened_by) == (
        "portal", person.pk, f"api:{machine.key.public_id}",
    )  # fmt: skip
    listed = machine.get("/disputes", invoice_id=invoice.public_id, is_open="true")[1]
    assert [one.number for one in Disputes.model_validate(listed).items] == [made["number"]]
    assert machine.get("/disputes", is_open="false")[1]["items"] == []
    shown = machine.get(f"/disputes/{made['id']}")[1]
    assert DisputeOut.model_validate(shown).amount_minor == 300_00


def test_the_same_request_sent_again_opens_one_dispute(machine: Machine, invoice: Invoice) -> None:
    url, key = f"/invoices/{invoice.public_id}/disputes", {"Idempotency-Key": "k-1"}
    assert machine.post(url, PO, **key) == machine.post(url, PO, **key)
    assert Dispute.objects.count() == 1
    assert machine.post(url, PO | {"amount_minor": 1}, **key)[1]["code"] == "controls.key_reused"


def test_papers_and_words_come_in_and_the_case_goes_on(machine: Machine, invoice: Invoice) -> None:
    made = opened(machine, invoice)
    Dispute.objects.update(state="waiting_customer", due_at=None)
    paper = {
        "kind": "purchase_order", "file_name": "po.pdf",
        "content": base64.b64encode(b"%PDF").decode(),
    }  # fmt: skip
    told = machine.post(f"/disputes/{made['id']}/evidence", paper)[1]
    assert (told["missing"], told["papers"][0]["file_name"]) == ([], "po.pdf")
    told = machine.post(f"/disputes/{made['id']}/words", {"text": "Here it is."})[1]
    assert (told["state"], told["words"][-1]["text"]) == ("investigating", "Here it is.")
    machine.post(f"/disputes/{made['id']}/words", {"by": "inside", "text": "Ask Kim."})
    assert "Ask Kim." not in str(machine.get(f"/disputes/{made['id']}"))
    wrong = machine.post(f"/disputes/{made['id']}/evidence", paper | {"content": "%%"})
    assert wrong[0] == 422


def test_a_program_proposes_and_asks_and_never_decides(machine: Machine, invoice: Invoice) -> None:
    made = opened(machine, invoice)
    told = {"outcome": "partial", "cause": "order_number", "note": "Half.", "credit_minor": 150_00}
    assert machine.post(f"/disputes/{made['id']}/proposal", told)[0] == 200
    proposal = Dispute.objects.get().decision
    assert proposal is not None
    assert proposal["credit_minor"] == 150_00
    assert machine.post(f"/disputes/{made['id']}/decision", told)[1]["code"] == (
        "disputes.case_incomplete"
    )
    Dispute.objects.update(
        facts={"purchase_order_no": "PO-7", "waived": {"paper:purchase_order": "no"}}
    )
    asked = machine.post(f"/disputes/{made['id']}/decision", told)[1]
    waits = Approval.objects.get()  # 150 EUR: a person could have credited it alone
    assert (asked["state"], asked["waits_for"]) == ("new", public_id("apr", waits.pk))
    assert waits.amount_minor == 150_00
    again = machine.post(f"/disputes/{made['id']}/decision", told)
    assert (again[0], again[1]["code"]) == (409, "disputes.decision_waits")
    rejecting = {"outcome": "reject", "cause": "unknown", "note": "No."}
    other = opened(machine, invoice)
    assert machine.post(f"/disputes/{other['id']}/decision", rejecting)[1]["code"] in (
        "disputes.bad_outcome", "disputes.case_incomplete",
    )  # fmt: skip
    assert machine.post(f"/disputes/{other['id']}/proposal", rejecting)[0] == 200


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"reason": "mood"}, "reason"), ({"amount_minor": "1"}, "amount_minor"),
        ({"amount_minor": 0}, "amount_minor"), ({"origin": "chargeback"}, "origin"),
        ({"facts": {"a": 1}}, "facts"), ({"lines": [{"line_no": 1}]}, "lines"), ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_a_body_is_read_strictly(
    machine: Machine, invoice: Invoice, change: dict[str, Any], at: str
) -> None:
    status, told = machine.post(f"/invoices/{invoice.public_id}/disputes", PO | change)
    assert status == 422
    assert at in told["fields"][0]["at"]


def test_a_key_sees_its_own_companys_disputes_and_only_what_it_may(
    machine: Machine, invoice: Invoice
) -> None:
    made = opened(machine, invoice)
    reader = Machine("disputes.read", entity_id=invoice.entity_id)
    assert reader.get(f"/disputes/{made['id']}")[0] == 200
    assert reader.post(f"/disputes/{made['id']}/words", {"text": "x"})[0] == 403
    other = Machine("disputes.read", "disputes.edit", entity_id=makers.entity("US", "USD").pk)
    assert other.get(f"/disputes/{made['id']}")[0] == 404
    assert other.post(f"/invoices/{invoice.public_id}/disputes", PO)[0] == 404
    assert other.get("/disputes")[1]["items"] == []
    assert machine.get("/disputes/dsp_nonsense")[0] == 404
    too_much = PO | {"amount_minor": 600_01}
    told = machine.post(f"/invoices/{invoice.public_id}/disputes", too_much)[1]
    assert told["code"] == "disputes.exceeds"
