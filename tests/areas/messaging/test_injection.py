"""Hostile names, numbers and addresses: a header stays one line, a text stays a text, an address stays one."""

from html import escape

import pytest
from django.db import IntegrityError, transaction

from cashwright.areas.access.refusals import BadAddress
from cashwright.areas.access.rules import one_address
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import Rendered, Text, render
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import add_contact
from cashwright.connectors.sending.mail import _mail
from cashwright.kernel.refusals import BadInput
from tests.areas.messaging.makers import a_draft, a_message
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer
from tests.connectors.sending.test_twilio import message as an_outgoing

BREAKS = ["\r\n", "\n", "\r", "\0", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x7f"]

TEMPLATES = [
    "{{ total }}", "{{total}}", "{{ {{ total }} }}", "{{ 7*7 }}", "{% load static %}", "{% include 'x' %}",
    "{# no #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%(total)s", "{0.__class__}", "{total}", r"\1 \g<1>",
    "{{ customer_name }}", "{{ total }", "}}{{", "__import__('os')",
    "<mj-text>{{ total }}</mj-text>", "<mj-include path='/etc/passwd'/>", "<mj-raw><script>1</script></mj-raw>",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p></body><h1>", "<!-- -->", "<![CDATA[x]]>",
    '" onmouseover="alert(1)', "' style='position:fixed", "&lt;b&gt;", "&#60;b&#62;", "javascript:alert(1)",
    "https://evil.example/pay?x=1&y=2", "<a href='https://evil.example'>pay here</a>", "=cmd|'/c calc'!A1",
]  # fmt: skip

TEXT = Text(
    "About {{ customer_name }}", "Hello {{ customer_name }},\n\n{{ invoice_list }}\n\n{{ total }}",
    '<p title="{{ customer_name }}">{{ customer_name }}</p><pre>{{ invoice_list }}</pre>{{ total }}',
)  # fmt: skip


@pytest.mark.parametrize("hostile", TEMPLATES)
def test_what_looks_like_a_template_in_a_name_is_a_name(hostile: str) -> None:
    values = {"customer_name": hostile, "invoice_list": f"- {hostile}: 5", "total": "5.00 EUR"}
    made = render(TEXT, values)
    assert made.subject == " ".join(f"About {hostile}".split())
    assert made.body_text == f"Hello {hostile},\n\n- {hostile}: 5\n\n5.00 EUR\n"
    name = escape(hostile)
    assert made.body_html == f'<p title="{name}">{name}</p><pre>- {name}: 5</pre>5.00 EUR'
    plain = render(Text("x", "{{ customer_name }}"), values)
    assert plain.body_html == f"<p>{name}</p>\n"


@pytest.mark.parametrize("sign", BREAKS)
def test_a_value_with_a_line_break_adds_no_header(sign: str) -> None:
    made = render(TEXT, {"customer_name": f"Acme{sign}Bcc: evil@x.y", "total": "5"})
    assert len(made.subject.splitlines()) == 1
    assert made.subject.isprintable()


@pytest.mark.django_db
@pytest.mark.parametrize("sign", BREAKS)
def test_a_line_break_is_refused_wherever_a_message_or_a_card_takes_text(sign: str) -> None:
    hostile = f"Acme{sign}Bcc: evil@x.y"
    customer = a_customer(a_company())
    with pytest.raises(BadInput):
        a_message(customer, said=Rendered(hostile, "Hello", ""))
    with pytest.raises(BadInput):
        a_message(customer, key=hostile)
    with pytest.raises(BadAddress):
        a_message(customer, to_address=f"ann@example.com{sign}Bcc:evil@x.y")
    with pytest.raises(BadInput):
        add_contact(customer_id=customer.pk, name=hostile, card={}, by=HOUSE_RULE)
    with pytest.raises(BadInput):
        a_customer(customer.entity, "C-2", name=hostile)
    with pytest.raises(BadInput):
        a_customer(customer.entity, f"C{sign}2")
    assert not Message.objects.exists()
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r"])
def test_a_mail_with_a_line_break_in_a_header_cannot_be_written_at_all(sign: str) -> None:
    for changed in ("subject", "from_name", "to_address"):
        fields = {name: getattr(an_outgoing(), name) for name in an_outgoing().__slots__}
        mail = type(an_outgoing())(**{**fields, changed: f"x{sign}Bcc: evil@x.y"})
        with pytest.raises(ValueError, match=r"."):
            _mail(mail, ()).message()


@pytest.mark.parametrize(
    "several",
    [
        "ann@example.com, evil@x.y", "ann@example.com,evil@x.y", "ann@example.com;evil@x.y",
        "ann@example.com evil@x.y", "ann@example.com\tevil@x.y", "Ann <ann@example.com>",
        '"ann, evil"@example.com', "<ann@example.com>", "ann@example.com>", "ann@evil@example.com",
        "ann@example.com?bcc=evil@x.y", "ann@example.com%0aBcc:evil@x.y", "group:ann@example.com;",
        "ann(comment)@example.com", "ann@[127.0.0.1]", "ann@localhost", "@example.com", "ann@", "",
        "ann@exam ple.com", "ann@-example.com", "ann@example..com", "a" * 65 + "@example.com",
    ],
)  # fmt: skip
def test_an_address_is_exactly_one_or_refused(several: str) -> None:
    with pytest.raises(BadAddress):
        one_address(several)


def test_a_look_alike_shows_as_what_it_is() -> None:
    assert one_address("ann@exаmple.com") == "ann@xn--exmple-4nf.com"  # a Cyrillic a
    assert one_address(" Ann@EXAMPLE.com ") == "Ann@example.com"


@pytest.mark.django_db
def test_the_database_itself_takes_one_address_and_one_line() -> None:
    customer = a_customer(a_company())
    draft = a_draft(customer)
    for wrong in ({"to_address": "ann@example.com,evil@x.y"}, {"subject": "a\nb"}):
        fields = {
            "entity_id": draft.entity_id, "customer_id": draft.customer_id, "purpose": draft.purpose,
            "to_address": "ann@example.com", "subject": "x", "body_text": "x", "dedupe_key": str(wrong),
            "queued_at": "2026-03-02T12:00Z", "queued_by": "x", **wrong,
        }  # fmt: skip
        with pytest.raises(IntegrityError, match="message_"), transaction.atomic():
            Message.objects.create(**fields)
