"""The pages of docs/ that are written from the code: states, refusals, events, permissions.

`cashwright docs` writes them; a test keeps what is written equal to what the code says.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import cashwright
from cashwright.areas.access.documents import permissions_markdown
from cashwright.kernel.events import Event
from cashwright.kernel.refusals import Refusal
from cashwright.kernel.states import StateTable

_NOTE = "<!-- Written from the code by `make docs`. Change the code, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """File name in docs/ -> its whole text."""
    return {
        "states.md": _NOTE + states(),
        "refusals.md": _NOTE + refusals(),
        "events.md": _NOTE + events(),
        "permissions.md": _NOTE + permissions_markdown(),
    }


def _modules(stem: str) -> Iterator[ModuleType]:
    """Every module of the house called `stem`, or inside a package of that name, by name."""
    for found in pkgutil.walk_packages(cashwright.__path__, "cashwright."):
        if stem in found.name.split(".")[2:]:
            yield importlib.import_module(found.name)


def states() -> str:
    """Each document's life: the diagram, and what every move means."""
    parts = [
        (
            "# States\n\nLifecycle is stored; what is late, partly paid or aged is computed.\n"
            "A move that is not in a table is refused (`not_allowed_now`).\n"
        )
    ]
    tables = {
        table.document: table
        for module in _modules("states")
        for table in vars(module).values()
        if isinstance(table, StateTable)
    }
    for document, table in sorted(tables.items()):
        rows = "".join(
            f"| {move.source} | {move.name} | {move.target} | {move.means} |\n"
            for move in table.moves
        )
        parts.append(
            f"## {document.replace('_', ' ').capitalize()}\n\n```mermaid\n{table.mermaid()}```\n\n"
            f"| from | move | to | means |\n| --- | --- | --- | --- |\n{rows}"
        )
    return "\n".join(parts)


def refusals() -> str:
    """Every refusal: its code, when it is raised, and the remedy its docstring names."""
    rows = [
        f"| `{kind.code}` | {kind.__name__} | {_one_line(kind)} |"
        for kind in sorted(_subclasses(), key=lambda kind: kind.code)
    ]
    return (
        "# Refusals\n\nWhat the books decline to do. Codes are stable: programs may rely on them.\n"
        "When several apply, the first of this order is raised: identity, permission, state, period,"
        " amounts.\n\n| code | name | facts and remedy |\n| --- | --- | --- |\n"
        + "\n".join(rows)
        + "\n"
    )


def _subclasses() -> list[type[Refusal]]:
    for _ in _modules("refusals"):
        pass
    found: set[type[Refusal]] = set()
    edge: set[type[Refusal]] = {Refusal}
    while edge:
        edge = {sub for kind in edge for sub in kind.__subclasses__()} - found
        found |= edge
    return [kind for kind in found if kind.__module__.startswith("cashwright.")]


def events() -> str:
    """Every event: its name and version, what it says, its fields."""
    rows = []
    for kind in sorted(_events(), key=lambda kind: kind.name):
        fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind))  # type: ignore[arg-type]
        rows.append(f"| `{kind.name}` | {kind.version} | {_one_line(kind)} | {fields} |")
    return (
        "# Events\n\nFacts announced in the past tense; each is one row of the journal of facts.\n"
        "`name` and `version` are the key of the schema.\n\n"
        "| name | version | says | fields |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )


def _events() -> list[type[Event]]:
    found: set[Any] = {
        kind
        for module in _modules("events")
        for kind in vars(module).values()
        if inspect.isclass(kind) and dataclasses.is_dataclass(kind) and hasattr(kind, "subject")
    }
    return list(found)


def _one_line(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split()).replace("|", "\\|")
