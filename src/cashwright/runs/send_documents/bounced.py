"""Mail that came back as mail: its report is read, noted, and followed like a provider's."""

from dataclasses import dataclass
from datetime import date

from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import bounce_of
from cashwright.areas.messaging.services import note_bounce
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.runs.fall_back import fall_back


@dataclass(frozen=True, slots=True)
class BounceTaken:
    """What became of a mail that was taken for a bounce: none, known, sent_on or asked."""

    outcome: str


@command
def take_bounce(raw: bytes, *, on: date, by: Actor) -> BounceTaken:
    """Note a message that came back and see to it that what it said still arrives.

    raw     the mail as it came in
    repeat  a second report of the same message changes nothing
    """
    bounce = bounce_of(raw)
    if bounce is None:
        return BounceTaken("none")
    try:
        message_id = parse_public_id(Message.PREFIX, bounce.message_id)
        message = note_bounce(
            message_id=message_id, status=bounce.status, is_dead=bounce.is_dead, by=by
        )
    except Refusal:
        return BounceTaken("none")
    if message is None:
        return BounceTaken("known")
    return BounceTaken(fall_back(message.pk, is_permanent=bounce.is_permanent, by=by))
