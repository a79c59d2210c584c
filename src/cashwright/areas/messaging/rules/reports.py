"""What a provider's report does to a message, whatever order reports come in."""

from datetime import datetime, timedelta

from cashwright.areas.messaging.ports import ReportKind
from cashwright.areas.messaging.states import MessageState

_MOVES = {
    ReportKind.DELIVERED: "arrive",
    ReportKind.BOUNCED: "bounce",
    ReportKind.COMPLAINED: "complain",
}
_ON_ITS_WAY = frozenset({MessageState.SENT, MessageState.UNKNOWN})
_CLOCKS_APART = timedelta(minutes=5)


def move_of(
    kind: ReportKind,
    reported_at: datetime,
    *,
    state: MessageState,
    settled_at: datetime | None,
    handed_over_at: datetime | None,
) -> str | None:
    """The move a report makes, or None when it is kept and changes nothing.

    A provider that says what became of a message nobody was sure of has answered that question.
    Between arrived and came back the later one by the provider's clock counts, so the order in which
    they reach us makes no difference. A complaint is the last word. What was said of an earlier
    attempt says nothing of the one that is on its way now.

    settled_at      when the provider last said that it arrived or came back
    handed_over_at  when it was last handed over, by the machine's clock
    """
    name = _MOVES.get(kind)
    if name is None:
        return None
    if handed_over_at is not None and reported_at < handed_over_at - _CLOCKS_APART:
        return None
    if state in _ON_ITS_WAY:
        return name
    is_later = settled_at is None or reported_at > settled_at
    if state == MessageState.DELIVERED:
        return name if kind is ReportKind.COMPLAINED or (name == "bounce" and is_later) else None
    if state == MessageState.BOUNCED:
        return name if kind is ReportKind.COMPLAINED or (name == "arrive" and is_later) else None
    return None
