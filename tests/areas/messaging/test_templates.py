"""Texts of one's own: looked at, agreed on by two people, version by version; designs that do nothing."""

from uuid import uuid4

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.messaging.models import Template
from cashwright.areas.messaging.policies import CARDS, PUBLISH_TEXT, TOKENS, TemplateKey, TextKind
from cashwright.areas.messaging.queries import (
    shipped,
    text_choices,
    text_in_force,
    text_of_label,
)
from cashwright.areas.messaging.refusals import (
    BadDesign,
    BadTemplate,
    MissingToken,
    TemplateNeedsSecond,
    ToneRefused,
    UnknownText,
    UnknownToken,
)
from cashwright.areas.messaging.rules import Text, check_text, render
from cashwright.areas.messaging.rules.designs import check_design, starter_design
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.messaging.services import look_at_text, publish_template
from cashwright.areas.messaging.services.designing import compiled
from cashwright.kernel.actors import Actor
from cashwright.kernel.events import HOUSE
from cashwright.kernel.refusals import BadInput
from tests.areas.parties.makers import a_person

PERSON = Actor.human(uuid4())
BODY = "{{ greeting }}\n\n{{ invoice_list }}\n\n{{ total }}\n\n{{ sender_email }}"


def written(**more: str) -> TextProposal:
    given = {"key": "reminder.first", "language": "en", "subject": "Open", "body": BODY, **more}
    return TextProposal(**given)


def design(inside: str, head: str = "") -> str:
    return f"<mjml>{head}<mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"


def test_every_text_has_a_card_whose_names_exist() -> None:
    assert set(CARDS) == {str(key) for key in TemplateKey}
    for card in CARDS.values():
        assert card.needs <= card.knows <= set(TOKENS)


def test_an_unknown_name_is_told_with_those_most_like_it() -> None:
    with pytest.raises(UnknownToken) as caught:
        look_at_text(written(subject="{{ invoice_lists }}"))
    assert caught.value.facts["token"] == "invoice_lists"
    assert str(caught.value.facts["nearest"]).startswith("invoice_list")


def test_a_name_that_texts_of_this_kind_cannot_fill_in_is_unknown() -> None:
    with pytest.raises(UnknownToken):
        look_at_text(written(subject="About {{ dispute_no }}"))


def test_a_reminder_says_what_is_owed_and_whom_to_tell_that_it_is_wrong() -> None:
    with pytest.raises(MissingToken) as caught:
        look_at_text(written(body="{{ total }}"))
    assert caught.value.facts == {"tokens": "invoice_list, sender_email", "where": "the text"}


