"""Each thing of the story happens once however often the demo is built: it has a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cashwright.areas.controls.services import once


def only_once(key: str, work: Callable[[], object]) -> None:
    """Do `work` unless it was done under this key."""

    def answered() -> dict[str, Any]:
        work()
        return {}

    once(scope="demo", key=key, request={"key": key}, work=answered)
