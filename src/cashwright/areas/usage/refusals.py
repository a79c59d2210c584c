"""Refusals of usage. Each but the last three refuses one event; the others of its batch are taken.

Refusal
  EventUnreadable          a field is missing, of another kind, too long or not known
  ValueUnreadable          the number a meter reads is none, or has more than six decimals
  ValueMissing             the property a meter reads is not there
  ValueNegative            usage is never less than nothing
  KindUnknown              no meter counts events of this kind
  NoMeterCounts            the filters of every meter of this kind leave it out
  SubscriptionUnknown      no subscription has this reference
  SubscriptionNotAgreed    its contract is a draft, or was discarded
  SubscriptionNotRunning   it had not begun, or had ended
  EventInFuture            it has not happened yet
  EventTooOld              older than what is still billed
  EventDiffers             the same id came before with another content
  CorrectsUnknown          there is no event to correct
  AlreadyCorrected         another correction took its place
  BatchTooLarge            too many events at once
  FileUnreadable           a file of events that cannot be read
  LakeUnreadable           a folder without readings in it
"""

from cashwright.kernel.refusals import Refusal


class EventUnreadable(Refusal):
    """facts: field, expected. Remedy: send the event again with that field as expected."""

    code = "usage.event_unreadable"


class ValueUnreadable(Refusal):
    """facts: field, expected. Remedy: a number of at most six decimals, as text or whole number."""

    code = "usage.value_unreadable"


class ValueMissing(Refusal):
    """facts: field, meter. Remedy: send the property the meter reads."""

    code = "usage.value_missing"


class ValueNegative(Refusal):
    """facts: field, meter. Remedy: to take usage back, correct the event that was too much."""

    code = "usage.value_negative"


class KindUnknown(Refusal):
    """facts: kind. Remedy: add a meter for events of this kind, or correct the kind."""

    code = "usage.kind_unknown"


class NoMeterCounts(Refusal):
    """facts: kind. Remedy: widen the filters of a meter, or do not send such events."""

    code = "usage.no_meter_counts"


class SubscriptionUnknown(Refusal):
    """facts: subscription. Remedy: the reference the subscription has on its contract."""

    code = "usage.subscription_unknown"


class SubscriptionNotAgreed(Refusal):
    """facts: subscription. Remedy: activate the contract, then send the event again."""

    code = "usage.subscription_not_agreed"


class SubscriptionNotRunning(Refusal):
    """facts: subscription, starts_on, ends_on, on. Remedy: an event within its days."""

    code = "usage.subscription_not_running"


class EventInFuture(Refusal):
    """facts: occurred_at, minutes. Remedy: set the clock of the sender, or send it when it happened."""

    code = "usage.event_in_future"


class EventTooOld(Refusal):
    """facts: occurred_at, days. Remedy: bill it by hand, or widen the window in the settings."""

    code = "usage.event_too_old"


class EventDiffers(Refusal):
    """facts: event. Remedy: a new id that says which event it corrects."""

    code = "usage.event_differs"


class CorrectsUnknown(Refusal):
    """facts: event. Remedy: the id of an event of the same source that was taken."""

    code = "usage.corrects_unknown"


class AlreadyCorrected(Refusal):
    """facts: event. Remedy: correct the correction."""

    code = "usage.already_corrected"


class BatchTooLarge(Refusal):
    """facts: events, most. Remedy: send them in several batches."""

    code = "usage.batch_too_large"


class FileUnreadable(Refusal):
    """facts: file, expected. Remedy: CSV, JSONL, Parquet or CloudEvents JSON in UTF-8."""

    code = "usage.file_unreadable"


class LakeUnreadable(Refusal):
    """facts: folder. Remedy: fill it with `cashwright usage export`."""

    code = "usage.lake_unreadable"


def remedy_of(refusal: Refusal) -> str:
    """What its docstring says to do, for the row it refuses."""
    return (type(refusal).__doc__ or "").partition("Remedy: ")[2].strip()
