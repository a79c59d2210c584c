"""What a text says of paying late: what holds, by whose law, and never more than it should."""

from datetime import date

import pytest

from cashwright.areas.collections.policies.charging import Charging, LawCode, Mode
from cashwright.areas.collections.rules.consequences import by_law
from cashwright.areas.messaging.policies import Tone

OFF = Charging()
BY_LAW = Charging(mode=Mode.STATUTORY, since=date(2026, 1, 1))
BY_CONTRACT = Charging(mode=Mode.CONTRACTUAL, since=date(2026, 1, 1), rate_bp=950)


def test_a_friendly_text_names_no_law_and_a_plain_one_only_what_is_charged() -> None:
    for charging in (OFF, BY_LAW, BY_CONTRACT):
        assert by_law(charging, LawCode.DE, Tone.FRIENDLY, "en") == ""
    assert by_law(OFF, LawCode.DE, Tone.PLAIN, "en") == ""
    assert by_law(BY_LAW, LawCode.DE, Tone.PLAIN, "en") != ""


def test_what_is_not_charged_is_told_as_what_the_law_allows() -> None:
    assert by_law(OFF, LawCode.DE, Tone.FIRM, "en") == (
        "After the due date German law (BGB 288) allows us interest of 9 points above the"
        " reference rate and 40.00 EUR an invoice."
    )


def test_what_is_charged_is_told_with_its_source_in_the_readers_language() -> None:
    assert by_law(BY_LAW, LawCode.EU, Tone.FINAL, "de") == (
        "Nach der Fälligkeit berechnen wir Zinsen von 8 Prozentpunkten über dem Basiszinssatz und"
        " 40,00 EUR je Rechnung, wie es die Richtlinie 2011/7/EU über Zahlungsverzug vorsieht."
    )


def test_a_fee_the_house_does_not_take_is_not_told() -> None:
    charging = Charging(mode=Mode.STATUTORY, since=date(2026, 1, 1), has_fee=False)
    assert "EUR" not in by_law(charging, LawCode.EU, Tone.FINAL, "en")


def test_where_fees_grow_with_the_debt_the_smallest_is_told_as_such() -> None:
    assert "at least 40.00 GBP" in by_law(BY_LAW, LawCode.UK, Tone.FIRM, "en")


def test_a_contract_goes_before_the_law_and_holds_where_there_is_none() -> None:
    for law in (LawCode.DE, None):
        said = by_law(BY_CONTRACT, law, Tone.PLAIN, "en")
        assert said == "As agreed, interest of 9.50 % a year runs after the due date."


@pytest.mark.parametrize("tone", list(Tone))
def test_where_neither_says_anything_nothing_is_said(tone: Tone) -> None:
    assert by_law(OFF, None, tone, "en") == ""
