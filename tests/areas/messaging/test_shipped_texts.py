"""The texts that come with the house: each key in English and German, each one usable."""

import pytest

from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.messaging.queries import shipped
from cashwright.areas.messaging.rules import check_text

THREATS = ("police", "prison", "arrest", "polizei", "gefängnis", "haftbefehl", "!!")


def test_every_key_has_a_text_in_both_languages_and_none_is_of_no_key() -> None:
    assert {key for key, _ in shipped()} == {str(key) for key in TemplateKey}
    for key in TemplateKey:
        assert {"en", "de"} <= {tongue for name, tongue in shipped() if name == key}


@pytest.mark.parametrize("which", sorted(shipped()))
def test_a_text_can_be_used_and_threatens_nobody(which: tuple[str, str]) -> None:
    text = shipped()[which]
    check_text(text)
    assert not [word for word in THREATS if word in f"{text.subject} {text.body}".lower()]


@pytest.mark.parametrize(
    "which", [one for one in sorted(shipped()) if one[0].startswith(("reminder.", "notice."))]
)
def test_a_reminder_or_notice_says_what_is_owed_and_where_to_object(which: tuple[str, str]) -> None:
    text = shipped()[which]
    assert "{{ invoice_list }}" in text.body
    assert "{{ total }}" in text.body + text.subject
    assert "{{ sender_email }}" in text.body
