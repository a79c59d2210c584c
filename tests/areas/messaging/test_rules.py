"""Texts without logic, and what a reminder says in English and German."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.messaging.policies import DOCUMENTS, REMINDERS, TOKENS, TemplateKey
from cashwright.areas.messaging.queries import shipped
from cashwright.areas.messaging.refusals import BadTemplate, UnknownToken
from cashwright.areas.messaging.rules import (
    DOCUMENT_LANGUAGES,
    LANGUAGES,
    ReminderFacts,
    ReminderItem,
    Sender,
    Text,
    check_text,
    money_text,
    reminder_values,
    render,
)
from cashwright.kernel.money import Money

ON = date(2026, 3, 15)


def item(number: str, due_on: date, minor: int, currency: str = "EUR") -> ReminderItem:
    return ReminderItem(number, date(2026, 1, 30), due_on, Money(minor, currency))


def facts(*items: ReminderItem, contact_name: str = "Ms Lee") -> ReminderFacts:
    return ReminderFacts(
        customer_name="Acme", account_no="C-1", contact_name=contact_name,
        entity_name="Northwind", sender=Sender(name="Ann Wu", email="ann@northwind.example"),
        items=items, on=ON,
    )  # fmt: skip


THREE = facts(
    item("INV-3", date(2026, 3, 14), 50_00),
    item("INV-1", date(2026, 3, 1), 1_234_50),
    item("INV-2", date(2026, 3, 1), 100_00),
)


def test_three_invoices_past_due_in_english() -> None:
    values = reminder_values(THREE, "en")
    assert values["invoices"] == "3 invoices"
    assert values["total"] == "1,384.50 EUR"
    assert values["first_due_on"] == "1 March 2026"
    assert values["days_late"] == "14 days"
    assert values["greeting"] == "Dear Ms Lee,"
    assert values["invoice_list"].splitlines() == [
        "- INV-1 of 30 January 2026, due on 1 March 2026: 1,234.50 EUR",
        "- INV-2 of 30 January 2026, due on 1 March 2026: 100.00 EUR",
        "- INV-3 of 30 January 2026, due on 14 March 2026: 50.00 EUR",
    ]


def test_three_invoices_past_due_in_german() -> None:
    values = reminder_values(THREE, "de-AT")
    assert values["invoices"] == "3 Rechnungen"
    assert values["total"] == "1.384,50 EUR"
    assert values["first_due_on"] == "1. März 2026"
    assert values["days_late"] == "14 Tagen"
    assert values["invoice_list"].splitlines()[2] == (
        "- INV-3 vom 30. Januar 2026, fällig am 14. März 2026: 50,00 EUR"
    )


def test_one_invoice_one_day_late_is_told_in_the_singular() -> None:
    one = facts(item("INV-1", date(2026, 3, 14), 1), contact_name="")
    assert reminder_values(one, "en")["invoices"] == "1 invoice"
    assert reminder_values(one, "en")["days_late"] == "1 day"
    assert reminder_values(one, "en")["greeting"] == "Hello,"
    assert reminder_values(one, "de")["days_late"] == "1 Tag"
    assert reminder_values(one, "de")["greeting"] == "Guten Tag,"


def test_currencies_are_never_added_up() -> None:
    mixed = facts(item("A", ON, 100, "USD"), item("B", ON, 200, "EUR"), item("C", ON, 300, "USD"))
    assert reminder_values(mixed, "en")["total"] == "2.00 EUR + 4.00 USD"


@pytest.mark.parametrize(
    ("minor", "currency", "english", "german"),
    [
        (123456, "EUR", "1,234.56 EUR", "1.234,56 EUR"),
        (123456, "JPY", "123,456 JPY", "123.456 JPY"),
        (1234567, "KWD", "1,234.567 KWD", "1.234,567 KWD"),
        (-5, "EUR", "-0.05 EUR", "-0,05 EUR"),
        (9_007_199_254_740_993, "EUR", "90,071,992,547,409.93 EUR", "90.071.992.547.409,93 EUR"),
    ],
)
def test_an_amount_shows_as_many_decimals_as_its_currency_has(
    minor: int, currency: str, english: str, german: str
) -> None:
    assert money_text(Money(minor, currency), "en") == english
    assert money_text(Money(minor, currency), "de") == german


def test_every_text_of_the_house_is_there_in_every_language_and_can_be_used() -> None:
    texts = {(str(key), tongue) for key in set(TemplateKey) - {*DOCUMENTS} for tongue in LANGUAGES}
    documents = {(str(key), tongue) for key in DOCUMENTS for tongue in DOCUMENT_LANGUAGES}
    assert set(shipped()) == texts | documents
    for text in shipped().values():
        check_text(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", REMINDERS)
def test_every_reminder_names_amount_invoices_and_whom_to_talk_to(
    key: TemplateKey, language: str
) -> None:
    values = reminder_values(THREE, language)
    said = render(shipped()[str(key), language], values)
    for token in ("invoices", "invoice_list", "total", "sender_name", "entity_name"):
        assert values[token] in said.body_text
    assert "{" not in said.subject + said.body_text + said.body_html
    assert "\n" not in said.subject
    assert any(values[token] in said.subject for token in ("invoices", "total"))


def test_a_subject_reads_three_invoices_past_due() -> None:
    said = render(shipped()["reminder.first", "en"], reminder_values(THREE, "en"))
    assert said.subject == "3 invoices past due"


def test_what_is_not_known_leaves_no_gap_behind() -> None:
    said = render(Text("Hi", "One\n\n{{ sender_phone }}\n\nTwo {{ sender_phone }}\n"), {})
    assert said.body_text == "One\n\nTwo\n"


@pytest.mark.parametrize("part", ["{{ colour }}", "{{ password }}", "{{ sender_name_ }}"])
def test_a_name_nobody_knows_is_refused_when_the_text_is_saved(part: str) -> None:
    for text in (Text(part, "body"), Text("subject", f"Hello {part}")):
        with pytest.raises(UnknownToken) as refused:
            check_text(text)
        assert "customer_name" in str(refused.value)


@pytest.mark.parametrize(
    "part",
    [
        "{{7*7}}", "{{ ''.__class__ }}", "{{ total|upper }}", "{{ total.minor }}", "{% if x %}",
        "{# x #}", "{{ total }", "}}", "{{", "{{\ntotal }}", "{{ TOTAL }}", "a\0b", "a\x1bb",
    ],
)  # fmt: skip
def test_a_text_with_logic_in_it_is_refused(part: str) -> None:
    with pytest.raises(BadTemplate):
        check_text(Text("subject", f"Hello {part}"))


@pytest.mark.parametrize(
    "text",
    [
        Text("", "body"), Text("subject", "  "), Text("two\nlines", "body"),
        Text("s" * 201, "body"), Text("subject", "b" * 20_001), Text("a\rb", "body"),
    ],
)  # fmt: skip
def test_a_text_nobody_could_send_is_refused(text: Text) -> None:
    with pytest.raises(BadTemplate):
        check_text(text)


def test_a_hostile_name_stays_words() -> None:
    name = "<script>alert(1)</script>&\"'"
    said = render(
        Text("For {{ customer_name }}", "Dear {{ customer_name }}"), {"customer_name": name}
    )
    assert "<script>" not in said.body_html
    assert "&lt;script&gt;" in said.body_html
    assert name in said.body_text


def test_a_value_that_looks_like_a_token_is_not_filled_again() -> None:
    said = render(Text("x", "{{ customer_name }}"), {"customer_name": "{{ total }}", "total": "1"})
    assert said.body_text == "{{ total }}\n"


@given(values=st.dictionaries(st.sampled_from(list(TOKENS)), st.text(max_size=40)))
def test_no_value_adds_a_line_to_a_subject_or_a_tag_to_the_html(values: dict[str, str]) -> None:
    every = " ".join(f"{{{{ {token} }}}}" for token in TOKENS)
    said = render(Text(every, every), values)
    assert said.subject.splitlines() in ([], [said.subject])
    assert "\r" not in said.body_text
    assert "\0" not in said.body_text
    tags = said.body_html.replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in tags
    assert ">" not in tags
