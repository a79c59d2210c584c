"""Programs: the keys they call the API with, and the hooks by which other systems call us.

A key is `key_`, its 26-letter id, `_`, 48 hexadecimal digits of secret and 8 of checksum: a mistyped
one is refused without a look at the database. What is kept is SHA-256 of the secret: it has 192 random
bits, so nobody finds it by trying. A hook's secret is derived from the house's secret key.
"""

import base64
import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from cashwright.areas.access.events import ApiKeyMade, ApiKeyRevoked, HookChanged
from cashwright.areas.access.models import ApiKey, Hook
from cashwright.areas.access.policies import MACHINE_PERMISSIONS
from cashwright.areas.access.reach import Reach
from cashwright.areas.access.refusals import (
    HookSourceTaken,
    KeyNotValid,
    NotForMachines,
    SignatureNotValid,
)
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock, now
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput, NotAllowedNow, NotFound

_SHAPE = re.compile(r"(key_[0-9a-hjkmnp-tv-z]{26})_([0-9a-f]{48})([0-9a-f]{8})", re.ASCII)
_SOURCE = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
_SEEN_AGAIN = timedelta(minutes=1)
SIGNED_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program as one call knows it."""

    key_id: UUID
    public_id: str
    permissions: frozenset[str]
    entity_id: UUID | None

    @property
    def actor(self) -> Actor:
        return Actor.rule(f"api:{self.public_id}")

    @property
    def reach(self) -> Reach:
        """What the database shows it: its legal entity, or all; never as the owner of the tables."""
        entities = f"{self.entity_id},{HOUSE}" if self.entity_id else "*"
        return Reach(entities, is_limited=True)


# Keys.


@command
def make_api_key(
    *,
    name: str,
    permissions: Collection[str],
    by: Actor,
    entity_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its text, which is shown this once. Raises BadInput, NotForMachines."""
    if not name.strip() or len(name) > 80 or not permissions:
        raise BadInput(field="name", value=name[:64], expected="a name, and a permission")
    for permission in sorted(permissions):
        if permission not in MACHINE_PERMISSIONS:
            raise NotForMachines(permission=permission)
    secret = secrets.token_hex(24)
    key = ApiKey.objects.create(
        name=name.strip(), secret_hash=_hashed(secret), permissions=sorted(permissions),
        entity_id=entity_id, made_by=by.name, expires_at=expires_at,
    )  # fmt: skip
    event = ApiKeyMade(
        key_id=key.pk, label=key.name, permissions=tuple(key.permissions),
        of_entity_id=entity_id, expires_at=expires_at,
    )  # fmt: skip
    announce(event, by=by)
    return key, f"{key.public_id}_{secret}{_checksum(key.public_id, secret)}"


@command
def revoke_api_key(*, key_id: UUID, by: Actor) -> ApiKey:
    """End a key, at once. Raises NotFound, NotAllowedNow (already revoked)."""
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound(document="API key", id=str(key_id))
    if key.revoked_at is not None:
        raise NotAllowedNow(document="API key", state="revoked", move="revoke")
    key.revoked_at = now()
    key.save(update_fields=["revoked_at"])
    announce(ApiKeyRevoked(key_id=key.pk), by=by)
    return key


def caller(text: str) -> Caller:
    """Who calls with this key. Raises KeyNotValid, which never says what about it is wrong.

    Expiry goes by the machine's own clock, whatever day the books are on.
    """
    found = _SHAPE.fullmatch(text)
    if found is None or found[3] != _checksum(found[1], found[2]):
        raise KeyNotValid
    try:
        key = ApiKey.objects.filter(pk=parse_public_id(ApiKey.PREFIX, found[1])).first()
    except BadInput:
        raise KeyNotValid from None
    at = SystemClock().now()
    if (
        key is None
        or not hmac.compare_digest(key.secret_hash, _hashed(found[2]))
        or key.revoked_at is not None
        or (key.expires_at is not None and key.expires_at <= at)
    ):
        raise KeyNotValid
    if key.last_used_at is None or at - key.last_used_at >= _SEEN_AGAIN:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - _SEEN_AGAIN)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=at)
    return Caller(key.pk, key.public_id, frozenset(key.permissions), key.entity_id)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(public: str, secret: str) -> str:
    return f"{zlib.crc32(f'{public}_{secret}'.encode()):08x}"


