"""Every number is the sum of the rows behind it: lists, aging, customers, palette."""

from __future__ import annotations

import re
from datetime import date

from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import WorklistEntry
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import CREDIT_NOTE
from cashwright.areas.controls.services import request_approval
from cashwright.areas.insight.queries.aging import aging
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.formats import money_text
from tests import makers
from tests.makers import ANN
from tests.surfaces.receivables.conftest import Door, Shop, confirmed, cus, inv, pay


def _sums(client: Client, path: str) -> dict[str, str]:
    """Label -> amount below a list of one currency, read as a person reads it."""
    html = client.get(path).content.decode()
    part = re.search(r'id="list-sums".*?</div>', html, re.DOTALL)
    assert part, "the list has sums"
    text = re.sub(r"<[^>]+>", " ", part.group())
    return dict(re.findall(r"(Open|Past due|Unapplied|Balance|Total|Amount)\s+([\d,.]+)", text))


def test_the_sums_of_the_customers_equal_the_aging_of_any_day(shop: Shop, as_a: Door) -> None:
    apply(
        source_kind=SourceKind.PAYMENT, source_id=shop.payment.pk, by=ANN, on=date(2026, 2, 10),
        parts=[Part(shop.late.pk, 60_00)],
    )  # fmt: skip
    client = as_a(Role.CLERK)
    for on in (date(2026, 1, 31), date(2026, 2, 15), date(2026, 3, 2)):
        (report,) = aging(shop.entity.pk, on)
        sums = _sums(client, f"/customers/?tab=all&as_of={on}")
        assert sums["Open"] == money_text(report.total.open_minor, "EUR")
        assert sums["Past due"] == money_text(report.total.past_due_minor, "EUR")
        assert sums["Unapplied"] == money_text(-report.total.unapplied_minor, "EUR")


def test_the_balance_clicked_is_the_total_of_the_list_it_opens(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    page = client.get(cus(shop.buyer))
    (owed,) = page.context["owed"]
    links = re.findall(r'href="(/invoices/\?[^"]+)"', page.content.decode())
    by_tab = {t: u.replace("&amp;", "&") for u in links for t in re.findall(r"tab=(\w+)", u)}
    assert _sums(client, by_tab["late"])["Balance"] == money_text(owed.overdue_minor, "EUR")
    plain = next(u.replace("&amp;", "&") for u in links if "tab=open" in u and "due_" not in u)
    assert _sums(client, plain)["Balance"] == money_text(owed.open_minor, "EUR")


def test_each_part_of_the_aging_bar_leads_to_its_invoices(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    html = str(client.get(cus(shop.buyer)).context["aging"])
    late = next(u for u in re.findall(r'href="([^"]+)"', html) if "due_to=2026-01-30" in u)
    assert _sums(client, late.replace("&amp;", "&"))["Balance"] == "100.00"


def test_the_palette_finds_customers_documents_and_amounts(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)

    def asked(text: str) -> str:
        return client.get("/palette/", {"q": text}).content.decode()

    assert cus(shop.buyer) in asked("customer c-1")
    assert inv(shop.late) in asked(str(shop.late.document_no))
    assert inv(shop.due) in asked("250")
    both = asked("350.00")
    assert f"{shop.late.document_no} + {shop.due.document_no}" in both
    assert inv(shop.foreign) not in asked("900.00"), "nothing outside the scope is found"


def test_the_worklist_puts_first_who_owes_most_for_longest_and_says_why(
    shop: Shop, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    html = client.get("/collections/?tab=all").content.decode()
    assert html.index("Customer C-1") < html.index("Customer C-2")
    assert "41 days late" in html
    assert "Money of theirs is not applied yet" in html


def test_reminders_are_held_from_the_worklist_and_on_the_customers_page(
    shop: Shop, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    client.get("/collections/")
    row = WorklistEntry.objects.get(customer=shop.buyer)
    client.post("/collections/hold/", {"row": [str(row.pk)]})
    assert "Reminders on hold" in client.get(cus(shop.buyer)).content.decode()
    hold = shop.buyer.holds.get()
    client.post(f"/holds/{hold.public_id}/release/")
    assert "Reminders on hold" not in client.get(cus(shop.buyer)).content.decode()


def test_a_customer_is_added_changed_and_given_a_contact(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    card = {
        "entity": "DE", "account_no": "C-9", "name": "Fabrikam", "country": "de", "currency": "eur",
        "language": "de", "zone": "Europe/Berlin", "delivery": "email", "is_active": "on",
    }  # fmt: skip
    made = client.post("/customers/new/", card)
    assert made.status_code == 302
    again = client.post("/customers/new/", card)
    assert again.status_code == 409
    url = made["Location"].split("?")[0]
    assert client.post(f"{url}edit/", {**card, "name": "Fabrikam AG"}).status_code == 302
    assert "Fabrikam AG" in client.get(url).content.decode()
    person = {"name": "Ada", "email": "ada@fabrikam.example", "roles": ["accounts_payable"]}
    assert client.post(f"{url}contacts/new/", person).status_code == 302
    assert "ada@fabrikam.example" in client.get(f"{url}?part=contacts").content.decode()
    assert client.post(f"{url}edit/", {**card, "zone": "Mars"}).status_code >= 400


def test_who_asked_cannot_decide_and_a_rejection_needs_a_reason(shop: Shop, as_a: Door) -> None:
    both = as_a(Role.CREDIT_MANAGER, name="both")
    other = as_a(Role.CONTROLLER)
    confirmed(
        both, pay(shop.payment, "refund/"), {"on": "2026-03-02", "reason": "back", "amount": "10"}
    )
    asked = Approval.objects.get()
    url = f"/approvals/{public_id('apr', asked.pk)}/"
    assert "You asked for this" in both.get(url).content.decode()
    assert both.post(f"{url}decide/", {"decision": "approve"}).status_code == 403
    assert other.post(f"{url}decide/", {"decision": "reject"}).status_code == 422
    page = other.get(url).content.decode()
    assert "What approving writes to the ledger" in page
    assert "1000 Bank" in page
    other.post(f"{url}decide/", {"decision": "approve"})
    asked.refresh_from_db()
    assert asked.state == "done"
    shop.payment.refresh_from_db()
    assert shop.payment.unapplied_minor == 90_00


def test_a_credit_on_account_that_waits_is_told_line_by_line_with_its_entry(
    shop: Shop, as_a: Door
) -> None:
    lines = [makers.line(4_000_00, 760_00)]
    payload = credit_payload(
        None, None, shop.buyer.pk, 4_760_00, date(2026, 3, 2), currency="EUR", lines=lines
    )
    asked = request_approval(
        entity_id=shop.entity.pk, kind=CREDIT_NOTE, document_id=shop.buyer.pk, payload=payload,
        customer_id=shop.buyer.pk, currency="EUR", amount_minor=4_760_00, by=ANN, reason="bonus",
    )  # fmt: skip
    url = f"/approvals/{public_id('apr', asked.pk)}/"
    page = as_a(Role.CONTROLLER).get(url).content.decode()
    assert "Credit on account" in page
    assert "+ 4,760.00 EUR" in page
    assert "4,000.00 EUR net" in page
    assert "What approving writes to the ledger" in page
