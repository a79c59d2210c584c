"""Sealing: one text under one key at one place, AES-256-GCM by the `cryptography` package.

A seal is: version (1 byte), nonce (12 random bytes), ciphertext with its tag. The *place* (table,
column, row) is authenticated with it, so a seal that is moved to another row does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12


class Unreadable(Exception):
    """A seal that does not open: its bytes, its place or its key are not those it was made with."""


def new_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(256)


def seal(key: bytes, secret: bytes, place: str) -> bytes:
    """`secret` sealed at `place`; the same secret twice gives two different seals."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, secret, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """What `seal` was given. Raises Unreadable."""
    if not sealed.startswith(_VERSION) or len(sealed) <= _NONCE + 1:
        raise Unreadable("no seal of a version known here")
    nonce, rest = sealed[1 : _NONCE + 1], sealed[_NONCE + 1 :]
    try:
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except InvalidTag:
        raise Unreadable("the seal does not open at this place with this key") from None
