"""Who acts when somebody types a command, and numbers as people type them."""

from __future__ import annotations

import getpass

from cashwright.areas.catalog.policies import QUANTITY_EXPONENT
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput
from cashwright.runs.price_book.fields import exact


def me() -> Actor:
    """Whoever is logged in at this machine."""
    try:
        return Actor.human(f"cli:{getpass.getuser()}"[:80])
    except (KeyError, OSError):
        return Actor.human("cli")


def quantity_e6(text: str) -> int:
    """A quantity as it is typed, such as 5 or 2.5, in millionths. Raises BadInput."""
    found = exact(text, QUANTITY_EXPONENT)
    if found is None:
        raise BadInput(field="quantity", value=text[:40], expected="0 or more, at most 6 decimals")
    return found


def pair(text: str, default: str = "") -> tuple[str, str]:
    """CODE=VALUE as typed; the default where nothing follows. Raises BadInput."""
    code, _, value = text.partition("=")
    if not code or not (value or default):
        raise BadInput(field="code", value=text[:40], expected="CODE=VALUE, such as SEATS=5")
    return code.strip().upper(), (value or default).strip()
