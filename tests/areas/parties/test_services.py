"""Companies, customers, people at customers: what the services do, refuse and tell."""

import json
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from cashwright.areas.access.refusals import BadAddress
from cashwright.areas.controls.queries import document_facts, verify_chains
from cashwright.areas.parties.models import Contact, Customer, LegalEntity, Terms
from cashwright.areas.parties.policies import (
    STANDARD_TERMS,
    Channel,
    ContactRole,
    HoldKind,
    Purpose,
    TermsKind,
)
from cashwright.areas.parties.queries import (
    addressees,
    entity_by_code,
    family,
    held_customers,
    is_consenting,
    standing_holds,
    terms_of,
)
from cashwright.areas.parties.refusals import (
    AccountNoTaken,
    BadTerms,
    CodeTaken,
    HierarchyCycle,
)
from cashwright.areas.parties.rules import HOUSE_TERMS
from cashwright.areas.parties.rules import Terms as TermsValue
from cashwright.areas.parties.services import (
    add_contact,
    add_portfolio,
    add_standard_terms,
    add_terms,
    change_contact,
    change_customer,
    change_legal_entity,
    create_customers,
    move_customers,
    place_hold,
    release_hold,
    set_parent,
    set_tax_id,
    state_consent,
)
from cashwright.kernel.refusals import BadInput, NotFound, UnknownCurrency
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def told(document_id: UUID) -> list[dict[str, object]]:
    facts = document_facts(document_id)
    return [{"name": f.name, **json.loads(bytes(f.body))["data"]} for f in facts]


def test_the_first_company_brings_the_standard_terms() -> None:
    company = a_company("de")
    assert company.code == "DE"
    assert set(Terms.objects.values_list("code", flat=True)) == {row[0] for row in STANDARD_TERMS}
    assert add_standard_terms(by=HOUSE_RULE) == 0
    assert entity_by_code(" de ") == company
    assert company.legal_name == "Company de"


def test_a_code_is_given_once() -> None:
    a_company("DE")
    with pytest.raises(CodeTaken):
        a_company("de")
    with pytest.raises(CodeTaken):
        add_terms(code="net30", name="Again", terms=TermsValue(TermsKind.NET, 30), by=HOUSE_RULE)


@pytest.mark.parametrize(
    "settings",
    [
        {"currency": "XYZ"}, {"zone": "Mars/Base"}, {"fiscal_year_start_month": 13},
        {"colour": "red"}, {"invoice_prefix": "IN V"},
    ],
)  # fmt: skip
def test_a_company_that_cannot_be_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises((BadInput, UnknownCurrency)):
        a_company("DE", **settings)
    assert not LegalEntity.objects.exists()


def test_a_setting_is_told_before_and_after() -> None:
    company = a_company()
    change_legal_entity(entity_id=company.pk, changes={"invoice_prefix": "RE"}, by=HOUSE_RULE)
    assert told(company.pk)[-1]["changes"] == [["invoice_prefix", "INV", "RE"]]
    change_legal_entity(entity_id=company.pk, changes={"invoice_prefix": "RE"}, by=HOUSE_RULE)
    assert len(told(company.pk)) == 2, "nothing changed, nothing is told"


def test_currency_and_zone_of_a_company_stay_for_good() -> None:
    with pytest.raises(BadInput):
        change_legal_entity(entity_id=a_company().pk, changes={"currency": "USD"}, by=HOUSE_RULE)


def test_a_new_customer_takes_after_the_company() -> None:
    customer = a_customer(a_company())
    assert (customer.currency, customer.country, customer.zone) == ("EUR", "DE", "Europe/Berlin")
    assert customer.delivery == "email"
    assert told(customer.pk)[0]["account_no"] == "C-1"


def test_an_account_number_is_given_once_per_company() -> None:
    german, french = a_company("DE"), a_company("FR")
    a_customer(german, "C-1")
    a_customer(french, "C-1")
    with pytest.raises(AccountNoTaken):
        a_customer(german, " C-1 ")


