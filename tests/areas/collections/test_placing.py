"""Claims with an agency: given with a second person's word, recovered gross and net, taken back."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from cashwright.areas.collections.models import Agency, AgencyRecovery, Placement
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.queries import next_actions, placed
from cashwright.areas.collections.queries.placements import checklist, recovered
from cashwright.areas.collections.refusals import (
    FeeExceeds,
    NothingToPlace,
    NotPlaced,
    PlacedAlready,
)
from cashwright.areas.collections.rules.placing import Claim, Kept, Paper, fee_of, shares
from cashwright.areas.collections.services import (
    note_recovery,
    place_with_agency,
    placement_payload,
    recall_placement,
    set_agency,
)
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Posting
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.refusals import BadInput, NotFound
from tests import makers
from tests.makers import ANN, BOB

pytestmark = pytest.mark.django_db

ISSUED, DUE, TODAY = date(2026, 1, 5), date(2026, 2, 4), date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(TODAY)):
        yield


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    return makers.customer(home)


@pytest.fixture
def agency(home: LegalEntity) -> Agency:
    return set_agency(entity_id=home.pk, name="Firm & Fair", fee_bp=25_00, by=ANN)


def owed(of: Customer, euros: int = 100, due_on: date = DUE) -> Invoice:
    return makers.invoice(of, euros * 100, issued_on=ISSUED, due_on=due_on)


def allowed(of: Customer, agency: Agency, ids: list[UUID], reason: str = "90 days late") -> UUID:
    asked = request_approval(
        entity_id=of.entity_id, kind=PLACEMENT, document_id=of.pk, customer_id=of.pk, by=ANN,
        payload=placement_payload(of.pk, agency.pk, "EUR", reason, ids), reason=reason,
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    return asked.pk


def given(of: Customer, agency: Agency, *invoices: Invoice, on: date = TODAY) -> Placement:
    ids = [one.pk for one in invoices]
    return place_with_agency(
        customer_id=of.pk, agency_id=agency.pk, currency="EUR", reason="90 days late", on=on,
        by=ANN, invoice_ids=ids, approval_id=allowed(of, agency, ids),
    )  # fmt: skip


def balance(account: str) -> int:
    return sum(Posting.objects.filter(account_id=account).values_list("amount_minor", flat=True))


def test_claims_leave_with_a_second_persons_word_for_exactly_these(
    buyer: Customer, agency: Agency
) -> None:
    one, two = owed(buyer), owed(buyer, 50)
    asked = {
        "customer_id": buyer.pk, "agency_id": agency.pk, "currency": "EUR", "on": TODAY,
        "reason": "90 days late", "by": ANN,
    }  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        place_with_agency(**asked, invoice_ids=[one.pk])  # type: ignore[arg-type]
    approval_id = allowed(buyer, agency, [one.pk])
    with pytest.raises(ApprovalNeeded):
        place_with_agency(**asked, invoice_ids=[one.pk, two.pk], approval_id=approval_id)  # type: ignore[arg-type]
    made = place_with_agency(**asked, invoice_ids=[one.pk], approval_id=approval_id)  # type: ignore[arg-type]
    assert list(made.items.values_list("invoice_id", "amount_minor")) == [(one.pk, 100_00)]
    assert made.fee_bp == 25_00


def test_what_was_paid_since_it_was_approved_stays_here(buyer: Customer, agency: Agency) -> None:
    one, two = owed(buyer), owed(buyer, 50)
    ids = [one.pk, two.pk]
    approval_id = allowed(buyer, agency, ids)
    paid = makers.payment(buyer, 100_00, on=TODAY)
    _apply(paid.pk, one.pk, 100_00)
    made = place_with_agency(
        customer_id=buyer.pk, agency_id=agency.pk, currency="EUR", reason="90 days late", on=TODAY,
        by=ANN, invoice_ids=ids, approval_id=approval_id,
    )  # fmt: skip
    assert list(made.items.values_list("invoice_id", flat=True)) == [two.pk]


def _apply(payment_id: UUID, invoice_id: UUID, minor: int) -> None:
    from cashwright.areas.cash.models import SourceKind
    from cashwright.areas.cash.services import Part, apply

    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment_id, parts=[Part(invoice_id, minor)],
        on=TODAY, by=ANN,
    )  # fmt: skip


def test_what_is_not_due_or_paid_is_nothing_to_give_away(buyer: Customer, agency: Agency) -> None:
    later = owed(buyer, due_on=date(2026, 6, 1))
    with pytest.raises(NothingToPlace):
        given(buyer, agency, later)


def test_claims_are_with_one_agency_at_a_time(
    home: LegalEntity, buyer: Customer, agency: Agency
) -> None:
    one, two = owed(buyer), owed(buyer, 50)
    given(buyer, agency, one)
    other = set_agency(entity_id=home.pk, name="Other", fee_bp=10_00, by=ANN)
    with pytest.raises(PlacedAlready):
        given(buyer, other, two)


def test_an_agency_of_another_entity_or_out_of_use_gets_nothing(
    home: LegalEntity, buyer: Customer, agency: Agency
) -> None:
    one = owed(buyer)
    foreign = set_agency(
        entity_id=makers.entity("US", "USD", "US").pk, name="Abroad", fee_bp=0, by=ANN
    )
    with pytest.raises(NotFound):
        given(buyer, foreign, one)
    set_agency(
        entity_id=home.pk, agency_id=agency.pk, name="Firm & Fair", fee_bp=0, is_active=False,
        by=ANN,
    )  # fmt: skip
    with pytest.raises(NotFound):
        given(buyer, agency, one)


def test_what_is_with_an_agency_is_not_reminded_of_and_is_told_for_any_day(
    home: LegalEntity, buyer: Customer, agency: Agency
) -> None:
    made = given(buyer, agency, owed(buyer))
    assert next_actions(home.pk, TODAY)["code"].to_list() == ["placed"]
    with running_on(noon_utc(date(2026, 6, 1))):
        recall_placement(placement_id=made.pk, on=date(2026, 6, 1), by=ANN, reason="they pay us")
    assert placed(home.pk, date(2026, 5, 3)) == set()
    assert placed(home.pk, TODAY) == {(buyer.pk, "EUR")}
    assert placed(home.pk, date(2026, 5, 31), [buyer.pk]) == {(buyer.pk, "EUR")}
    assert placed(home.pk, date(2026, 6, 1)) == set()
    assert placed(home.pk, TODAY, [makers.some_id()]) == set()


def test_a_recall_is_not_before_the_claims_were_given_and_comes_once(
    buyer: Customer, agency: Agency
) -> None:
    made = given(buyer, agency, owed(buyer))
    with pytest.raises(BadInput):
        recall_placement(placement_id=made.pk, on=date(2026, 5, 3), by=ANN)
    recall_placement(placement_id=made.pk, on=TODAY, by=ANN)
    with pytest.raises(NotPlaced):
        recall_placement(placement_id=made.pk, on=TODAY, by=ANN)


def test_a_recovery_is_gross_on_the_invoices_net_in_the_bank_and_its_fee_an_expense(
    buyer: Customer, agency: Agency
) -> None:
    one, two = owed(buyer), owed(buyer, 50, date(2026, 2, 10))
    made = given(buyer, agency, one, two)
    note_recovery(
        placement_id=made.pk, gross_minor=120_00, tax_minor=5_70, on=TODAY, by=ANN,
        reference="Statement 7",
    )  # fmt: skip
    left = dict(Invoice.objects.values_list("pk", "balance_minor"))
    assert left == {one.pk: 0, two.pk: 30_00}
    # A quarter of 120.00 is the fee; 5.70 its tax; 84.30 arrived.
    assert (balance("6250"), balance("1250"), balance("1000")) == (30_00, 5_70, 84_30)
    assert balance("1100") == 30_00
    assert recovered(made.pk) == (120_00, 35_70)
    made.refresh_from_db()
    assert made.state == "placed"


def test_when_nothing_is_left_the_placement_closes(buyer: Customer, agency: Agency) -> None:
    made = given(buyer, agency, owed(buyer))
    note_recovery(
        placement_id=made.pk, gross_minor=110_00, on=TODAY, by=ANN, reference="S1", fee_minor=0
    )
    made.refresh_from_db()
    assert (made.state, made.ended_on) == ("closed", TODAY)
    assert AgencyRecovery.objects.get().entry_id is None
    assert balance("2100") == -10_00  # what is over stays on the customer's account


def test_the_same_statement_told_twice_is_booked_once(buyer: Customer, agency: Agency) -> None:
    made = given(buyer, agency, owed(buyer))
    first, second = (
        note_recovery(placement_id=made.pk, gross_minor=100_00, on=TODAY, by=ANN, reference="S1")
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert balance("6250") == 25_00


def test_a_recovery_in_another_currency_is_in_the_books_at_the_rate_of_its_day(
    home: LegalEntity, agency: Agency
) -> None:
    for day in (ISSUED, TODAY):
        makers.rate("USD", day, "1.25")
    abroad = makers.customer(home, "C-9", currency="USD")
    one = owed(abroad, 100)
    ids = [one.pk]
    asked = request_approval(
        entity_id=home.pk, kind=PLACEMENT, document_id=abroad.pk, by=ANN, reason="late",
        payload=placement_payload(abroad.pk, agency.pk, "USD", "late", ids),
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    made = place_with_agency(
        customer_id=abroad.pk, agency_id=agency.pk, currency="USD", reason="late", on=TODAY,
        by=ANN, invoice_ids=ids, approval_id=asked.pk,
    )  # fmt: skip
    noted = note_recovery(
        placement_id=made.pk, gross_minor=100_00, on=TODAY, by=ANN, reference="S1"
    )
    fee = Posting.objects.get(account_id="6250")
    assert (fee.amount_minor, fee.functional_minor) == (25_00, 20_00)
    lines = Posting.objects.filter(entry_id=noted.entry_id)
    assert sum(lines.values_list("functional_minor", flat=True)) == 0


def test_what_is_with_no_agency_any_more_is_recovered_by_us(
    buyer: Customer, agency: Agency
) -> None:
    made = given(buyer, agency, owed(buyer))
    recall_placement(placement_id=made.pk, on=TODAY, by=ANN)
    with pytest.raises(NotPlaced):
        note_recovery(placement_id=made.pk, gross_minor=1_00, on=TODAY, by=ANN, reference="S1")


def test_an_agency_keeps_no_more_than_it_recovered() -> None:
    assert Kept(100, 60, 40, "EUR").net_minor == 0
    with pytest.raises(FeeExceeds):
        Kept(100, 60, 41, "EUR")
    assert fee_of(333, 25_00) == 83
    assert fee_of(2, 25_00) == 1  # half up


def test_a_recovery_goes_to_the_oldest_claims_first() -> None:
    one, two, three = (Claim(UUID(int=n), date(2026, n, 1), 100) for n in (3, 1, 2))
    assert shares(150, [one, two, three]) == ((UUID(int=1), 100), (UUID(int=2), 50))
    assert shares(999, [two]) == ((UUID(int=1), 100),)


def test_the_checklist_says_what_an_agency_would_send_back(buyer: Customer, agency: Agency) -> None:
    one = owed(buyer)
    made = given(buyer, agency, one)
    bare = checklist(made)
    assert not bare.is_whole
    assert bare.missing[0] in {Paper.COMMUNICATION, Paper.TERMS, Paper.ADDRESS}
    assert Paper.UNDISPUTED in bare.there
    assert Paper.UNDISPUTED not in checklist(made, disputed=[one.pk]).there
    Customer.objects.filter(pk=buyer.pk).update(postal_address="1 Long Road")
    made.customer.refresh_from_db()
    assert Paper.ADDRESS in checklist(made).there
