"""Refusals carry a stable code and the facts that explain them, wherever they travel."""

import copy
import pickle
from collections.abc import Callable

import pytest

from cashwright.kernel import refusals
from cashwright.kernel.refusals import BadInput, CurrencyMismatch, Refusal

ALL = [kind for kind in vars(refusals).values() if isinstance(kind, type)]
KINDS = [kind for kind in ALL if issubclass(kind, Refusal)]


def test_each_kind_has_a_code_of_its_own_and_tells_its_facts() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS) >= 6
    assert all(kind.__doc__ for kind in KINDS)


def test_a_refusal_says_its_code_and_its_facts() -> None:
    refused = CurrencyMismatch(left="EUR", right="USD")
    assert str(refused) == "currency_mismatch: left=EUR, right=USD"
    assert str(CurrencyMismatch()) == "currency_mismatch"


@pytest.mark.parametrize("travel", [copy.copy, lambda r: pickle.loads(pickle.dumps(r))])
def test_a_refusal_from_another_process_keeps_its_facts(
    travel: Callable[[Refusal], Refusal],
) -> None:
    refused = travel(BadInput(field="amount", value="x", expected="a number"))
    assert type(refused) is BadInput
    assert refused.facts == {"field": "amount", "value": "x", "expected": "a number"}
