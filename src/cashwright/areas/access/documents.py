"""The written matrix of access, made from the registry and the URLs: docs/permissions.md."""

from cashwright.areas.access.gate import pages
from cashwright.areas.access.policies import (
    AUTHENTICATED,
    INCOMPATIBLE,
    PERMISSIONS,
    PUBLIC,
    ROLES,
    Duty,
)


def permissions_markdown() -> str:
    """Roles, permissions × roles, pages × roles, and the duties kept apart, as Markdown."""
    parts = [
        "# Who may do what",
        "Made from the code; a test keeps the two equal. A right comes from a role alone.",
        "## Roles", _roles(), "## Permissions", _permissions(), "## Pages", _pages(),
        "## Duties kept apart", _duties(),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _roles() -> str:
    rows = [[f"`{role}`", card.title, card.purpose] for role, card in ROLES.items()]
    return _table(["role", "title", "for"], rows)


def _marks(permission: str | None) -> list[str]:
    if permission == PUBLIC:
        return ["everyone", *[""] * len(ROLES)]
    if permission == AUTHENTICATED:
        return ["", *["●"] * len(ROLES)]
    return ["", *["●" if permission in card.permissions else "" for card in ROLES.values()]]


def _permissions() -> str:
    head = ["permission", "allows", *(str(role) for role in ROLES)]
    rows = [[f"`{name}`", told, *_marks(name)[1:]] for name, told in PERMISSIONS.items()]
    return _table(head, rows)


def _pages() -> str:
    head = ["page", "permission", "without log-in", *(str(role) for role in ROLES)]
    found = sorted({(page.route, page.permission) for page in pages()}, key=str)
    rows = [[f"`{route}`", f"`{need}`", *_marks(need)] for route, need in found]
    return _table(head, rows)


def _duties() -> str:
    head = ["", *(str(duty) for duty in Duty)]
    rows = [
        [str(duty), *["✗" if {duty, other} in INCOMPATIBLE else "" for other in Duty]]
        for duty in Duty
    ]
    return _table(head, rows)
