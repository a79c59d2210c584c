"""The lives of a message, a conversation and a suggestion.

Once a message may have left the house, only a person sends it again.
"""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class MessageState(StrEnum):
    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_S = MessageState
MESSAGE = StateTable(
    "message",
    start=_S.QUEUED,
    moves=[
        Move(_S.QUEUED, "hand_over", _S.SENDING, "noted before the mail server is asked"),
        Move(_S.QUEUED, "suppress", _S.SUPPRESSED, "no longer wanted; the reason is kept"),
        Move(_S.QUEUED, "hold", _S.HELD, "waits for a person to look at it"),
        Move(_S.HELD, "release", _S.QUEUED, "a person let it go"),
        Move(_S.HELD, "suppress", _S.SUPPRESSED, "a person, or what happened since, stopped it"),
        Move(_S.SENDING, "deliver", _S.SENT, "the mail server took it"),
        Move(_S.SENDING, "fail", _S.FAILED, "the mail server refused it"),
        Move(_S.SENDING, "take_back", _S.QUEUED, "the mail server was never asked"),
        Move(_S.SENDING, "put_off", _S.QUEUED, "the mail server asked to come again later"),
        Move(_S.SENDING, "print", _S.HELD, "the letter is made and waits to be posted"),
        Move(_S.HELD, "post", _S.SENT, "a person posted the letter"),
        Move(_S.SENDING, "lose", _S.UNKNOWN, "it may have gone out or not; a person looks"),
        Move(_S.SENT, "arrive", _S.DELIVERED, "the provider says that it arrived"),
        Move(_S.SENT, "bounce", _S.BOUNCED, "a server further on gave it back"),
        Move(_S.DELIVERED, "bounce", _S.BOUNCED, "it came back after all"),
        Move(_S.SENT, "complain", _S.COMPLAINED, "the person called it spam"),
        Move(_S.DELIVERED, "complain", _S.COMPLAINED, "the person called it spam"),
        Move(
            _S.BOUNCED, "arrive", _S.DELIVERED, "the provider says later that it arrived after all"
        ),
        Move(_S.BOUNCED, "complain", _S.COMPLAINED, "the person called it spam, so it had arrived"),
        Move(_S.UNKNOWN, "arrive", _S.DELIVERED, "the provider knows that it arrived"),
        Move(_S.UNKNOWN, "bounce", _S.BOUNCED, "the provider knows that it came back"),
        Move(_S.UNKNOWN, "complain", _S.COMPLAINED, "the person called it spam, so it had arrived"),
        Move(_S.BOUNCED, "send_again", _S.QUEUED, "a person mended the address"),
        Move(_S.FAILED, "send_again", _S.QUEUED, "a person mended what was wrong"),
        Move(_S.UNKNOWN, "send_again", _S.QUEUED, "a person knows it did not go out"),
        Move(_S.UNKNOWN, "confirm", _S.SENT, "a person knows it went out"),
    ],
)


class ThreadState(StrEnum):
    WAITING = "waiting"
    SNOOZED = "snoozed"
    ANSWERED = "answered"
    CLOSED = "closed"


_T = ThreadState
THREAD = StateTable(
    "thread",
    start=_T.WAITING,
    moves=[
        Move(_T.WAITING, "answer", _T.ANSWERED, "a person wrote back or did what was asked"),
        Move(_T.WAITING, "close", _T.CLOSED, "nothing is to be done"),
        Move(_T.WAITING, "snooze", _T.SNOOZED, "put off to a day"),
        Move(_T.SNOOZED, "wake", _T.WAITING, "the day came, or the customer wrote again"),
        Move(_T.SNOOZED, "answer", _T.ANSWERED, "a person wrote back or did what was asked"),
        Move(_T.SNOOZED, "close", _T.CLOSED, "nothing is to be done"),
        Move(_T.ANSWERED, "wake", _T.WAITING, "the customer wrote again"),
        Move(_T.ANSWERED, "close", _T.CLOSED, "nothing more is to be done"),
        Move(_T.CLOSED, "wake", _T.WAITING, "the customer wrote again"),
    ],
)


class SuggestionState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    EDITED = "edited"
    REJECTED = "rejected"


_G = SuggestionState
SUGGESTION = StateTable(
    "suggestion",
    start=_G.OPEN,
    moves=[
        Move(_G.OPEN, "confirm", _G.CONFIRMED, "a person did as was suggested"),
        Move(_G.OPEN, "edit", _G.EDITED, "a person did something like it"),
        Move(_G.OPEN, "reject", _G.REJECTED, "a person knows better"),
    ],
)
