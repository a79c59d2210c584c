"""Only the clock knows the time; money is counted, never measured."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.architecture.tree import source

# What reads the machine's clock. `time.monotonic` measures spans and is fine.
READS_THE_CLOCK = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"), ("time", "time"),
}  # fmt: skip
# The clock itself, and a script that compares times of files.
MAY_READ_IT = {"kernel/clock.py", "project/embedded/keeper.py"}
DAYS_AND_PERCENTS = {"insight.KpiSnapshot.value"}


def _calls(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Every `owner.name(...)` of a file, by the last word of the owner."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            word = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield node.lineno, word, node.func.attr


def test_only_the_clock_knows_what_time_it_is() -> None:
    found = [
        f"{name}:{line} {owner}.{attribute}()"
        for name, tree in source()
        if name not in MAY_READ_IT
        for line, owner, attribute in _calls(tree)
        if (owner, attribute) in READS_THE_CLOCK
    ]
    assert found == []


def test_no_column_fills_itself_with_the_machines_time() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in _house_models()
        for field in model._meta.get_fields()
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert found == []


def test_amounts_are_whole_minor_units_and_only_rates_are_decimal() -> None:
    wrong = []
    for model in _house_models():
        for field in model._meta.get_fields():
            name = f"{model._meta.label}.{field.name}"
            if isinstance(field, models.FloatField):
                wrong.append(name)
            may_be_decimal = "rate" in field.name or name in DAYS_AND_PERCENTS
            if isinstance(field, models.DecimalField) and not may_be_decimal:
                wrong.append(name)
            if field.name.endswith("_minor") and not isinstance(field, models.BigIntegerField):
                wrong.append(name)
    assert wrong == []


def test_money_is_never_turned_into_a_float() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in source("kernel", "areas", "columns", "runs")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
    ]
    assert found == []


def _house_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("cashwright.")]