def test_only_the_fields_of_the_card_can_be_changed() -> None:
    customer = a_customer(a_company())
    for field in ("id", "entity_id", "account_no", "created_at", "parent_id", "pk"):
        with pytest.raises(BadInput):
            change_customer(customer_id=customer.pk, changes={field: "x"}, by=HOUSE_RULE)
    customer.refresh_from_db()
    assert customer.account_no == "C-1"


def test_a_change_names_its_fields_but_not_the_customers_name() -> None:
    customer = a_customer(a_company())
    net60 = Terms.objects.get(code="NET60")
    change_customer(
        customer_id=customer.pk, by=HOUSE_RULE,
        changes={"name": "Canary", "delivery": "portal", "terms_id": net60.pk},
    )  # fmt: skip
    assert told(customer.pk)[-1]["changes"] == [
        ["name", "", ""], ["delivery", "email", "portal"], ["terms_id", "", str(net60.pk)],
    ]  # fmt: skip
    with pytest.raises(NotFound):
        change_customer(customer_id=customer.pk, changes={"terms_id": uuid4()}, by=HOUSE_RULE)


def test_terms_are_the_customers_else_the_companys_else_the_houses() -> None:
    customer = a_customer(a_company())
    assert terms_of(customer) == HOUSE_TERMS
    customer.entity.default_terms = Terms.objects.get(code="NET14")
    assert terms_of(customer) == TermsValue(TermsKind.NET, 14)
    customer.terms = Terms.objects.get(code="10PROX")
    assert terms_of(customer) == TermsValue(TermsKind.NTH_PROX, 10, 1)


def test_terms_that_make_no_sense_do_not_enter_the_catalog() -> None:
    with pytest.raises(BadTerms):
        add_terms(code="X", name="X", terms=TermsValue(TermsKind.NTH_PROX, 40), by=HOUSE_RULE)


def test_a_tree_has_no_circle_and_stays_in_one_company() -> None:
    company = a_company()
    top, middle, leaf = (a_customer(company, n) for n in "123")
    set_parent(customer_id=middle.pk, parent_id=top.pk, by=HOUSE_RULE)
    set_parent(customer_id=leaf.pk, parent_id=middle.pk, by=HOUSE_RULE)
    assert family(top.pk) == [top.pk, middle.pk, leaf.pk]
    assert family(middle.pk) == [middle.pk, leaf.pk]
    for above in (top, middle, leaf):
        with pytest.raises(HierarchyCycle):
            set_parent(customer_id=top.pk, parent_id=above.pk, by=HOUSE_RULE)
    foreign = a_customer(a_company("FR"))
    with pytest.raises(NotFound):
        set_parent(customer_id=leaf.pk, parent_id=foreign.pk, by=HOUSE_RULE)
    set_parent(customer_id=leaf.pk, parent_id=None, by=HOUSE_RULE)
    assert family(top.pk) == [top.pk, middle.pk]


def test_the_database_itself_refuses_a_customer_under_itself() -> None:
    customer = a_customer(a_company())
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(parent=customer.pk)


def test_a_portfolio_changes_hands_all_or_none() -> None:
    company = a_company()
    one, two = a_customer(company, "1"), a_customer(company, "2")
    folio = add_portfolio(code="KEY", name="Key accounts", by=HOUSE_RULE)
    ids = [one.pk, two.pk]
    assert move_customers(customer_ids=ids, portfolio_id=folio.pk, by=HOUSE_RULE) == 2
    assert move_customers(customer_ids=ids, portfolio_id=folio.pk, by=HOUSE_RULE) == 0
    with pytest.raises(NotFound):
        move_customers(customer_ids=[*ids, uuid4()], portfolio_id=None, by=HOUSE_RULE)
    assert Customer.objects.filter(portfolio=folio).count() == 2


def test_a_tax_number_is_set_replaced_and_removed() -> None:
    customer = a_customer(a_company())
    for value in ("DE123", "DE456", "DE456", ""):
        set_tax_id(customer_id=customer.pk, country="de", kind="VAT", value=value, by=HOUSE_RULE)
    assert not customer.tax_ids.exists()
    assert [fact["changes"] for fact in told(customer.pk)[1:]] == [[["tax_id.DE.vat", "", ""]]] * 3