def test_a_design_says_it_too() -> None:
    with pytest.raises(MissingToken, match="the design"):
        look_at_text(written(mjml=design("<mj-text>{{ total }}</mj-text>")))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"key": "reminder.tenth"}, UnknownText),
        ({"language": "fr"}, BadInput),
        ({"body": BODY + " {% if x %}"}, BadTemplate),
        ({"subject": "one\ntwo"}, BadTemplate),
        ({"subject": "Pay now!"}, ToneRefused),
        ({"body": BODY + " We may go to court."}, ToneRefused),
    ],
)
def test_what_cannot_go_out_is_not_published(
    more: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        look_at_text(written(**more))


def test_a_firmer_text_may_say_more_and_its_writer_is_warned() -> None:
    looked = look_at_text(written(body=BODY + " We may go to court.", tone="firm"))
    assert [one.words for one in looked.findings] == ["court"]


@pytest.mark.parametrize(
    "inside",
    [
        "<mj-raw><script>alert(1)</script></mj-raw>",
        "<mj-raw><iframe></iframe></mj-raw>",
        '<mj-raw><p onclick="x()">x</p></mj-raw>',
        '<mj-raw><form action="https://x.example"></form></mj-raw>',
        '<mj-image src="https://x.example/pixel.gif" />',
        '<mj-button href="javascript:alert(1)">x</mj-button>',
        '<mj-button href="http://x.example">x</mj-button>',
        '<mj-button href="https://x.example/{{ customer_name }}">x</mj-button>',
        '<mj-text css-class="{{ customer_name }}">x</mj-text>',
        '<mj-raw><p style="background:url(https://x.example)">x</p></mj-raw>',
        '<mj-include path="/etc/passwd" />',
        "<mj-raw><!--[if mso]><script>1</script><![endif]--></mj-raw>",
        "<mj-unheard-of></mj-unheard-of>",
        "<mj-text>never closed",
    ],
)
def test_a_design_runs_loads_and_tells_nothing(inside: str) -> None:
    with pytest.raises(BadDesign):
        compiled(design(inside))


def test_a_design_loads_no_font_and_no_style() -> None:
    head = '<mj-head><mj-font name="X" href="https://x.example/f.css" /></mj-head>'
    with pytest.raises(BadDesign):
        compiled(design('<mj-text font-family="X">x</mj-text>', head))
    with pytest.raises(BadDesign):
        compiled(
            design("<mj-text>x</mj-text>", "<mj-head><mj-style>@import 'x';</mj-style></mj-head>")
        )
    assert "http" not in compiled(design("<mj-text>Hello</mj-text>")).replace(
        "http://www.w3.org/1999/xhtml", ""
    ).replace("http-equiv", "")


@pytest.mark.parametrize("which", sorted(shipped()))
def test_each_of_the_houses_texts_can_be_given_a_design(which: tuple[str, str]) -> None:
    text = shipped()[which]
    html = compiled(starter_design(text.body))
    check_text(Text(text.subject, text.body, html), CARDS[which[0]])
    assert text.body.split("\n\n")[-1].split("\n")[0] in check_design(html)


def test_whatever_a_customer_is_called_it_is_a_name_and_no_markup() -> None:
    evil = "<script>alert(1)</script>{{ total }}{% load %}\" onload='x'"
    html = compiled(design("<mj-text>{{ customer_name }}: {{ total }}</mj-text>"))
    said = render(Text("S {{ customer_name }}", "{{ customer_name }}", html),
                  {"customer_name": evil, "total": "5"})  # fmt: skip
    assert "<script" not in said.body_html
    assert (
        "{{ total }}{% load %}" in said.body_html
    )  # a value is no text: nothing in it is filled in
    assert "onload='" not in said.body_html
    assert evil in said.body_text


@pytest.mark.django_db
def test_a_text_of_ones_own_takes_the_place_of_the_houses_from_the_next_message_on() -> None:
    assert text_in_force("reminder.first", "de").version == 0
    publish_template(written(language="de", subject="Eins"), by=PERSON)
    publish_template(written(language="de", subject="Zwei", why="clearer"), by=PERSON)
    found = text_in_force("reminder.first", "de")
    assert (found.version, found.text.subject, found.label) == (2, "Zwei", "reminder.first/de/2")
    assert text_in_force("reminder.first", "en").version == 0
    assert text_in_force("reminder.first", "fr").language == "en"
    old, house = text_of_label("reminder.first/de/1"), text_of_label("reminder.first/de/0")
    assert old is not None
    assert house is not None
    assert (old.text.subject, house.version) == ("Eins", 0)
    assert text_of_label("reminder.first/de/9") is None


@pytest.mark.django_db
def test_the_segment_counts_for_more_than_the_tone_and_that_for_more_than_the_arm() -> None:
    for n, whose in enumerate(({}, {"variant": "b"}, {"tone": "firm"}, {"segment": "smb"})):
        publish_template(written(subject=str(n), **whose), by=PERSON)

    def subject(**asked: str) -> str:
        return text_in_force("reminder.first", "en", **asked).text.subject

    assert subject() == "0"
    assert subject(variant="b") == "1"
    assert subject(variant="b", tone="firm") == "2"
    assert subject(variant="b", tone="firm", segment="smb") == "3"
    assert subject(variant="c", tone="final", segment="other") == "0"
    label = text_in_force("reminder.first", "en", tone="firm").label
    assert label == "reminder.first/en::firm:/1"
    back = text_of_label(label)
    assert back is not None
    assert back.text.subject == "2"


@pytest.mark.django_db
def test_the_register_tells_what_there_is_and_where_a_language_is_missing() -> None:
    publish_template(written(variant="b"), by=PERSON)
    choices = {one.key: one for one in text_choices([TextKind.REMINDER, TextKind.DOCUMENT])}
    first = choices["reminder.first"]
    assert [(one.language, one.version) for one in first.languages] == [("en", 0), ("de", 0)]
    assert first.variants == ("b",)
    assert first.languages[0].others == (("", "", "b"),)
    assert "call.overdue" not in choices


@pytest.mark.django_db
def test_where_somebody_else_decides_a_text_needs_their_word_for_exactly_it() -> None:
    ann = Actor.human(a_person("ann@example.com", Role.CREDIT_MANAGER).pk)
    publish_template(written(), by=ann)  # nobody else decides yet
    bob = Actor.human(a_person("bob@example.com", Role.CONTROLLER).pk)
    with pytest.raises(TemplateNeedsSecond):
        publish_template(written(subject="New"), by=ann)
    asked = request_approval(
        entity_id=HOUSE, kind=PUBLISH_TEXT, document_id=uuid4(), by=ann, reason="clearer",
        payload=written(subject="New").payload(),
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=bob)
    with pytest.raises(ApprovalNeeded):
        publish_template(written(subject="Other"), by=ann, approval_id=asked.pk)
    made = publish_template(written(subject="New"), by=ann, approval_id=asked.pk)
    row = Template.objects.get(pk=made.pk)
    assert (row.version, row.asked_by, row.published_by) == (2, ann.name, bob.name)
