"""Published vectors of pricing, minimum commitments and tax, one test each, in cents."""

from dataclasses import replace

import pytest

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.rules import (
    DiscountTerms,
    PriceTerms,
    TaxableLine,
    TierDraft,
    check_terms,
    check_tiers,
    discounted_lines,
    markup,
    minimum_topup,
    rate,
    split_tax,
)
from tests.anchors.billing_math.reading import Vector, cents, name_of, scaled, share, vectors

E6, E9, PPM = 6, 9, 6


def _tiers(inputs: Vector) -> list[TierDraft]:
    return [
        TierDraft(
            up_to_e6=None if tier["up_to"] is None else scaled(tier["up_to"], E6),
            unit_price_e9=scaled(tier.get("unit_price", "0"), E9),
            rate_e9=share(tier.get("rate", "0%"), E9),
            flat_minor=cents(tier["flat_fee"]),
        )
        for tier in inputs["tiers"]
    ]


def _terms(model: ChargeModel, inputs: Vector) -> PriceTerms:
    terms = PriceTerms(model=model)
    if "tiers" in inputs:
        terms = replace(terms, tiers=check_tiers(_tiers(inputs)))
    if "minimum" in inputs:
        terms = replace(terms, minimum_minor=cents(inputs["minimum"]))
    check_terms(terms)
    return terms


@pytest.mark.parametrize("vector", vectors("graduated", "volume"), ids=name_of)
def test_tiers(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    terms = _terms(ChargeModel(vector["kind"]), inputs)
    rated = rate(
        terms, scaled(inputs["units"], E6), units=2,
        billed_before_e6=scaled(inputs.get("units_billed_before", "0"), E6),
    )  # fmt: skip
    assert rated.amount_minor == cents(expected["amount"])
    if "lines" in expected:
        assert [s.amount_minor for s in rated.steps] == [cents(line) for line in expected["lines"]]
    if "minimum_topup" in expected:
        topup = minimum_topup(terms, rated.amount_minor)
        assert topup == cents(expected["minimum_topup"])
        assert rated.amount_minor + topup == cents(expected["total"])


@pytest.mark.parametrize("vector", vectors("package"), ids=name_of)
def test_packages(vector: Vector) -> None:
    inputs = vector["inputs"]
    terms = PriceTerms(
        model=ChargeModel.PACKAGE, package_e6=scaled(inputs["package_size"], E6),
        package_minor=cents(inputs["package_price"]),
        free_e6=scaled(inputs.get("free_units", "0"), E6),
    )  # fmt: skip
    rated = rate(
        terms, scaled(inputs["units"], E6), units=2,
        billed_before_e6=scaled(inputs.get("units_billed_before", "0"), E6),
    )  # fmt: skip
    assert rated.amount_minor == cents(vector["expected"]["amount"])


@pytest.mark.parametrize("vector", vectors("percentage"), ids=name_of)
def test_percentages(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    floor, cap = inputs.get("per_transaction_min"), inputs.get("per_transaction_max")
    terms = PriceTerms(
        model=ChargeModel.PERCENTAGE, rate_e9=share(inputs["rate"], E9),
        event_fee_e9=scaled(inputs["fee_per_event"], E9), free_events=inputs.get("free_events", 0),
        free_minor=cents(inputs.get("free_amount", "0")),
        event_minimum_minor=cents(floor) if floor else None,
        event_maximum_minor=cents(cap) if cap else None,
    )  # fmt: skip
    rated = rate(terms, 0, units=2, transactions_minor=[cents(t) for t in inputs["transactions"]])
    if "charges" in expected:
        assert [s.amount_minor for s in rated.steps] == [cents(c) for c in expected["charges"]]
    if "amount" in expected:
        assert rated.amount_minor == cents(expected["amount"])
    if "amount_with_tax" in expected:
        line = TaxableLine(
            amount_minor=rated.amount_minor, category="S", rate_ppm=share(inputs["tax_rate"], PPM)
        )
        (taxed,) = split_tax([line], is_inclusive=False)
        assert taxed.net_minor + taxed.tax_minor == cents(expected["amount_with_tax"])


@pytest.mark.parametrize("vector", vectors("graduated_percentage"), ids=name_of)
def test_graduated_percentages(vector: Vector) -> None:
    terms = _terms(ChargeModel.GRADUATED_PERCENTAGE, vector["inputs"])
    amount_in = vector["inputs"]["amount_in"]
    for rated in (
        rate(terms, scaled(amount_in, E6), units=2),
        rate(terms, 0, units=2, transactions_minor=[cents(amount_in)]),
    ):
        assert rated.amount_minor == cents(vector["expected"]["amount"])


@pytest.mark.parametrize("vector", vectors("unit", "commitment"), ids=name_of)
def test_units_and_commitments(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    minimum = inputs.get("minimum")
    amount = topup = 0
    for group in inputs.get("groups", [inputs]):
        terms = PriceTerms(
            model=ChargeModel.PER_UNIT, unit_price_e9=scaled(group["unit_price"], E9),
            minimum_minor=cents(minimum) if minimum else None,
        )  # fmt: skip
        rated = rate(terms, scaled(group["units"], E6), units=2)
        amount += rated.amount_minor
        topup += minimum_topup(terms, rated.amount_minor)
    assert amount == cents(expected["amount"])
    assert topup == cents(expected.get("minimum_topup", "0"))


@pytest.mark.parametrize("vector", vectors("markup"), ids=name_of)
def test_markups(vector: Vector) -> None:
    inputs = vector["inputs"]
    amount = markup(cents(inputs["metered_cost"]), scaled(inputs["multiplier"], E9))
    assert amount == cents(vector["expected"]["amount"])


@pytest.mark.parametrize("vector", vectors("invoice_total"), ids=name_of)
def test_invoice_totals(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    fees = [cents(line["amount"]) for line in inputs["lines"]]
    coupon = discounted_lines(fees, [DiscountTerms(amount_minor=cents(inputs["coupon"]))])
    assert list(coupon) == [cents(part) for part in expected["coupon_per_line"]]
    taxed = split_tax(
        [
            TaxableLine(
                amount_minor=fee - off, category="S", rate_ppm=share(line["tax"], PPM)
            )
            for fee, off, line in zip(fees, coupon, inputs["lines"], strict=True)
        ],
        is_inclusive=False,
    )  # fmt: skip
    assert [line.tax_minor for line in taxed] == [cents(t) for t in expected["tax_per_line"]]
    net, tax = sum(line.net_minor for line in taxed), sum(line.tax_minor for line in taxed)
    assert (sum(fees), net, tax, net + tax) == tuple(
        cents(expected[name]) for name in ("fees", "net", "tax", "total")
    )


def test_the_file_holds_all_sixty_five() -> None:
    assert len({vector["id"] for vector in vectors()}) == 65
