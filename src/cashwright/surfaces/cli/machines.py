"""Let programs in: make and revoke API keys, and hooks by which other systems send orders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cashwright.areas.access.machines import (
    add_hook,
    make_api_key,
    renew_hook,
    revoke_api_key,
    revoke_hook,
)
from cashwright.areas.access.models import ApiKey, Hook
from cashwright.areas.access.policies import MACHINE_PERMISSIONS
from cashwright.areas.parties.queries import entity_by_code
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.cli.choosing import one_entity

app = typer.Typer(no_args_is_help=True, add_completion=False)

# Whoever may run commands on this machine may do what an administrator may.
_BY = Actor.rule("cli.machines")

Entity = Annotated[str, typer.Option("--entity", help="Only this legal entity, by its code.")]


@app.command()
def key(
    name: Annotated[str, typer.Argument(help="What the program is called.")],
    permission: Annotated[
        list[str], typer.Option("--may", help=f"Some of {', '.join(sorted(MACHINE_PERMISSIONS))}.")
    ],
    entity: Entity = "",
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="The first day without it."),
    ] = None,
) -> None:
    """Make a key. It is shown this once."""
    entity_id = entity_by_code(entity).pk if entity else None
    expires_at = until.replace(tzinfo=UTC) if until else None
    _, text = make_api_key(
        name=name, permissions=permission, entity_id=entity_id, expires_at=expires_at, by=_BY
    )
    typer.echo(text)
    typer.echo("Keep it now: it is not shown again.", err=True)


@app.command("list")
def list_() -> None:
    """Every key and hook, with when it was last used."""
    for each in ApiKey.objects.order_by("made_at"):
        state = "revoked" if each.revoked_at else "in force"
        used = f"{each.last_used_at:%Y-%m-%d %H:%M}" if each.last_used_at else "never used"
        typer.echo(f"{each.public_id}  {each.name}  {', '.join(each.permissions)}  {state}  {used}")
    for hook_ in Hook.objects.order_by("source"):
        state = "shut out" if hook_.revoked_at else "in force"
        typer.echo(f"{hook_.public_id}  hook {hook_.source}  {state}")


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="key_ and 26 letters.")]) -> None:
    """End a key, at once."""
    revoke_api_key(key_id=parse_public_id(ApiKey.PREFIX, key_id), by=_BY)
    typer.echo(f"{key_id} calls no more.")


@app.command()
def hook(
    source: Annotated[str, typer.Argument(help="What the other system is called, such as crm.")],
    entity: Entity = "",
    renew: Annotated[bool, typer.Option("--renew", help="Give it a new secret.")] = False,
    end: Annotated[bool, typer.Option("--end", help="Shut it out.")] = False,
) -> None:
    """Let a system send orders to /api/v1/hooks/SOURCE; shows the secret it signs with."""
    if end:
        revoke_hook(source=source, by=_BY)
        typer.echo(f"{source} is shut out.")
        return
    if renew:
        _, secret = renew_hook(source=source, by=_BY)
    else:
        _, secret = add_hook(source=source, entity_id=one_entity(entity).pk, by=_BY)
    typer.echo(secret)
