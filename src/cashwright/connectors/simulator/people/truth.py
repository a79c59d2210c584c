"""What the people were truly like, and what their mails truly meant: kept apart from the books.

Three kinds of rows, a JSON list a file: `*.people.json`, `*.replies.json`, `*.moved.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cashwright.connectors.simulator.people.characters import Character
from cashwright.connectors.simulator.people.exchanges import Reply


@dataclass(frozen=True, slots=True)
class Known:
    """One row of one kind: `values` are plain, days in ISO form."""

    entity: str
    customer: str
    values: Mapping[str, Any]


def known_character(entity: str, customer: str, character: Character) -> Known:
    """kind, changes_on, slip_days, keeps, moved and the rest of a character."""
    return Known(entity, customer, asdict(character))


def known_reply(entity: str, customer: str, message_id: str, reply: Reply) -> Known:
    """message_id, says, on, due_on, amount_minor, keeps."""
    return Known(
        entity, customer,
        {
            "message_id": message_id, "says": str(reply.says), "on": reply.on,
            "due_on": reply.due_on, "amount_minor": reply.amount_minor, "keeps": reply.keeps,
        },
    )  # fmt: skip


def keep(kind: str, rows: Iterable[Known], folder: Path, name: str) -> None:
    """Write rows of a kind (people, replies, moved) under a name; written anew it is the same."""
    folder.mkdir(parents=True, exist_ok=True)
    told = [{**one.values, "entity": one.entity, "customer": one.customer} for one in rows]
    text = json.dumps(told, ensure_ascii=False, default=str, indent=0)
    (folder / f"{name}.{kind}.json").write_text(text, encoding="utf-8")


def kept(kind: str, folder: Path) -> Iterator[Known]:
    """Everything of a kind under a folder, by file and row."""
    for path in sorted(folder.rglob(f"*.{kind}.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield Known(row.pop("entity"), row.pop("customer"), row)