def test_a_hold_stands_from_its_first_to_its_last_day() -> None:
    customer = a_customer(a_company())
    place_hold(
        customer_id=customer.pk, kind=HoldKind.DUNNING, reason="asked for time", from_on=JAN,
        until_on=FEB, by=HOUSE_RULE,
    )  # fmt: skip
    days = [date(2025, 12, 31), JAN, FEB, date(2026, 2, 2)]
    assert [on for on in days if held_customers(on, HoldKind.DUNNING)] == [JAN, FEB]
    assert not held_customers(JAN, HoldKind.CREDIT)
    assert held_customers(JAN, HoldKind.DUNNING, [uuid4()]) == set()


def test_a_released_hold_no_longer_stands_but_stood_before() -> None:
    customer = a_customer(a_company())
    hold = place_hold(
        customer_id=customer.pk, kind=HoldKind.CREDIT, reason="late", from_on=JAN, by=HOUSE_RULE
    )
    release_hold(hold_id=hold.pk, on=FEB, by=HOUSE_RULE)
    assert [on for on in (JAN, FEB, MAR) if standing_holds(on).exists()] == [JAN]
    with pytest.raises(BadInput):
        release_hold(hold_id=hold.pk, on=MAR, by=HOUSE_RULE)
    assert [fact["name"] for fact in told(customer.pk)][1:] == [
        "parties.hold_placed", "parties.hold_released",
    ]  # fmt: skip


