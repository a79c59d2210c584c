"""Which documents a text names: whole tokens, in any writing, and never a part of another number."""

import pytest

from cashwright.areas.cash.rules.matching.checks import creditor_reference, luhn
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.finding import find_documents
from cashwright.areas.cash.rules.matching.references import How
from tests.areas.cash.matching_makers import invoice

NUMBERS = (
    "INV-1",
    "INV-10",
    "INV-2025-004211",
    "INV-2025-004212",
    "RE2026/00815",
    "8483378519",
    "611365",
)


def found(text: str, at_least: How = How.CORE) -> set[str]:
    """The numbers a text names at least so surely."""
    known = Documents([invoice(no, 100) for no in NUMBERS], [])
    hits = find_documents(text, (), known).citations
    return {NUMBERS[p] for c in hits if c.how >= at_least for p in c.places}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("INV-10", {"INV-10"}),
        ("INV-1", {"INV-1"}),
        ("INV-100", set()),
        ("Zahlung INV-2025-004211 vielen Dank", {"INV-2025-004211"}),
        ("inv 2025 4211", {"INV-2025-004211"}),
        ("INV2025004211", {"INV-2025-004211"}),
        ("2025/4211", {"INV-2025-004211"}),
        ("Rechnung 4211", {"INV-2025-004211"}),
        ("RECHNUNGINV-2025-004211", {"INV-2025-004211"}),
        ("INV-2025-0042 11", {"INV-2025-004211"}),
        ("INV-2O25-OO42I1", {"INV-2025-004211"}),
        ("re 2026.815", {"RE2026/00815"}),
        ("848 337 8519", {"8483378519"}),
        ("611365", {"611365"}),
        ("INV-2025-004211, 212", {"INV-2025-004211", "INV-2025-004212"}),
        ("INV-2025-004211 + INV-2025-004212", {"INV-2025-004211", "INV-2025-004212"}),
        (creditor_reference("INV2025004211"), {"INV-2025-004211"}),
        (f"KID {'4211'.zfill(9)}{luhn('4211'.zfill(9))}", set()),
        (f"{'2025004211'.zfill(20)}{luhn('2025004211'.zfill(20))}", {"INV-2025-004211"}),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, named: set[str]) -> None:
    assert found(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "vom 06.11.1365",
        "VAT DE611365000",
        "Tel. 030 611365",
        "+49 30 611365",
        "DE611365",
        "611365,00 EUR",
        "6113650",
        "0611.365,00",
        "order 4211",
        "XINV-1X0",
    ],
)
def test_a_part_of_a_date_an_amount_a_phone_or_tax_number_is_no_reference(text: str) -> None:
    assert found(text) == set()


def test_letters_glued_to_a_number_are_no_and_in_a_list() -> None:
    assert found("Inv no 10 e 1") == {"INV-10", "INV-1"}, "Italian for and"
    assert found("Inv no 10 E1") == {"INV-10"}
    assert found("Inv no 10 E1A7700 ref") == {"INV-10"}


def test_a_text_cut_into_fields_is_read_as_one() -> None:
    wide = "EREF+NOTPROVIDED SVWZ+INV-2025-004211 danke"
    assert found("\n".join([wide[:35], wide[35:]])) == {"INV-2025-004211"}


def test_structured_remittance_says_amounts() -> None:
    known = Documents([invoice(no, 100) for no in NUMBERS], [])
    told = find_documents("", (("INV-10", 60), ("INV-99", 40)), known)
    assert told.told == {1: 60}
    assert told.told_unknown == ["INV-99"]
