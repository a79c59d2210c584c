"""Reading a mail: who wrote, what is new in it, what came with it, and nothing else however it is built."""

import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.messaging.refusals import MailUnreadable
from cashwright.areas.messaging.rules.inbox.mail import MAIL_BYTES_MAX, InboundMail, read_mail
from cashwright.areas.messaging.rules.inbox.threading import about, named, our_messages


def mail(text: str = "Hello", **headers: str) -> EmailMessage:
    made = EmailMessage()
    said = {"From": "Ann Lee <Ann@Customer.example>", "Subject": "Re: Invoice INV-1",
            "Message-ID": "<1@customer.example>", "Date": "Tue, 24 Nov 2026 16:00:00 -0500"}  # fmt: skip
    for name, value in (
        said | {key.replace("_", "-"): one for key, one in headers.items()}
    ).items():
        made[name] = value
    made.set_content(text)
    return made


def read(made: EmailMessage) -> InboundMail:
    return read_mail(bytes(made))


def test_a_plain_mail_says_who_wrote_what_and_when() -> None:
    got = read(mail("We will pay.\n", In_Reply_To="<msg_abcdefghij1@us.example>"))
    assert (got.from_name, got.from_address) == ("Ann Lee", "ann@customer.example")
    assert (got.subject, got.reply_text) == ("Re: Invoice INV-1", "We will pay.")
    assert got.message_id == "1@customer.example"
    assert got.answers == ("msg_abcdefghij1@us.example",)
    assert got.sent_at == datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert not got.is_auto


def test_words_and_names_come_out_of_their_encodings() -> None:
    raw = (
        b"From: =?utf-8?q?J=C3=BCrgen_Gro=C3=9F?= <j@kunde.example>\nSubject: =?iso-8859-1?q?R=FCckfrage?=\n"
        b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        b"Sch=F6ne Gr=FC=DFe, wir zahlen.\n"
    )
    got = read_mail(raw)
    assert (got.from_name, got.subject) == ("Jürgen Groß", "Rückfrage")
    assert got.body_text == "Schöne Grüße, wir zahlen."


def test_an_address_inside_a_name_is_not_taken_for_who_wrote() -> None:
    got = read_mail(b'From: "boss@us.example" <thief@else.example>\n\nPay me.')
    assert (got.from_name, got.from_address) == ("", "thief@else.example")
    hidden = read_mail(b"From: =?utf-8?q?=3Cboss=40us.example=3E?= <thief@else.example>\n\nPay me.")
    assert hidden.from_address == "thief@else.example"


def test_plain_words_go_before_the_page_and_a_page_alone_is_read_without_its_scripts() -> None:
    both = mail("We will pay on Friday.")
    both.add_alternative("<p>Something else</p>", subtype="html")
    assert read(both).body_text == "We will pay on Friday."

    page = mail()
    page.set_content(
        "<head><title>No</title><style>p{}</style></head><script>evil()</script>"
        "<p>We&nbsp;paid <b>on&#32;Monday</b>.</p><blockquote><p>Your invoice</p></blockquote><!-- no",
        subtype="html",
    )
    assert read(page).reply_text == "We paid on Monday."
    assert "> Your invoice" in read(page).body_text
    assert "evil" not in read(page).body_text


QUOTES = {
    "gmail": "Friday.\n\nOn Tue, Nov 24, 2026 at 9:00 AM Us <us@us.example> wrote:\n> We will pay\n",
    "gmail over two lines": "Friday.\n\nOn Tue, Nov 24, 2026 at 9:00 AM Us\n<us@us.example> wrote:\n\n> We will pay\n",
    "outlook": "Friday.\n\nFrom: Us <us@us.example>\nSent: Tuesday\nTo: Ann\nSubject: Invoice\n\nWe will pay\n",
    "outlook in german": "Friday.\n\nVon: Us\nGesendet: Dienstag\nAn: Ann\nBetreff: Rechnung\n\nWe will pay\n",
    "divider": "Friday.\n\n-----Original Message-----\nWe will pay\n",
    "divider in german": "Friday.\n\n-----Ursprüngliche Nachricht-----\nWe will pay\n",
    "german": "Friday.\n\nAm 24.11.2026 um 09:00 schrieb Us <us@us.example>:\n> We will pay\n",
    "french": "Friday.\n\nLe mar. 24 nov. 2026 à 09:00, Us <us@us.example> a écrit :\n> We will pay\n",
    "below what is quoted": "On Tue, Us <us@us.example> wrote:\n> We will pay\n\nFriday.\n",
    "signature": "Friday.\n\n-- \nAnn Lee\nWe will pay Ltd\n",
    "closing": "Friday.\n\nKind regards,\nAnn\nWe will pay Ltd\n",
    "closing in german": "Friday.\n\nMit freundlichen Grüßen\n\nAnn\nWe will pay GmbH\n",
    "telephone": "Friday.\n\nSent from my iPhone\nWe will pay\n",
}


@pytest.mark.parametrize("text", QUOTES.values(), ids=QUOTES.keys())
def test_only_what_the_writer_added_is_the_reply(text: str) -> None:
    assert read(mail(text)).reply_text == "Friday."


def test_words_between_quoted_lines_and_after_the_signature_are_kept() -> None:
    assert read(mail("> When?\nFriday.\n> How much?\nAll of it.\n")).reply_text == (
        "Friday.\nAll of it."
    )
    assert read(mail("Hi\n\nRegards\nAnn\n\nPS: we paid\n")).reply_text == "Hi\n\nPS: we paid"


