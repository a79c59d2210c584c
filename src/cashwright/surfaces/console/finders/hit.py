"""One line of the command palette."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """`label` is what is found, `note` what tells it from others, `url` where Enter goes."""

    label: str
    url: str
    icon: str = "arrow-right"
    note: str = ""
