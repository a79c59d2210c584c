"""What is done on the pages of billing: prices set, contracts changed, drafts released, events taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.catalog.models import Price, PriceVersion, TaxRate
from cashwright.areas.catalog.services import PriceNumbers, set_price
from cashwright.areas.contracts.models import BillItem, Contract, CreditGrant, Discount
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.controls.models import Approval
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.models import Event
from cashwright.kernel.clock import now
from cashwright.runs.bill import run_bill
from cashwright.surfaces.console.books.coming import outlook
from tests import makers
from tests.makers import ANN
from tests.surfaces.billing.conftest import TODAY, Door, Shop, a_contract, subscribed
from tests.surfaces.books.reading import text, words

APRIL_1 = date(2026, 4, 1)


def confirmed(client: Client, url: str, given: dict[str, Any]) -> str:
    """Press twice: look at what it changes, then do it. Returns what the look said."""
    look = client.post(url, given)
    assert look.status_code == 200, words(look.content.decode())[:1500]
    assert "What this changes" in look.content.decode(), look.context["form"].errors
    done = client.post(url, {**given, "seen": look.context["seen"]})
    assert done.status_code == 302, words(done.content.decode())[:1500]
    return words(look.content.decode())


def tiers(*rows: tuple[str, str]) -> dict[str, str]:
    given = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "2"}
    for n, (up_to, price) in enumerate(rows):
        given |= {f"form-{n}-up_to": up_to, f"form-{n}-unit_price": price}
    return given


def test_a_price_gets_a_new_version_once_its_difference_was_seen(shop: Shop, as_a: Door) -> None:
    client, url = as_a(Role.CONTROLLER), f"/catalog/prices/{shop.calls.public_id}/set/"
    given = {"currency": "EUR", "valid_from": "2026-05-01", **tiers(("100", "0.10"), ("", "0.05"))}
    told = confirmed(client, url, given)
    assert "Periods that start on 1 May 2026 or later cost 2 tiers: 0.10 to 0.05" in told
    version = PriceVersion.objects.filter(price=shop.calls).latest("pk")
    ends = list(version.tiers.order_by("tier_no").values_list("up_to_e6", "unit_price_e9"))
    assert ends == [(100_000_000, 100_000_000), (None, 50_000_000)]


def test_what_is_wrong_with_a_tier_is_said_at_its_row(shop: Shop, as_a: Door) -> None:
    client, url = as_a(Role.CONTROLLER), f"/catalog/prices/{shop.calls.public_id}/set/"
    given = {
        "currency": "EUR",
        "valid_from": "2026-05-01",
        **tiers(("100", "0.10"), ("50", "0.05")),
    }
    page = client.post(url, given)
    assert page.status_code == 422
    assert "overlaps" in str(page.context["lines"].forms[1].errors["up_to"])
    assert not PriceVersion.objects.filter(valid_from=date(2026, 5, 1)).exists()
    unread = client.post(url, {**given, **tiers(("a lot", "0.10"))})
    assert "Write a number" in str(unread.context["lines"].forms[0].errors["up_to"])


def test_a_version_of_a_day_that_is_taken_is_refused_at_the_day(shop: Shop, as_a: Door) -> None:
    given = {"currency": "EUR", "valid_from": "2026-06-01", "unit_price": "9"}
    url = f"/catalog/prices/{shop.seats.public_id}/set/"
    client = as_a(Role.CONTROLLER)
    seen = client.post(url, given).context["seen"]
    page = client.post(url, {**given, "seen": seen})
    assert "Choose another day" in str(page.context["form"].errors["valid_from"])


def test_the_lines_of_a_preview_are_the_lines_that_are_billed(shop: Shop, as_a: Door) -> None:
    charge = shop.subscription.charges.get(price=shop.seats)
    url = f"/subscriptions/{shop.subscription.public_id}/quantity/"
    given = {"charge": str(charge.pk), "quantity": "20", "effective_on": "2026-03-20",
             "proration": "next_bill", "why": "Hiring"}  # fmt: skip
    told = confirmed(as_a(Role.CLERK), url, given)
    # 15 seats of 142.50 net until the 31st, 12 days left: -55.16; 20 seats of 190.00: 73.55.
    assert "−55.16 EUR" in told
    assert "73.55 EUR" in told
    assert "Net, before tax 18.39 EUR" in told
    run_bill(shop.entity, APRIL_1)
    nets = InvoiceLine.objects.filter(charge=charge, revision__in=(2, -2)).order_by("revision")
    assert list(nets.values_list("net_minor", flat=True)) == [-55_16, 73_55]


def test_what_will_be_billed_when_is_what_is_billed_then(shop: Shop, as_a: Door) -> None:
    coming = outlook(shop.contract, TODAY, known_at=now())
    seats = [r.net_minor for r in coming.rows if r.bill_on == APRIL_1 and r.quantity == "15 seats"]
    waiting = sum(r.net_minor for r in coming.rows if r.kind == "item" and r.bill_on <= APRIL_1)
    run_bill(shop.entity, APRIL_1)
    lines = InvoiceLine.objects.filter(invoice__customer=shop.acme, invoice__issued_on=APRIL_1)
    billed = lines.filter(charge__price=shop.seats, revision=0)
    assert list(billed.values_list("net_minor", flat=True)) == seats == [142_50]
    items = BillItem.objects.filter(contract=shop.contract, invoice_id__isnull=False)
    assert sum(items.values_list("net_minor", flat=True)) == waiting == 250_00 + 15_63
    assert not [r for r in outlook(shop.contract, APRIL_1, known_at=now()).rows if r.kind == "item"]


def test_a_change_before_the_last_bill_is_refused_in_words(shop: Shop, as_a: Door) -> None:
    charge = shop.subscription.charges.get(price=shop.seats)
    url = f"/subscriptions/{shop.subscription.public_id}/quantity/"
    given = {"charge": str(charge.pk), "quantity": "20", "effective_on": "2026-02-10",
             "proration": "next_bill"}  # fmt: skip
    page = as_a(Role.CLERK).post(url, given)
    assert page.status_code == 409
    assert "is billed already" in words(page.content.decode())
    assert BillItem.objects.filter(revision=2).count() == 0


def test_a_subscription_is_paused_resumed_and_canceled(shop: Shop, as_a: Door) -> None:
    client, start = as_a(Role.CLERK), f"/subscriptions/{shop.subscription.public_id}/"
    manner = {"proration": "next_bill"}
    confirmed(client, f"{start}pause/", {**manner, "effective_on": "2026-04-10"})
    confirmed(client, f"{start}resume/", {**manner, "effective_on": "2026-04-20"})
    pause = shop.subscription.pauses.get()
    assert (pause.from_on, pause.until_on) == (date(2026, 4, 10), date(2026, 4, 20))
    cancel = {**manner, "effective_on": "2026-05-10", "when": "period", "with_credit": "on"}
    assert "ends before 1 June 2026" in confirmed(client, f"{start}cancel/", cancel)
    shop.subscription.refresh_from_db()
    assert shop.subscription.ends_on == date(2026, 6, 1)


def test_a_contract_is_written_subscribed_to_and_agreed(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    given = {"account_no": "C-3", "starts_on": "2026-04-01", "renewal_months": "0",
             "grouping": "contract", "proration": "next_bill", "proration_unit": "day"}  # fmt: skip
    answer = client.post("/contracts/new/", given)
    made = Contract.objects.latest("pk")
    assert answer["Location"] == f"/contracts/{made.public_id}/"
    rows = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0",
            "form-0-price": str(shop.seats.pk), "form-0-quantity": "3"}  # fmt: skip
    told = confirmed(
        client, f"/contracts/{made.public_id}/subscribe/",
        {"name": "Team", "starts_on": "2026-04-01", **rows},
    )  # fmt: skip
    assert "1 Apr 2026 0.00 EUR 30.00 EUR 30.00 EUR" in told
    confirmed(client, f"/contracts/{made.public_id}/activate/", {})
    made.refresh_from_db()
    assert made.state == ContractState.ACTIVE


def test_days_to_pay_outside_the_catalog_ask_a_second_person(shop: Shop, as_a: Door) -> None:
    confirmed(as_a(Role.CLERK), f"/contracts/{shop.draft.public_id}/activate/", {})
    shop.draft.refresh_from_db()
    assert shop.draft.state == ContractState.DRAFT
    asked = Approval.objects.get(document_id=shop.draft.pk)
    assert asked.payload["custom_term_days"] == 75
    assert "wait for a second person" in text(
        as_a(Role.CLERK), f"/contracts/{shop.draft.public_id}/"
    )


def test_what_is_agreed_besides_is_written_down(shop: Shop, as_a: Door) -> None:
    client, start = as_a(Role.CLERK), f"/contracts/{shop.contract.public_id}/"
    confirmed(
        client, f"{start}discount/", {"percent": "12.5", "from_on": "2026-04-01", "reason": "Loyal"}
    )
    confirmed(client, f"{start}coupon/", {"code": "welcome10", "from_on": "2026-04-01"})
    confirmed(client, f"{start}credit/", {"amount": "75", "granted_on": "2026-03-02", "priority": "1",
                                          "reason": "Outage"})  # fmt: skip
    confirmed(client, f"{start}once/", {"product": str(shop.product.pk), "amount": "-19.90",
                                        "bill_on": "2026-03-02"})  # fmt: skip
    confirmed(client, f"{start}order/", {"purchase_order_no": "PO-77"})
    shares = Discount.objects.order_by("position").values_list("percent_ppm", flat=True)
    assert list(shares) == [50_000, 125_000, 100_000]
    assert CreditGrant.objects.filter(amount_minor=75_00, contract=shop.contract).exists()
    assert BillItem.objects.filter(net_minor=-19_90).exists()
    page = client.post(f"{start}coupon/", {"code": "NOPE", "from_on": "2026-04-01"})
    assert "There is no coupon NOPE" in words(page.content.decode())


def test_a_parked_draft_is_released_with_one_press(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    assert "Release" in text(client, "/billing/")
    client.post(f"/invoices/{shop.held.public_id}/release/")
    shop.held.refresh_from_db()
    assert (shop.held.state, shop.held.parked_code, shop.held.issued_on) == ("posted", "", TODAY)
    assert str(shop.held.document_no) in text(client, f"/invoices/{shop.held.public_id}/")


def test_selected_drafts_are_released_together(shop: Shop, as_a: Door) -> None:
    answer = as_a(Role.CLERK).post("/billing/release/", {"row": str(shop.held.pk)}, follow=True)
    assert "1 invoice is posted" in words(answer.content.decode())
    shop.held.refresh_from_db()
    assert shop.held.state == "posted"


def test_a_discarded_draft_is_billed_anew_with_its_order(shop: Shop, as_a: Door) -> None:
    clerk = as_a(Role.CLERK)
    clerk.post(f"/invoices/{shop.held.public_id}/discard/")
    confirmed(clerk, f"/contracts/{shop.parked.public_id}/order/", {"purchase_order_no": "PO-1"})
    as_a(Role.CONTROLLER).post("/billing/run/", {"of": "DE", "on": str(TODAY)})
    anew = Invoice.objects.get(customer=shop.bolt, state="posted")
    assert (anew.total_minor, anew.purchase_order_no) == (shop.held.total_minor, "PO-1")


def test_a_day_ahead_of_the_books_is_not_billed(shop: Shop, as_a: Door) -> None:
    before = Invoice.objects.count()
    assert (
        as_a(Role.CONTROLLER).post("/billing/run/", {"of": "DE", "on": "2027-01-01"}).status_code
        >= 400
    )
    assert Invoice.objects.count() == before


def test_a_file_of_events_is_taken_and_what_is_refused_is_explained(shop: Shop, as_a: Door) -> None:
    lines = (
        "id,kind,subscription,occurred_at,count\n"
        "n-1,api.call,acme-prod,2026-03-02T08:00:00Z,5\n"
        "n-2,api.call,nobody,2026-03-02T08:00:00Z,5\n"
    )
    file = SimpleUploadedFile("calls.csv", lines.encode())
    before = Event.objects.count()
    page = as_a(Role.CLERK).post("/usage/file/", {"file": file, "entity": "DE", "source": "desk"})
    told = words(page.content.decode())
    assert "There is no subscription with the reference nobody." in told
    assert Event.objects.count() == before + 1
    picture = SimpleUploadedFile("calls.png", b"\x89PNG")
    refused = as_a(Role.CLERK).post(
        "/usage/file/", {"file": picture, "entity": "DE", "source": "desk"}
    )
    assert refused.status_code == 422


def test_a_table_of_tax_rates_is_loaded_and_a_broken_one_refused(shop: Shop, as_a: Door) -> None:
    client, before = as_a(Role.CONTROLLER), TaxRate.objects.count()
    table = "country,region,tax_class,rate_ppm,valid_from,name,source\nFR,,standard,200000,2014-01-01,TVA,law\n"
    client.post("/catalog/taxes/file/", {"file": SimpleUploadedFile("t.csv", table.encode())})
    assert TaxRate.objects.count() == before + 1
    broken = SimpleUploadedFile("t.csv", b"country,rate\nFR,20\n")
    page = client.post("/catalog/taxes/file/", {"file": broken})
    assert "The table cannot be read" in words(page.content.decode())


def test_products_prices_meters_and_coupons_are_added(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CONTROLLER)
    product = client.post("/catalog/products/new/", {
        "code": "SUPPORT", "name": "Support", "account": "4000", "tax_class": "standard",
    })  # fmt: skip
    price = client.post(f"{product['Location']}prices/new/", {
        "code": "SUPPORT-M", "name": "Support, monthly", "model": "flat", "timing": "advance",
        "every": "1", "every_of": "months",
    })  # fmt: skip
    confirmed(client, price["Location"], {
        "currency": "EUR", "valid_from": "2026-03-01", "flat": "99",
    })  # fmt: skip
    assert PriceVersion.objects.filter(price__code="SUPPORT-M", flat_minor=99_00).exists()
    again = client.post("/catalog/products/new/", {
        "code": "SUPPORT", "name": "Twice", "account": "4000", "tax_class": "standard",
    })  # fmt: skip
    assert "There is a product with the code SUPPORT already" in words(again.content.decode())
    meter = client.post("/catalog/meters/new/", {
        "code": "GB", "name": "Storage", "unit_name": "GB", "event_kind": "store", "aggregation": "max",
        "value_key": "gb", "filters": "region = eu, us",
    })  # fmt: skip
    assert "region" in text(client, meter["Location"])


def test_a_company_gives_its_documents_a_look_and_its_bank(shop: Shop, as_a: Door) -> None:
    admin, cfo = as_a(Role.ADMIN, whole=True), as_a(Role.CFO, whole=True)
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    look = {"brand_color": "#0f766e", "document_footer": "Register 1",
            "logo": SimpleUploadedFile("logo.png", png)}  # fmt: skip
    admin.post("/settings/companies/DE/look/", look)
    assert (
        admin.post("/settings/companies/DE/bank/", {"payment_details": "mine"}).status_code == 403
    )
    cfo.post("/settings/companies/DE/bank/", {"payment_details": "IBAN DE00 1234"})
    entity = LegalEntity.objects.get(code="DE")
    assert (entity.brand_color, entity.document_footer) == ("#0f766e", "Register 1")
    assert entity.payment_details == "IBAN DE00 1234"
    assert cfo.get("/settings/companies/DE/logo/").content == png
    wrong = {**look, "logo": SimpleUploadedFile("logo.png", b"GIF89a")}
    assert "a PNG picture" in words(
        admin.post("/settings/companies/DE/look/", wrong).content.decode()
    )


def test_an_invoice_is_handed_out_as_pdf_and_a_draft_is_not(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    answer = client.get(f"/invoices/{shop.invoice.public_id}/pdf/?language=de")
    assert answer.content.startswith(b"%PDF-")
    assert f'{shop.invoice.document_no}-de.pdf"' in answer["Content-Disposition"]
    assert client.get(f"/invoices/{shop.held.public_id}/pdf/").status_code == 409
    assert client.get(f"/invoices/{shop.invoice.public_id}/pdf/?language=xx").status_code == 422


def test_the_palette_finds_contracts_products_and_acts(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    for typed, found in (("CT-0000", "CT-000001"), ("acme-prod", "Production"), ("Platf", "PLATFORM"),
                         ("new contract", "New contract")):  # fmt: skip
        assert found in text(client, f"/palette/?q={typed}")


def test_what_cannot_be_billed_says_why_and_what_helps(shop: Shop, as_a: Door) -> None:
    plus = Price.objects.get(code="PLUS-M")
    abroad = a_contract(shop.acme, currency="USD")
    subscribed(abroad, [(plus, 1)], "Plus abroad")
    client = as_a(Role.CONTROLLER)
    page = words(text(client, "/billing/"))
    assert "No price in the contract's currency" in page
    assert abroad.contract_no in page
    client.post("/billing/run/", {"of": "DE", "on": str(TODAY)})
    assert abroad.contract_no in text(client, "/billing/exceptions/")
    assert "catalog.no_price_in_currency" in text(client, "/billing/")
    set_price(
        price_id=plus.pk, currency="USD", valid_from=date(2025, 1, 1), by=ANN,
        numbers=PriceNumbers(flat_minor=540_00), billed=price_billed_on,
    )  # fmt: skip
    client.post("/billing/run/", {"of": "DE", "on": str(TODAY)})
    assert "No exchange rate is known" in text(client, "/billing/exceptions/")
    makers.rate("USD", date(2026, 2, 27), "1.10")
    client.post("/billing/run/", {"of": "DE", "on": str(TODAY)})
    assert "Everything could be billed" in text(client, "/billing/exceptions/")
    assert Invoice.objects.get(currency="USD").net_minor == 3 * 540_00


def test_a_price_agreed_for_one_contract_counts_there_alone(shop: Shop, as_a: Door) -> None:
    client, start = as_a(Role.CLERK), f"/contracts/{shop.contract.public_id}/"
    given = {"currency": "EUR", "valid_from": "2026-03-02", "unit_price": "8"}
    confirmed(client, f"{start}negotiate/?price={shop.seats.public_id}", given)
    version = PriceVersion.objects.get(owner_id=shop.contract.pk)
    charge = shop.subscription.charges.get(price=shop.seats)
    change = {"charge": str(charge.pk), "price": f"{shop.seats.pk}:{version.pk}",
              "effective_on": "2026-04-01", "proration": "none"}  # fmt: skip
    confirmed(client, f"/subscriptions/{shop.subscription.public_id}/price/", change)
    page = words(text(client, f"{start}?as_of=2026-04-05"))
    assert "8.00 EUR a seat, agreed here" in page
    run_bill(shop.entity, APRIL_1)
    line = InvoiceLine.objects.get(charge=charge, from_on=APRIL_1, revision=0)
    assert line.net_minor == 114_00  # 15 x 8.00 less 5 %
