"""Advices of remittance: told once, tied to the one line they are about."""

from datetime import date
from typing import Any

import pytest

from cashwright.areas.cash.models import Remittance
from cashwright.areas.cash.ports import AdviceItem, AdviceSource, ReadAdvices, RemittanceAdvice
from cashwright.areas.cash.rules.advices import AdviceFacts, MoneyFacts, line_of
from cashwright.areas.cash.services import take_advices, tie_advice, tie_advices
from cashwright.runs.match import facts
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.makers import ANN, JAN_20

FEB_1 = date(2026, 2, 1)


def advice(**told: Any) -> AdviceFacts:
    given = {
        "advice_id": "a", "trace_no": "", "payer_key": "", "paid_on": JAN_20, "currency": "EUR",
        "amount_minor": 100, **told,
    }  # fmt: skip
    return AdviceFacts(**given)


def money(line_id: str, **told: Any) -> MoneyFacts:
    given = {
        "line_id": line_id, "end_to_end_id": "", "bank_ref": "", "payer_key": "",
        "booked_on": JAN_20, "currency": "EUR", "amount_minor": 100, **told,
    }  # fmt: skip
    return MoneyFacts(**given)


def test_the_trace_number_decides_before_the_payer_and_the_payer_before_the_amount() -> None:
    lines = [money("x", end_to_end_id="T-1"), money("y", payer_key="ACME"), money("z")]
    assert line_of(advice(trace_no="T-1", payer_key="ACME"), lines) == "x"
    assert line_of(advice(trace_no="T-9", payer_key="ACME"), lines) == "y"
    assert line_of(advice(), [money("z")]) == "z"


def test_two_lines_that_fit_alike_are_left_to_a_person() -> None:
    assert line_of(advice(payer_key="ACME"), [money("y", payer_key="ACME")] * 2) is None
    assert line_of(advice(), [money("x"), money("y")]) is None


@pytest.mark.parametrize(
    "other", [{"amount_minor": 101}, {"currency": "USD"}, {"booked_on": date(2026, 3, 1)}]
)
def test_another_amount_currency_or_month_is_another_payment(other: dict[str, Any]) -> None:
    assert line_of(advice(trace_no="T-1"), [money("x", end_to_end_id="T-1", **other)]) is None


@pytest.mark.django_db
def test_an_advice_is_kept_once_tied_once_and_read_with_its_line() -> None:
    home = makers.entity()
    line = bank_line(bank_account(home), 238_00, end_to_end_id="T-77")
    told = RemittanceAdvice(
        source=AdviceSource.EDI_820, payer_name="Acme GmbH", trace_no="T-77", paid_on=JAN_20,
        currency="EUR", amount_minor=238_00, shown="pays from DE89 3704 0044 0532 0130 00",
        items=(AdviceItem(document_no="INV-1", paid_minor=119_00), AdviceItem(document_no="INV-2")),
    )  # fmt: skip
    read = ReadAdvices(name="820.edi", sha256="0" * 64, advices=(told,))
    assert len(take_advices(read, entity_id=home.pk, by=ANN)) == 1
    assert take_advices(read, entity_id=home.pk, by=ANN) == []
    assert "0532 0130" not in Remittance.objects.get().shown

    assert tie_advices(entity_id=home.pk, on=JAN_20, by=ANN) == 1
    assert tie_advices(entity_id=home.pk, on=JAN_20, by=ANN) == 0
    (fact,) = facts.line_facts(facts.waiting_lines(home.pk, JAN_20))
    assert fact.cited == (("INV-1", 119_00), ("INV-2", None))
    assert fact.line_id == str(line.pk)


@pytest.mark.django_db
def test_a_person_ties_what_fits_two_lines() -> None:
    home = makers.entity()
    account = bank_account(home)
    first, _ = bank_line(account, 100_00), bank_line(account, 100_00)
    read = ReadAdvices(
        name="mail.eml", sha256="1" * 64,
        advices=(RemittanceAdvice(source=AdviceSource.MAIL, amount_minor=100_00, currency="EUR"),),
    )  # fmt: skip
    (kept,) = take_advices(read, entity_id=home.pk, by=ANN)
    assert tie_advices(entity_id=home.pk, on=FEB_1, by=ANN) == 0
    assert tie_advice(remittance_id=kept.pk, line_id=first.pk, by=ANN).line_id == first.pk


@pytest.mark.django_db
def test_no_card_number_in_an_advice_is_stored() -> None:
    home = makers.entity()
    card = "4111 1111 1111 1111"
    told = RemittanceAdvice(
        source=AdviceSource.MAIL, payer_name=f"Acme {card}", trace_no=card.replace(" ", ""),
        currency="EUR", shown=f"please charge {card} 12/27 for DE89370400440532013000",
        items=(
            AdviceItem(document_no=card.replace(" ", ""), reason=f"card {card}"),
            AdviceItem(document_no="INV-4111"),
        ),
    )  # fmt: skip
    read = ReadAdvices(name="mail.eml", sha256="2" * 64, advices=(told,))
    (kept,) = take_advices(read, entity_id=home.pk, by=ANN)
    stored = str(Remittance.objects.values().get()) + str(list(kept.items.values()))
    assert "4111111111" not in stored.replace(" ", "")
    assert kept.shown == "please charge **1111 12/27 for DE**3000"
    assert [item.document_no for item in kept.items.order_by("item_no")] == ["**1111", "INV-4111"]
