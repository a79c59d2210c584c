"""How texts may speak: what stops one, what warns, and that the house's own keep to it."""

import pytest

from cashwright.areas.messaging.policies import CARDS, TO_CUSTOMERS, Tone
from cashwright.areas.messaging.queries import shipped
from cashwright.areas.messaging.rules import check_text
from cashwright.areas.messaging.rules.voice import Weight, Why, lint


def reasons(text: str, language: str = "en", tone: Tone = Tone.PLAIN) -> set[tuple[Why, Weight]]:
    return {(one.why, one.weight) for one in lint(text, language, tone)}


@pytest.mark.parametrize(
    ("said", "language", "why"),
    [
        ("Your account is delinquent.", "en", Why.NAME_CALLING),
        ("Pay today, or else.", "en", Why.THREAT),
        ("We will tell your customers.", "en", Why.THREAT),
        ("You have failed to pay.", "en", Why.BLAME),
        ("Please pay now!", "en", Why.EXCLAMATION),
        ("This is OVERDUE.", "en", Why.SHOUTING),
        ("Sie sind säumiger Zahler.", "de", Why.NAME_CALLING),
        ("Wir stellen Strafanzeige.", "de", Why.THREAT),
        ("Das ist unverschämt.", "de", Why.BLAME),
        ("ZAHLEN Sie bitte.", "de", Why.SHOUTING),
    ],
)
def test_what_no_text_says_stops_a_text_of_any_tone(said: str, language: str, why: Why) -> None:
    for tone in Tone:
        assert (why, Weight.STOPS) in reasons(said, language, tone)


def test_what_is_serious_stops_a_friendly_text_warns_a_plain_one_and_passes_in_a_final_one() -> (
    None
):
    said = "We may take legal action."
    assert reasons(said, tone=Tone.FRIENDLY) == {(Why.LEGAL, Weight.STOPS)}
    assert reasons(said, tone=Tone.FIRM) == {(Why.LEGAL, Weight.WARNS)}
    assert reasons(said, tone=Tone.FINAL) == set()


def test_a_finding_shows_the_words_as_they_stand_there() -> None:
    (found,) = lint("Dear Ann, this Delinquent account.", "en", Tone.PLAIN)
    assert found.words == "Delinquent"


def test_names_to_fill_in_and_names_in_capitals_are_no_shouting() -> None:
    assert reasons("Pay {{ total }} to our IBAN by SEPA.") == set()
    assert reasons("The courtyard is open.", tone=Tone.FRIENDLY) == set()


def test_a_sentence_nobody_reads_to_its_end_warns() -> None:
    assert reasons(" ".join(["word"] * 41)) == {(Why.VERBOSE, Weight.WARNS)}
    assert reasons(" ".join(["word"] * 40)) == set()


@pytest.mark.parametrize("which", sorted(shipped()))
def test_the_houses_own_texts_speak_as_they_should_and_say_what_they_have_to(
    which: tuple[str, str],
) -> None:
    text, card = shipped()[which], CARDS[which[0]]
    check_text(text, card)
    if card.kind in TO_CUSTOMERS:
        assert lint(f"{text.subject}\n{text.body}", which[1], card.tone) == []