def test_a_mail_that_only_passes_another_on_has_no_words_of_its_own() -> None:
    text = "---------- Forwarded message ---------\nFrom: Tom\n\nWe will pay on Friday.\n"
    assert read(mail(text)).reply_text == ""


def test_files_are_kept_as_they_came_with_safe_names_and_within_limits() -> None:
    made = mail()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../etc/x.pdf")
    made.add_attachment(
        b"x" * 10_000_001, maintype="application", subtype="zip", filename="big.zip"
    )
    got = read(made)
    assert [(one.name, one.kind, one.content) for one in got.files] == [
        ("_.._etc_x.pdf", "application/pdf", b"%PDF")
    ]
    assert got.left_out == ("big.zip",)


def test_a_page_that_is_a_file_is_no_word_of_the_mail() -> None:
    made = mail("See attached.")
    made.add_attachment("<p>We will pay</p>", subtype="html", filename="a.html")
    assert read(made).body_text == "See attached."
    assert read(made).files[0].name == "a.html"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"Subject": "Automatic reply: Invoice"},
        {"Subject": "Abwesenheitsnotiz: Rechnung"},
        {"Subject": "Réponse automatique : facture"},
    ],
)
def test_what_a_machine_wrote_is_known_as_such(headers: dict[str, str]) -> None:
    assert read(mail("I am away.", **headers)).is_auto


def test_a_person_who_writes_is_no_machine() -> None:
    assert not read(mail("I was out of office.", Auto_Submitted="no")).is_auto


def test_a_mail_without_an_id_is_known_by_what_it_says() -> None:
    raw = b"From: a@b.example\n\nHello"
    assert read_mail(raw).message_id == read_mail(raw).message_id
    assert read_mail(raw).message_id != read_mail(raw + b"!").message_id
    long = b"Message-ID: <" + b"x" * 800 + b"@b.example>\n" + raw
    assert len(read_mail(long).message_id) == 71


def nested(depth: int) -> bytes:
    inner = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (at, at + 1)
        for at in range(depth)
    )
    return b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b0\n\n" + inner


HOSTILE = {
    "no sender": b"Subject: x\n\nHello",
    "nothing": b"",
    "too large": b"From: a@b.example\n\n" + b"x" * MAIL_BYTES_MAX,
    "headers without end": b"From: a@b.example\nX: " + b"x" * 300_000,
    "too deep": nested(200),
    "brackets": b"From: " + b"(" * 5_000 + b"a@b.example\n\nx",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_cannot_be_read_is_refused(raw: bytes) -> None:
    with pytest.raises(MailUnreadable):
        read_mail(raw)


SLOW = {
    "deep": nested(58),
    "quoted": b">\n" * 400_000,
    "closings": b"regards\n" * 30_000,
    "who wrote": b"On 1 a\n" * 30_000,
    "headers": b"From: x\n" * 30_000,
    "blanks": b" " * 190_000 + b"x",
}


@pytest.mark.parametrize("body", SLOW.values(), ids=SLOW.keys())
def test_no_mail_takes_long_to_read(body: bytes) -> None:
    started = time.process_time()
    read_mail(body if body.startswith(b"From: a@b") else b"From: a@b.example\n\n" + body)
    assert time.process_time() - started < 5


def test_signs_a_database_or_a_screen_would_trip_over_are_gone() -> None:
    got = read_mail(b"From: a@b.example\nSubject: a\x00b\n\nx\x00y \xe2\x80\xae z \xed\xa0\x80")
    assert "\x00" not in got.subject + got.body_text
    assert "\u202e" not in got.body_text
    got.body_text.encode()


PIECES = st.sampled_from(
    [
        b"From: a@b.example\n", b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n", b"--x--\n", b"\n",
        b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n", b"Date: x\n",
        b"Content-Type: text/html; charset=nonsense\n", b"Subject: =?utf-8?b?////?=\n", b"=?x?q?=00?=",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%00\n", b"<blockquote>", b"<!--", b"\xff\x00",
        b"Content-Type: multipart/report; report-type=delivery-status\n", b"References: <a> <b@\n",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=30))
def test_whatever_arrives_is_read_or_refused(pieces: list[bytes]) -> None:
    try:
        got = read_mail(b"".join(pieces))
    except MailUnreadable:
        return
    assert got.from_address
    assert 0 < len(got.message_id) <= 250
    assert len(got.subject) <= 400
    (got.body_text + got.reply_text + got.from_name).encode()


def test_our_messages_are_known_by_their_ids_and_nearest_first() -> None:
    assert our_messages(["x@y", "msg_abcdefghij1@us.example", "msg_abcdefghij2@us.example"]) == (
        "msg_abcdefghij1", "msg_abcdefghij2",
    )  # fmt: skip
    assert our_messages(["inv_abcdefghij1@us.example"]) == ()


def test_a_subject_is_told_without_its_marks_and_numbers_are_whole() -> None:
    assert about("AW: Re[2]: FW: Rechnung INV-12") == "Rechnung INV-12"
    assert named("Re: INV-12, INV-120 and rg/2026/7.") == ("INV-12", "INV-120", "RG/2026/7")
    assert named("write to a1@b2.example about nothing") == ()
