"""The life of a message. Once it may have left the house, only a person sends it again."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"
    BOUNCED = "bounced"


_S = MessageState
MESSAGE = StateTable(
    "message",
    start=_S.QUEUED,
    moves=[
        Move(_S.QUEUED, "hand_over", _S.SENDING, "noted before the mail server is asked"),
        Move(_S.QUEUED, "suppress", _S.SUPPRESSED, "no longer wanted; the reason is kept"),
        Move(_S.SENDING, "deliver", _S.SENT, "the mail server took it"),
        Move(_S.SENDING, "fail", _S.FAILED, "the mail server refused it"),
        Move(_S.SENDING, "take_back", _S.QUEUED, "the mail server was never asked"),
        Move(_S.SENDING, "lose", _S.UNKNOWN, "it may have gone out or not; a person looks"),
        Move(_S.SENT, "bounce", _S.BOUNCED, "a server further on gave it back"),
        Move(_S.BOUNCED, "send_again", _S.QUEUED, "a person mended the address"),
        Move(_S.FAILED, "send_again", _S.QUEUED, "a person mended what was wrong"),
        Move(_S.UNKNOWN, "send_again", _S.QUEUED, "a person knows it did not go out"),
        Move(_S.UNKNOWN, "confirm", _S.SENT, "a person knows it went out"),
    ],
)