def test_a_contact_has_exactly_one_address_or_none() -> None:
    customer = a_customer(a_company())
    contact = add_contact(customer_id=customer.pk, name="Ann", by=HOUSE_RULE)
    assert contact.email == ""
    with pytest.raises(BadAddress):
        change_contact(contact_id=contact.pk, changes={"email": "a@b.c, evil@x.y"}, by=HOUSE_RULE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(email="a@b.c, evil@x.y")


def test_the_journal_of_facts_never_learns_who_a_contact_is() -> None:
    customer = a_customer(a_company(), name="Canary Ltd")
    contact = add_contact(
        customer_id=customer.pk, name="Canary Bird", by=HOUSE_RULE,
        card={"email": "canary@example.com", "phone": "canary 1", "roles": ["approver"]},
    )  # fmt: skip
    change_contact(contact_id=contact.pk, changes={"phone": "canary 2"}, by=HOUSE_RULE)
    facts = [*document_facts(contact.pk), *document_facts(customer.pk)]
    assert b"anary" not in b"".join(bytes(fact.body) for fact in facts)
    assert told(contact.pk)[-1]["fields"] == ["phone"]


def test_personal_fields_are_named_on_the_model() -> None:
    told_fields = {"name", "email", "phone"}
    assert set(Contact.PII) == told_fields
    assert all(Contact.PII.values())


def test_reminders_go_to_the_people_who_are_there_for_it() -> None:
    customer = a_customer(a_company())
    for name, email, roles in [
        ("Ann", "ann@example.com", ["accounts_payable"]),
        ("Bob", "bob@example.com", ["executive"]),
        ("Cid", "", ["accounts_payable"]),
        ("Dee", "dee@example.com", ["approver", "accounts_payable"]),
    ]:
        card = {"email": email, "roles": roles}
        add_contact(customer_id=customer.pk, name=name, card=card, by=HOUSE_RULE)
    dee = Contact.objects.get(name="Dee")
    payable = ContactRole.ACCOUNTS_PAYABLE
    assert [c.name for c in addressees(customer.pk, payable)] == ["Ann", "Dee"]
    change_contact(contact_id=dee.pk, changes={"is_active": False}, by=HOUSE_RULE)
    assert [c.name for c in addressees(customer.pk, payable)] == ["Ann"]


def test_the_latest_word_on_consent_counts_and_the_earlier_ones_stay() -> None:
    contact = add_contact(customer_id=a_customer(a_company()).pk, name="Ann", by=HOUSE_RULE)
    asked = (contact.pk, Channel.EMAIL, Purpose.MARKETING)

    def say(is_given: bool, month: int) -> None:
        state_consent(
            contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.MARKETING,
            is_given=is_given, stated_at=datetime(2026, month, 1, tzinfo=UTC), proof="by mail",
            by=HOUSE_RULE,
        )  # fmt: skip

    say(True, 2)
    say(False, 4)
    said = [is_consenting(*asked, at=datetime(2026, m, 15, tzinfo=UTC)) for m in (1, 2, 3, 4)]
    assert said == [None, True, True, False]
    assert contact.consents.count() == 2
    with pytest.raises(BadInput):
        state_consent(
            contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.MARKETING,
            is_given=True, stated_at=datetime(2026, 5, 1, tzinfo=UTC), proof=" ", by=HOUSE_RULE,
        )  # fmt: skip


@pytest.mark.parametrize(
    "change", ["DELETE FROM parties_consent", "UPDATE parties_consent SET is_given = true"]
)
def test_a_statement_of_consent_is_never_changed(change: str) -> None:
    contact = add_contact(customer_id=a_customer(a_company()).pk, name="Ann", by=HOUSE_RULE)
    state_consent(
        contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.MARKETING, is_given=False,
        stated_at=datetime(2026, 1, 1, tzinfo=UTC), proof="by mail", by=HOUSE_RULE,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(change)


FILE = pl.DataFrame(
    {
        "account_no": ["1", "2", "3", "2", "4"],
        "name": ["One", "Two", "", "Two again", "Four"],
        "country": ["FR", None, "DE", "DE", "Nowhere"],
    }
)


def test_a_file_of_customers_is_taken_row_by_row_and_no_row_vanishes() -> None:
    company = a_company()
    found = create_customers(FILE, entity_id=company.pk, by=HOUSE_RULE)
    assert found["account_no"].to_list() == ["1", "2", "3", "2", "4"]
    assert found["is_new"].to_list() == [True, True, False, False, False]
    assert found["refusal"].to_list() == [
        None, None, "bad_input", "parties.account_no_taken", "bad_input",
    ]  # fmt: skip
    assert found["customer_id"].is_null().to_list() == [False, False, True, True, True]
    rows = {c.account_no: c for c in Customer.objects.all()}
    assert {no: (c.name, c.country, c.currency) for no, c in rows.items()} == {
        "1": ("One", "FR", "EUR"), "2": ("Two", "DE", "EUR"),
    }  # fmt: skip
    assert [str(rows[no].pk) for no in "12"] == found["customer_id"].to_list()[:2]
    assert told(rows["1"].pk)[0]["country"] == "FR"
    assert all(report.broken is None for report in verify_chains())


def test_the_same_file_again_adds_nothing_and_brings_the_same_customers() -> None:
    company = a_company()
    first = create_customers(FILE, entity_id=company.pk, by=HOUSE_RULE)
    change_customer(
        customer_id=UUID(first["customer_id"][0]), changes={"name": "Renamed"}, by=HOUSE_RULE
    )
    again = create_customers(FILE, entity_id=company.pk, by=HOUSE_RULE)
    assert not again["is_new"].any()
    assert again["customer_id"].to_list() == first["customer_id"].to_list()
    assert Customer.objects.get(account_no="1").name == "Renamed"


def test_customers_of_a_company_that_does_not_exist_are_refused_at_once() -> None:
    with pytest.raises(NotFound):
        create_customers(FILE, entity_id=uuid4(), by=HOUSE_RULE)


def test_each_of_a_thousand_customers_has_its_fact() -> None:
    company = a_company()
    frame = pl.DataFrame({"account_no": [f"C{n}" for n in range(1000)], "name": ["Acme"] * 1000})
    found = create_customers(frame, entity_id=company.pk, by=HOUSE_RULE)
    assert found["is_new"].all()
    for customer in Customer.objects.order_by("?")[:5]:
        assert [fact["name"] for fact in told(customer.pk)] == ["parties.customer_added"]
