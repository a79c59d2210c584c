"""Bank accounts and addresses in running text."""

from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.personal import accounts_in, masked, masked_accounts

GERMAN, BRITISH, DUTCH = "DE89370400440532013000", "GB29NWBK60161331926819", "NL91ABNA0417164300"


def test_ibans_are_found_written_together_or_in_groups() -> None:
    assert accounts_in(f"Muster GmbH DE89 3704 0044 0532 0130 00 {BRITISH}") == [GERMAN, BRITISH]
    assert accounts_in(f"{DUTCH} 2026 INVOICE") == [DUTCH]


def test_numbers_that_only_look_like_ibans_stay() -> None:
    for text in (
        "INV-2026-000123",
        "RE2026000001234567",
        "DE89370400440532013001",
        "DE89 3704",
        "",
    ):
        assert accounts_in(text) == []
        assert masked(text) == text


def test_of_an_iban_its_country_and_its_end_stay() -> None:
    assert masked_accounts("Muster DE89 3704 0044 0532 0130 00 Re 7") == "Muster DE**3000 Re 7"


def test_an_address_leaves_nothing() -> None:
    assert masked("asked by jo.doe+x@mail.example.com, twice") == "asked by [e-mail], twice"
    assert masked_accounts("paypal jo@example.com") == "paypal jo@example.com"


@given(st.text(alphabet="AB19 -", max_size=20), st.text(alphabet="xy .-", max_size=20))
def test_an_account_is_masked_whatever_stands_around_it(before: str, after: str) -> None:
    assert GERMAN not in masked(f"{before} {GERMAN} {after}")
