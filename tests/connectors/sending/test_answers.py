"""What servers and providers say by their errors: sent, not sent, not now, nobody knows."""

import smtplib

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

from cashwright.areas.messaging.ports import Later, Refused, SendError, Unknown, Unreachable
from cashwright.connectors.sending.answers import errors, meaning


def of_provider(status: int | None) -> AnymailAPIError:
    return AnymailAPIError("to ann@example.com", status_code=status)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no a@b.c")}), Refused),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (450, b"later")}), Later),
        (smtplib.SMTPSenderRefused(451, b"later", "us@b.c"), Later),
        (smtplib.SMTPSenderRefused(553, b"no", "us@b.c"), Refused),
        (smtplib.SMTPDataError(421, b"closing"), Unreachable),
        (smtplib.SMTPServerDisconnected("gone"), Unknown),
        (TimeoutError("silent"), Unknown),
        (ConnectionResetError("reset"), Unknown),
        (ValueError("no mail at all"), Refused),
        (of_provider(401), Unreachable),
        (of_provider(422), Refused),
        (of_provider(429), Later),
        (of_provider(408), Unknown),
        (of_provider(500), Unknown),
        (of_provider(None), Unknown),
        (AnymailRecipientsRefused("a@b.c is on the list"), Refused),
    ],
)
def test_an_error_has_one_meaning_and_tells_no_address(
    error: Exception, outcome: type[SendError]
) -> None:
    assert isinstance(error, errors())
    told = meaning(error)
    assert type(told) is outcome
    assert "@" not in str(told)


def test_only_a_mailbox_that_is_not_there_gives_the_address_up() -> None:
    given_up = [
        code
        for code in (450, 550, 551, 552, 553, 554)
        if getattr(meaning(smtplib.SMTPRecipientsRefused({"a": (code, b"")})), "is_final", False)
    ]
    assert given_up == [550, 551, 553]
