"""What a channel is handed of a message: our name and theirs, the words, the headers."""

from datetime import date

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import ContactPolicy
from cashwright.areas.messaging.ports import Outgoing
from cashwright.areas.messaging.refusals import LinkNotValid
from cashwright.areas.parties.policies import Channel
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput

_SALT = "messaging.unsubscribe"


def outgoing(message: Message, *, letter_no: str, on: date, policy: ContactPolicy) -> Outgoing:
    """A message (with entity and customer at hand) as its channel needs it.

    policy  whose unsubscribe_purposes carry a link that ends such messages
    """
    is_post = message.channel == Channel.POST
    return Outgoing(
        public_id=message.public_id, channel=message.channel, from_name=message.entity.name,
        to_address=message.to_address, subject=message.subject, body_text=message.body_text,
        body_html=message.body_html, language=message.language,
        from_lines=_lines(message.entity.postal_address) if is_post else (),
        to_lines=(message.customer.name, *_lines(message.customer.postal_address)) if is_post else (),
        headers=_headers(message, policy), letter_no=letter_no, dated_on=on,
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _headers(message: Message, policy: ContactPolicy) -> dict[str, str]:
    """The one-click link of RFC 8058, where the policy gives such messages one."""
    if (
        message.channel != Channel.EMAIL
        or message.purpose not in policy.unsubscribe_purposes
        or not settings.CASHWRIGHT_URL
    ):
        return {}
    return {
        "List-Unsubscribe": f"<{settings.CASHWRIGHT_URL}{unsubscribe_path(message)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def unsubscribe_path(message: Message) -> str:
    """The signed address that ends messages like this one to whoever got it."""
    token = signing.Signer(salt=_SALT).sign(message.public_id)
    return reverse("console:unsubscribe", args=[token])


def message_of(token: str) -> Message:
    """The message a signed link stands in. Raises LinkNotValid."""
    try:
        pk = parse_public_id(Message.PREFIX, signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, BadInput):
        raise LinkNotValid from None
    message = Message.objects.filter(pk=pk).first()
    if message is None:
        raise LinkNotValid
    return message
