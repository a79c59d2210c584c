"""Every reason why a message stayed here has words."""

import re

import pytest

from cashwright.areas.collections.queries import reminding
from cashwright.areas.messaging.policies import FIGURES_CHANGED, Stop
from cashwright.surfaces.console.staying import WHY, why


def test_every_rule_and_everything_that_stops_a_reminder_is_told_in_words() -> None:
    stops = set(re.findall(r"THEN '(\w+)'", reminding._STANDING))
    assert len(stops) == 5
    assert {*Stop, *stops, FIGURES_CHANGED, "reworded", "to_post", "contact_erased"} <= WHY.keys()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", ""),
        ("5.1.1", "It came back for good (5.1.1)."),
        ("4.2.2", "It came back for now (4.2.2)."),
        ("SMTPRecipientsRefused 550", "The mail server did not take it (550)."),
        ("sms 21610", "The text message was not taken (21610)."),
        ("asked by phone", "asked by phone"),
    ],
)
def test_codes_are_told_as_what_they_mean_and_what_a_person_wrote_stays(
    reason: str, said: str
) -> None:
    assert why(reason) == said