# Hooks, signed as Standard Webhooks says.


@command
def add_hook(*, source: str, entity_id: UUID, by: Actor) -> tuple[Hook, str]:
    """A system that may call us, and its secret. Raises BadInput, HookSourceTaken."""
    if not _SOURCE.fullmatch(source):
        raise BadInput(field="source", value=source[:64], expected="small letters, digits and -")
    if Hook.objects.filter(source=source).exists():
        raise HookSourceTaken(source=source)
    hook = Hook.objects.create(source=source, entity_id=entity_id, made_by=by.name)
    _tell(hook, by)
    return hook, hook_secret(hook)


@command
def renew_hook(*, source: str, by: Actor) -> tuple[Hook, str]:
    """A new secret for a hook, which also lets a shut-out one in again. Raises NotFound."""
    hook = _locked_hook(source)
    hook.secret_no, hook.revoked_at = hook.secret_no + 1, None
    hook.save(update_fields=["secret_no", "revoked_at"])
    _tell(hook, by)
    return hook, hook_secret(hook)


@command
def revoke_hook(*, source: str, by: Actor) -> Hook:
    """Shut a hook out, at once. Raises NotFound, NotAllowedNow (already shut out)."""
    hook = _locked_hook(source)
    if hook.revoked_at is not None:
        raise NotAllowedNow(document="hook", state="shut out", move="shut out")
    hook.revoked_at = now()
    hook.save(update_fields=["revoked_at"])
    _tell(hook, by)
    return hook


def hook_secret(hook: Hook) -> str:
    """What the other system signs with: `whsec_` and base 64 of 32 bytes."""
    return "whsec_" + base64.b64encode(_hook_key(hook)).decode()


def signed_by(
    source: str, *, message_id: str, timestamp: str, signatures: str, body: bytes
) -> Hook:
    """The hook that signed a call. Raises SignatureNotValid, whatever was sent.

    message_id, timestamp, signatures   the headers webhook-id, webhook-timestamp, webhook-signature
    """
    hook = Hook.objects.filter(source=source, revoked_at__isnull=True).first()
    key = _hook_key(hook) if hook else b"nobody"
    if not 0 < len(message_id) <= 100 or not message_id.isascii() or not message_id.isprintable():
        raise SignatureNotValid(reason="webhook-id is missing")
    if not re.fullmatch(r"[0-9]{1,11}", timestamp, re.ASCII):
        raise SignatureNotValid(reason="webhook-timestamp is missing")
    told = b".".join([message_id.encode(), timestamp.encode(), body])
    expected = base64.b64encode(hmac.digest(key, told, "sha256"))
    given = [part[3:] for part in signatures.split(" ")[:8] if part.startswith("v1,")]
    matches = [hmac.compare_digest(one.encode(errors="replace"), expected) for one in given]
    if hook is None or not any(matches):
        raise SignatureNotValid(reason="no signature matches")
    if abs(SystemClock().now().timestamp() - int(timestamp)) > SIGNED_WITHIN.total_seconds():
        raise SignatureNotValid(reason="signed more than five minutes ago or ahead")
    return hook


def _hook_key(hook: Hook) -> bytes:
    told = f"{hook.pk}/{hook.secret_no}"
    return salted_hmac("access.hooks", told, algorithm="sha256").digest()


def _locked_hook(source: str) -> Hook:
    hook = Hook.objects.select_for_update().filter(source=source).first()
    if hook is None:
        raise NotFound(document="hook", id=source[:64])
    return hook


def _tell(hook: Hook, by: Actor) -> None:
    event = HookChanged(
        hook_id=hook.pk, source=hook.source, of_entity_id=hook.entity_id,
        secret_no=hook.secret_no, is_revoked=hook.revoked_at is not None,
    )  # fmt: skip
    announce(event, by=by)
