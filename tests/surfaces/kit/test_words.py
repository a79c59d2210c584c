"""Every refusal of every area has words and a status, and names only facts it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules, walk_packages

import pytest

import cashwright
from cashwright import areas, kernel
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.words import WORDS


def _all(of: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in of.__subclasses__():
        yield each
        yield from _all(each)


def _refusals() -> list[type[Refusal]]:
    for package in (kernel, areas):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rsplit(".", 1)[-1] == "refusals":
                import_module(module.name)
    for folder in ("runs", "connectors", "surfaces.api"):
        home = import_module(f"cashwright.{folder}")
        for module in iter_modules(home.__path__, f"cashwright.{folder}."):
            if module.name.endswith("refusals"):
                import_module(module.name)
    found = {each for each in _all(Refusal) if each.__module__.startswith(cashwright.__name__)}
    return sorted(found, key=lambda each: each.code)


@pytest.mark.parametrize("refusal", _refusals(), ids=lambda each: str(each.code))
def test_a_refusal_has_words(refusal: type[Refusal]) -> None:
    assert refusal.code in WORDS, (
        f"{refusal.__module__}.{refusal.__name__}: add it to console/words"
    )
    status, sentence = WORDS[refusal.code]
    assert 400 <= status < 500
    assert sentence.endswith((".", "?", "}"))
    docs = " ".join(each.__doc__ or "" for each in refusal.__mro__ if issubclass(each, Refusal))
    told = set(re.findall(r"\w+", docs))
    named = set(re.findall(r"{(\w+)}", sentence)) - {"code"}
    assert named <= told, f"{refusal.code}: facts not in its docstring: {named - told}"


def test_no_words_without_a_refusal() -> None:
    codes = {each.code for each in _refusals()} | {Refusal.code}
    assert set(WORDS) <= codes, set(WORDS) - codes
