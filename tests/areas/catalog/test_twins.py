"""Rules and frames of pricing and tax give the same answers on generated books."""

from datetime import date, timedelta
from uuid import UUID

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.catalog import frames
from cashwright.areas.catalog.policies import ChargeModel, TaxClass
from cashwright.areas.catalog.ports import Buyer, Seller, TaxSituation
from cashwright.areas.catalog.rules import (
    DatedRate,
    DatedTables,
    DiscountTerms,
    Exemption,
    PriceTerms,
    Registration,
    TaxableLine,
    discounted_lines,
    rate,
    split_tax,
)
from cashwright.columns.guards import ColumnOverflow
from cashwright.kernel.money import MINOR_MAX
from cashwright.kernel.refusals import Refusal
from tests.areas.catalog.pricing import (
    UNITS,
    minor,
    quantity_e6,
    terms,
    terms_frame,
    tiers_frame,
)


def by_rule(one: PriceTerms, quantity: int, units: int) -> int | str:
    try:
        amount = rate(one, quantity, units=units).amount_minor
    except Refusal as refusal:
        return refusal.code
    return amount


@given(
    versions=st.lists(terms(), min_size=1, max_size=4),
    lines=st.lists(
        st.tuples(st.integers(0, 4), st.one_of(quantity_e6, st.just(-1)), st.sampled_from(UNITS)),
        max_size=8,
    ),
)
def test_a_line_is_rated_alike_alone_and_among_many(
    versions: list[PriceTerms], lines: list[tuple[int, int, int]]
) -> None:
    items = pl.DataFrame(
        [(f"v{n}", quantity, units) for n, quantity, units in lines],
        schema=frames.ITEMS,
        orient="row",
    )
    expected = [
        "catalog.no_price_in_currency"
        if n >= len(versions)
        else by_rule(versions[n], quantity, units)
        for n, quantity, units in lines
    ]
    uncapped = [_exact(versions, *line) for line in lines]
    try:
        rated = frames.rate_lines(items, terms_frame(versions), tiers_frame(versions))
    except ColumnOverflow:
        assert max(uncapped) > MINOR_MAX, "refused although every amount fits"
        return
    assert max(uncapped, default=0) <= MINOR_MAX, "an amount that does not fit was let through"
    found = [
        refusal or gross for gross, refusal in rated.select("gross_minor", "refusal").iter_rows()
    ]
    assert found == expected


def _exact(versions: list[PriceTerms], n: int, quantity: int, units: int) -> int:
    """The largest amount met on the way to a line, in minor units: what a frame has to hold."""
    if n >= len(versions) or quantity < 0:
        return 0
    one = versions[n]
    try:
        steps = rate(one, quantity, units=units).steps
    except Refusal:
        return 0
    before_bounds = 0
    if one.model is ChargeModel.PERCENTAGE:
        allowance = one.free_minor * 10**6
        over = max(0, quantity * 10**units - allowance)
        before_bounds = (over * one.rate_e9 + one.event_fee_e9 * 10 ** (units + 6)) // 10**15
    return max(before_bounds, (sum(s.exact_e15 for s in steps) * 2 + 10**15) // (2 * 10**15))


@given(
    one=terms([ChargeModel.PERCENTAGE]),
    lines=st.lists(st.lists(minor, min_size=1, max_size=5), min_size=1, max_size=4),
    units=st.sampled_from(UNITS),
)
def test_events_are_rated_alike_alone_and_among_many(
    one: PriceTerms, lines: list[list[int]], units: int
) -> None:
    rows = [(n, "v0", amount, units) for n, amounts in enumerate(lines) for amount in amounts]
    transactions = pl.DataFrame(rows, schema=frames.TRANSACTIONS, orient="row")
    found = frames.rate_transactions(transactions, terms_frame([one]))
    assert found["gross_minor"].to_list() == [
        rate(one, 0, units=units, transactions_minor=amounts).amount_minor for amounts in lines
    ]


def test_a_line_of_a_negative_event_or_an_unknown_price_is_refused_whole() -> None:
    rows = [(1, "v0", 100, 2), (1, "v0", -5, 2), (2, "v9", 100, 2), (3, "v0", 100, 2)]
    transactions = pl.DataFrame(rows, schema=frames.TRANSACTIONS, orient="row")
    one = PriceTerms(model=ChargeModel.PERCENTAGE, rate_e9=10**9)
    assert frames.rate_transactions(transactions, terms_frame([one])).rows() == [
        (1, None, "catalog.negative_quantity"),
        (2, None, "catalog.no_price_in_currency"),
        (3, 100, None),
    ]


def test_an_amount_no_book_holds_is_refused_and_never_wraps() -> None:
    one = PriceTerms(model=ChargeModel.PER_UNIT, unit_price_e9=MINOR_MAX)
    items = pl.DataFrame([("v0", MINOR_MAX, 4)], schema=frames.ITEMS, orient="row")
    with pytest.raises(ColumnOverflow):
        frames.rate_lines(items, terms_frame([one]), tiers_frame([one]))


charges = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
discount = st.one_of(
    st.tuples(charges, st.integers(1, 10**6), st.none()),
    st.tuples(charges, st.none(), st.integers(1, 10**4)),
)


@given(
    bills=st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from("abc"), st.integers(-5000, 20_000)), max_size=5),
            st.lists(discount, max_size=3),
        ),
        max_size=4,
    )
)
def test_discounts_are_taken_alike_alone_and_among_many(
    bills: list[tuple[list[tuple[str, int]], list[tuple[str | None, int | None, int | None]]]],
) -> None:
    expected: list[int] = []
    for lines, given_ in bills:
        drafts = [
            DiscountTerms(
                percent_ppm=percent, amount_minor=amount,
                charges=None if only is None
                else frozenset(n for n, (charge, _) in enumerate(lines) if charge == only),
            )
            for only, percent, amount in given_
        ]  # fmt: skip
        expected += discounted_lines([gross for _, gross in lines], drafts)
    rows = [(b, charge, gross) for b, (lines, _) in enumerate(bills) for charge, gross in lines]
    offs = [(b, only, p, percent, amount)
            for b, (_, given_) in enumerate(bills) for p, (only, percent, amount) in enumerate(given_)]  # fmt: skip
    found = frames.discount_lines(
        pl.DataFrame(
            rows,
            schema={"bill": pl.Int64, "charge_id": pl.String, "gross_minor": pl.Int64},
            orient="row",
        ),
        pl.DataFrame(offs, schema=frames.DISCOUNTS, orient="row"),
    )
    assert found["discount_minor"].to_list() == expected


