"""People who work here: add one with a role, list everybody, end a role or all sessions."""

from __future__ import annotations

import json
import sys
from getpass import getpass
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from cashwright.areas.access.granting import end_role, grant_or_ask
from cashwright.areas.access.policies import ROLES, Role
from cashwright.areas.access.queries import Holder, people_day, person_by_email, roster
from cashwright.areas.access.rules import RoleAsked
from cashwright.areas.access.services import add_person, end_sessions, set_password
from cashwright.areas.controls.services import command
from cashwright.areas.parties.queries import entity_by_code, portfolio_by_code
from cashwright.kernel.actors import Actor

if TYPE_CHECKING:
    from cashwright.areas.access.models import User

app = typer.Typer(no_args_is_help=True, add_completion=False)

# Whoever may run commands on this machine may do what an administrator may.
_BY = Actor.rule("cli.people")

Email = typer.Argument(help="The e-mail address the person logs in with.")
RoleOption = typer.Option(None, "--role", help="A role; may be given several times.")
OneRole = typer.Option(..., "--role", help="The role.")
EntityOption = typer.Option("", "--entity", help="Only in this legal entity, by its code.")
PortfolioOption = typer.Option("", "--portfolio", help="Only in this portfolio, by its code.")
ControlOption = typer.Option(
    "", "--control", help="How the house watches a person whose duties are kept apart."
)
StdinOption = typer.Option(False, "--password-stdin", help="Read the password from the input.")


@app.command()
def add(
    email: str = Email,
    name: str = typer.Option("", "--name", help="What colleagues call the person."),
    role: list[Role] = RoleOption,
    entity: str = EntityOption,
    portfolio: str = PortfolioOption,
    control: str = ControlOption,
    password_stdin: bool = StdinOption,
) -> None:
    """Add a person, with roles and a password."""
    password = _password(password_stdin)
    user, waiting = _add(email, name, role or [], entity, portfolio, control, password)
    typer.echo(f"{user.email} can log in now.")
    for asked in waiting:
        _tell_waiting(user.email, asked)
    if not role:
        typer.echo("Without a role there is nothing to see: cashwright people grant", err=True)


@command
def _add(
    email: str,
    name: str,
    roles: list[Role],
    entity: str,
    portfolio: str,
    control: str,
    password: str,
) -> tuple[User, list[Role]]:
    """The person and all roles, or, when one is refused, neither; and the roles that wait."""
    user = add_person(email=email, name=name, password=password, by=_BY)
    return user, [role for role in roles if not _grant(user, role, entity, portfolio, control)]


@app.command()
def grant(
    email: str = Email,
    role: Role = OneRole,
    entity: str = EntityOption,
    portfolio: str = PortfolioOption,
    control: str = ControlOption,
) -> None:
    """Give a person one more role, from today on; or ask for it, where a second person has to agree."""
    if _grant(person_by_email(email), role, entity, portfolio, control):
        typer.echo(f"{email} is {ROLES[role].title} now.")
    else:
        _tell_waiting(email, role)


@app.command()
def revoke(email: str = Email, role: Role = OneRole) -> None:
    """Take a role from a person, everywhere and at once."""
    user = person_by_email(email)
    held = [a for a in user.assignments.all() if a.role == role and a.ended_at is None]
    for assignment in held:
        end_role(assignment_id=assignment.pk, by=_BY)
    typer.echo(f"{email} held it {len(held)} times." if held else f"{email} does not hold it.")


@app.command()
def password(email: str = Email, password_stdin: bool = StdinOption) -> None:
    """Give a person a new password and log them out everywhere."""
    user = person_by_email(email)
    set_password(user_id=user.pk, password=_password(password_stdin), by=_BY)
    typer.echo(f"{email} has a new password.")


@app.command()
def logout(email: str = Email) -> None:
    """Log a person out everywhere, at once."""
    end_sessions(user_id=person_by_email(email).pk, by=_BY)
    typer.echo(f"{email} is logged out.")


@app.command(name="list")
def list_(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Show everybody and the roles they hold."""
    holders = roster()
    if as_json:
        typer.echo(json.dumps([_told(holder) for holder in holders], ensure_ascii=False))
        return
    table = Table("E-mail", "Name", "Roles", box=None)
    for holder in holders:
        user = holder.user
        gone = "" if user.is_active else " (left)"
        roles = ", ".join(grant.role for grant in holder.grants)
        table.add_row(f"{user.email}{gone}", user.name, roles)
    Console().print(table)


def _grant(user: User, role: Role, entity: str, portfolio: str, control: str) -> bool:
    """Whether the person holds the role now; if not, it waits for a second person."""
    asked = RoleAsked(
        user_id=user.pk,
        role=role,
        from_on=people_day(),
        entity_id=entity_by_code(entity).pk if entity else None,
        portfolio_id=portfolio_by_code(portfolio).pk if portfolio else None,
        compensating_control=control,
    )
    return grant_or_ask(asked, by=_BY, reason="asked for on the command line") is None


def _tell_waiting(email: str, role: Role) -> None:
    typer.echo(
        f"{email} as {ROLES[role].title} waits for somebody who decides for the house:"
        " see Approvals in the console.",
    )


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass("Password (12 letters or more): ")


def _told(holder: Holder) -> dict[str, object]:
    user = holder.user
    roles = [
        {"role": grant.role, "entity_id": grant.entity_id, "portfolio_id": grant.portfolio_id}
        for grant in holder.grants
    ]
    shown = [{k: None if v is None else str(v) for k, v in row.items()} for row in roles]
    return {
        "id": user.public_id,
        "email": user.email,
        "name": user.name,
        "is_active": user.is_active,
        "roles": shown,
    }
