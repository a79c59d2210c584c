"""Reading one event as it comes from outside, exactly as strict for each way in.

An event is an object with these members and no others:
  id            what its source calls it; the same id is the same event
  kind          which meters look at it
  subscription  the reference of the subscription that used something
  occurred_at   RFC 3339 with an offset
  properties    optional: flat, of texts, numbers, truth values
  corrects      optional: the id of an event of the same source whose place it takes
  retracts      optional: true when nothing takes that place
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

from cashwright.areas.usage.policies import PROPERTIES_MAX, TEXT_MAX
from cashwright.areas.usage.refusals import EventUnreadable
from cashwright.areas.usage.rules.values import text_of

_MEMBERS = {"id", "kind", "subscription", "occurred_at", "properties", "corrects", "retracts"}
_PLAIN = (str, int, bool, Decimal)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)

Plain = str | int | bool | Decimal


@dataclass(slots=True)
class UsageEvent:
    """One event as it was sent, every member checked; nobody changes it. `occurred_at` is in UTC."""

    event_id: str
    kind: str
    subscription: str
    occurred_at: datetime
    properties: Mapping[str, Plain] = field(default_factory=dict)
    corrects: str = ""
    retracts: bool = False

    def content_key(self) -> int:
        """64 bits of a hash of all but the id: two contents under one id are told apart by it."""
        micros = (self.occurred_at - _EPOCH) // _MICROSECOND
        parts = [self.kind, self.subscription, str(micros), self.corrects, str(self.retracts)]
        for name in sorted(self.properties):
            parts += (name, text_of(self.properties[name]))
        return int.from_bytes(_hashed(parts, 8), signed=True)


def event_key(entity_id: UUID, source: str, event_id: str) -> str:
    """The 128 bits an event is known by, written as a UUID: once a legal entity, source and id."""
    told = f"{entity_id.hex}{len(source)}:{source}{event_id}"
    digits = blake2b(told.encode(), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def identity_key(text: str) -> int:
    """What `unique` counts: 64 bits of a hash, so that the table holds no name."""
    return int.from_bytes(_hashed([text], 8), signed=True)


def _hashed(parts: list[str], size: int) -> bytes:
    """No part holds a NUL, so ("ab", "c") is not ("a", "bc")."""
    return blake2b("\0".join(parts).encode(), digest_size=size).digest()


def read_event(raw: object) -> UsageEvent:
    """An event from its JSON object, read with exact numbers. Raises EventUnreadable."""
    if not isinstance(raw, dict):
        raise EventUnreadable(field="event", expected="an object")
    if not raw.keys() <= _MEMBERS:
        unknown = next(str(name) for name in raw if name not in _MEMBERS)
        raise EventUnreadable(field=unknown[:40], expected="no such member")
    corrects, retracts = raw.get("corrects"), raw.get("retracts", False)
    if type(retracts) is not bool or (retracts and not corrects):
        raise EventUnreadable(field="retracts", expected="true or false, true only with corrects")
    return UsageEvent(
        _text(raw, "id", 120),
        _text(raw, "kind", 80),
        _text(raw, "subscription", 80),
        _instant(raw.get("occurred_at"), "occurred_at"),
        _properties(raw.get("properties"), "properties"),
        "" if corrects is None else _text(raw, "corrects", 120),
        retracts,
    )


def read_cloud_event(raw: object) -> tuple[str, UsageEvent]:
    """The source and the event of a CloudEvents 1.0 object: subject is the subscription, type the kind."""
    if not isinstance(raw, dict):
        raise EventUnreadable(field="event", expected="an object")
    if raw.get("specversion") != "1.0":
        raise EventUnreadable(field="specversion", expected="1.0")
    if raw.get("datacontenttype", "application/json") != "application/json":
        raise EventUnreadable(field="datacontenttype", expected="application/json")
    corrects = raw.get("corrects")  # an extension attribute of ours
    event = UsageEvent(
        _text(raw, "id", 120),
        _text(raw, "type", 80),
        _text(raw, "subject", 80),
        _instant(raw.get("time"), "time"),
        _properties(raw.get("data"), "data"),
        "" if corrects is None else _text(raw, "corrects", 120),
    )
    return _text(raw, "source", 80), event


def _text(raw: Mapping[str, object], name: str, most: int) -> str:
    value = raw.get(name)
    if type(value) is not str or not 0 < len(value) <= most or not value.isprintable():
        raise EventUnreadable(field=name, expected=f"a text of 1 to {most} letters")
    return value


def _instant(value: object, name: str) -> datetime:
    if type(value) is str and 19 < len(value) <= 35 and value[10] in "Tt ":
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None:
            at = _in_utc(at)
            if at is not None and _EARLIEST <= at < _LATEST:
                return at
    raise EventUnreadable(field=name, expected="an instant such as 2026-03-02T12:00:00Z")


def _in_utc(at: datetime) -> datetime | None:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return None


def _properties(value: object, name: str) -> Mapping[str, Plain]:
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > PROPERTIES_MAX:
        raise EventUnreadable(field=name, expected=f"an object of at most {PROPERTIES_MAX} members")
    for key, content in value.items():
        if type(key) is not str or not 0 < len(key) <= 80 or not key.isprintable():
            raise EventUnreadable(field=name, expected="names of 1 to 80 letters")
        if not isinstance(content, _PLAIN):
            raise EventUnreadable(field=key, expected="a text, a number or a truth value")
        if not _is_fit(content):
            raise EventUnreadable(field=key, expected=f"at most {TEXT_MAX} letters")
    return value


def _is_fit(content: Plain) -> bool:
    if type(content) is str:
        return len(content) <= TEXT_MAX and (content.isprintable() or _can_be_kept(content))
    if type(content) is int:
        return -(10**38) < content < 10**38
    return not isinstance(content, Decimal) or (
        content.is_finite()
        and -40 < content.adjusted() < 40
        and len(content.as_tuple().digits) < 80
    )


def _can_be_kept(text: str) -> bool:
    """Tabs and lines may stand in a value; NUL and halves of surrogates cannot be stored."""
    return all(letter != "\0" and not 0xD800 <= ord(letter) < 0xE000 for letter in text)
