"""Refusals: the things the books decline to do, each with a stable code.

    Refusal                      expected, part of the contract, shown to people
      NotAllowedNow              the document's state forbids the move
      CurrencyMismatch           two currencies met in one sum
      NotFound                   no such document, or not in the asker's scope
      BadInput                   a value that cannot be read as what it should be
      UnknownCurrency            no currency has this code
      (areas add their own, each in its refusals.py)

A Refusal is never a bug. A bug is an AssertionError and stops the run.
Surfaces translate codes to HTTP statuses and words; nothing in here knows HTTP.
When several apply, the first of this order is raised: identity, permission, state, period, amounts.
"""

from collections.abc import Callable
from functools import partial
from typing import ClassVar


class Refusal(Exception):
    """Base of every expected refusal. `facts` are the numbers and names that explain it."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __reduce__(self) -> tuple[Callable[..., "Refusal"], tuple[()]]:
        return partial(type(self), **self.facts), ()  # it travels between processes with its facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}: {told}" if told else self.code


class NotAllowedNow(Refusal):
    """facts: document, state, move. Remedy: the moves the state allows are on the page."""

    code = "not_allowed_now"


class CurrencyMismatch(Refusal):
    """facts: the currencies that met. Remedy: one currency per sum."""

    code = "currency_mismatch"


class NotFound(Refusal):
    """facts: document, id. Remedy: check the id; it may lie outside your scope."""

    code = "not_found"


class BadInput(Refusal):
    """facts: field, value, expected. Remedy: correct the value."""

    code = "bad_input"


class UnknownCurrency(Refusal):
    """facts: currency. Remedy: an ISO 4217 code in capitals, such as EUR."""

    code = "unknown_currency"
