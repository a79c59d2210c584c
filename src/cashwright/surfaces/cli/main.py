"""`cashwright`: finds the commands and runs the one that was asked for.

A command is a file with a Typer `app` in one of the folders below: its name is the file's name
(without a closing underscore), its one-line help the first line of the file's docstring. With
one function in it the command is that function, with several it is a group. Only the file of
the command that was asked for is imported, and Django with it, so `cashwright --help` is fast.

Exit codes: 0 done, 1 refused or something is wrong, 2 asked wrongly, 3 no database.
"""

from __future__ import annotations

import ast
import importlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cashwright import __version__
from cashwright.kernel.refusals import Refusal

REFUSED, ASKED_WRONGLY, NO_DATABASE = 1, 2, 3
_HOUSE = Path(__file__).resolve().parents[2]
_FOLDERS = ("surfaces/cli", "project/commands")
_SETTINGS = "cashwright.project.settings"


@cache
def commands() -> dict[str, str]:
    """Every command's name with its module, by name. Reads the files, imports none."""
    found = {}
    for folder in _FOLDERS:
        for path in (_HOUSE / folder).glob("*.py"):
            if path != Path(__file__).resolve() and "\napp = typer.Typer(" in path.read_text():
                name = path.stem.rstrip("_").replace("_", "-")
                found[name] = f"cashwright.{folder.replace('/', '.')}.{path.stem}"
    return dict(sorted(found.items()))


def first_words(module: str) -> str:
    """The first line of a module's docstring, without importing the module."""
    path = _HOUSE.joinpath(*module.split(".")[1:]).with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]


def loaded(module: str) -> Any:
    """The command of a module, with Django ready for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    import django

    django.setup()
    from cashwright.areas.access import reach

    reach.rest_on(reach.HOUSE_ITSELF)  # who has a shell here is the house
    command = typer.main.get_command(importlib.import_module(module).app)
    is_about_books = module.startswith("cashwright.surfaces.")
    return _on_books_day(command) if is_about_books else command


def _on_books_day(command: Any) -> Any:
    """The same command; where the books have a clock of their own, what it does is done on their day."""
    own = command.invoke

    def invoke(ctx: Any) -> Any:
        if "--help" in sys.argv:
            return own(ctx)
        with importlib.import_module("cashwright.project.books_clock").on_books_day():
            return own(ctx)

    command.invoke = invoke
    return command


def perform(name: str, *arguments: str) -> None:
    """Run another command from within one, as `cashwright name arguments` would; it may exit."""
    loaded(commands()[name]).main(args=list(arguments), prog_name=f"cashwright {name}")


class Commands(TyperGroup):
    """The group of all commands, each loaded when it is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(commands())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that knows its name and help: enough for the list of commands."""
        module = commands().get(cmd_name)
        if module is None:
            return None
        return TyperCommand(cmd_name, help=first_words(module))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and name in commands():
            command = loaded(commands()[name])
            command.name = name
        return name, command, rest


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Cashwright: receivables as of any date, from invoice to cash.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"cashwright {__version__}")
        raise typer.Exit


@app.callback()
def cashwright(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and leave."
    ),
) -> None:
    """Cashwright: receivables as of any date, from invoice to cash."""


def run() -> None:
    """The console script: refusals and a missing database are told in words, not as a trace."""
    try:
        _run()
    except Refusal as refusal:
        typer.echo(f"Refused: {refusal}", err=True)
        sys.exit(REFUSED)
    except Exception as error:
        # Django is not imported here: `cashwright --help` would wait for it.
        if _names(error) & {"OperationalError", "InterfaceError", "CannotStart"}:
            typer.echo(f"The database cannot be reached.\n{error}", err=True)
            sys.exit(NO_DATABASE)
        if "ImproperlyConfigured" in _names(error):
            typer.echo(str(error), err=True)
            sys.exit(REFUSED)
        if _names(error.__cause__) & {"UndefinedTable", "UndefinedColumn"}:
            typer.echo(f"The tables are not up to date. Run: cashwright migrate\n{error}", err=True)
            sys.exit(NO_DATABASE)
        raise


def _run() -> None:
    """Run the command; where it meets an empty database, the tables are made and it runs again."""
    try:
        app()
    except Exception as error:
        if "UndefinedTable" not in _names(error.__cause__) or not _is_empty():
            raise
        importlib.import_module("cashwright.project.migrating").migrate()
        app()


def _is_empty() -> bool:
    """Whether nobody ever made tables in this database."""
    from django.db import connection

    return "django_migrations" not in connection.introspection.table_names()


def _names(error: BaseException | None) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}