kind = st.sampled_from([("S", 190_000), ("S", 70_000), ("S", 88_750), ("AE", 0), ("Z", 0)])


@given(
    invoices=st.lists(
        st.tuples(
            st.booleans(), st.lists(st.tuples(kind, st.integers(-99_999, 10**12)), max_size=6)
        ),
        max_size=4,
    )
)
def test_tax_is_split_alike_alone_and_among_many(
    invoices: list[tuple[bool, list[tuple[tuple[str, int], int]]]],
) -> None:
    expected = [
        (line.net_minor, line.tax_minor)
        for is_inclusive, lines in invoices
        for line in split_tax(
            [TaxableLine(amount_minor=a, category=c, rate_ppm=r) for (c, r), a in lines],
            is_inclusive,
        )
    ]
    rows = [
        (n, a, c, r, is_inclusive)
        for n, (is_inclusive, lines) in enumerate(invoices)
        for (c, r), a in lines
    ]
    found = frames.tax_lines(pl.DataFrame(rows, schema=frames.TAXABLE, orient="row"))
    assert found.select("net_minor", "tax_minor").rows() == expected


def test_a_tax_no_book_holds_is_refused() -> None:
    row = (1, MINOR_MAX, "S", 1_000_000, False)
    frame = pl.DataFrame([row, row], schema=frames.TAXABLE, orient="row")
    assert frames.tax_lines(frame)["tax_minor"].to_list() == [MINOR_MAX, MINOR_MAX]
    below = frame.with_columns(amount_minor=pl.lit(-MINOR_MAX - 1), is_tax_inclusive=False)
    assert frames.tax_lines(below)["tax_minor"].to_list() == [-MINOR_MAX - 1] * 2


HOME, BUYER = UUID(int=1), UUID(int=2)
JAN_1 = date(2026, 1, 1)
TABLES = DatedTables(
    rates=(
        DatedRate(country="DE", region="", tax_class="standard", rate_ppm=190_000, valid_from=JAN_1),
        DatedRate(country="FR", region="", tax_class="standard", rate_ppm=200_000, valid_from=JAN_1),
        DatedRate(country="US", region="TX", tax_class="standard", rate_ppm=62_500, valid_from=JAN_1),
    ),
    registrations=tuple(
        Registration(entity_id=HOME, country=c, region=r, valid_from=JAN_1)
        for c, r in (("DE", ""), ("FR", ""), ("US", "TX"))
    ),
    exemptions=(
        Exemption(customer_id=BUYER, country="US", region="TX", category="E", certificate_no="TX-1",
                  valid_from=JAN_1),
    ),
)  # fmt: skip
situation = st.tuples(
    st.sampled_from(["DE", "US"]),
    st.sampled_from([("DE", ""), ("FR", ""), ("ES", ""), ("US", "TX"), ("US", "CA"), ("CH", "")]),
    st.sampled_from([(), ("FR",), ("DE", "ES")]),
    st.booleans(),
    st.sampled_from(list(TaxClass)),
    st.integers(-1, 1),
)


@given(asked=st.lists(situation, max_size=12))
def test_sales_are_treated_alike_alone_and_among_many(
    asked: list[tuple[str, tuple[str, str], tuple[str, ...], bool, TaxClass, int]],
) -> None:
    rows, expected = [], []
    for home, (country, region), numbers, is_exempt, tax_class, days in asked:
        on = JAN_1 + timedelta(days=days)
        exempt = BUYER if is_exempt else None
        rows.append((str(HOME), home, country, region, " ".join(numbers),
                     str(exempt) if exempt else None, str(tax_class), on))  # fmt: skip
        buyer = Buyer(country=country, region=region, tax_countries=frozenset(numbers),
                      customer_id=exempt)  # fmt: skip
        one = TaxSituation(
            seller=Seller(entity_id=HOME, country=home), buyer=buyer, tax_class=tax_class, on=on
        )
        (answer,) = TABLES.treat([one])
        expected.append(
            (None, None, None, answer.code)
            if isinstance(answer, Refusal)
            else (answer.category, answer.rate_ppm, str(answer.reason), None)
        )
    frame = pl.DataFrame(rows, schema=frames.SITUATIONS, orient="row")
    found = frames.treat_lines(frame, TABLES)
    assert found.select("category", "rate_ppm", "reason", "refusal").rows() == expected
