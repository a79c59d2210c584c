"""UCI Online Retail priced again from its own price list: 285,421 lines come to the published sums.

A product has a version for each price it was sold at. Every line is rated by the frames of the bill
run, and every distinct one by the rule as well. What was taken back (quantity below zero) is rated by
its size and given back.
"""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cashwright.areas.catalog.frames import TERMS, TIERS, rate_lines
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.rules import PriceTerms, rate

RealData = Callable[[str], Path]
PENCE = 2


@pytest.fixture
def expected(real_data: RealData) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(real_data("online-retail/EXPECTED_retail.json").read_text())
    return found


@pytest.fixture
def sold(real_data: RealData) -> pl.DataFrame:
    """Every line as the run rates it, with the sign of its quantity."""
    path = real_data("online-retail/online_retail_2010-12_to_2011-07.csv.gz")
    lines = pl.read_csv(io.BytesIO(gzip.decompress(path.read_bytes())), infer_schema=False)
    price = pl.col("UnitPrice").str.to_decimal(scale=9) * 10**9
    quantity = pl.col("Quantity").cast(pl.Int64)
    return lines.select(
        is_cancelled=pl.col("InvoiceNo").str.starts_with("C"),
        sign=quantity.sign(),
        quantity_e6=quantity.abs() * 10**6,
        unit_price_e9=price.cast(pl.Int64),
        units=pl.lit(PENCE, pl.Int64),
    ).with_columns(price_version_id=pl.format("{}", lines["StockCode"] + "@" + lines["UnitPrice"]))


def _price_list(sold: pl.DataFrame) -> pl.DataFrame:
    """catalog.frames.TERMS: one version for each product and price."""
    usual = {name: pl.lit(0, dtype) for name, dtype in TERMS.items() if dtype == pl.Int64()} | {
        name: pl.lit(None, pl.Int64())
        for name in TERMS
        if name.endswith(("minimum_minor", "maximum_minor"))
    }
    own = {
        "price_version_id": pl.col("price_version_id"),
        "unit_price_e9": pl.col("unit_price_e9"),
        "model": pl.lit(str(ChargeModel.PER_UNIT)),
        "is_tax_inclusive": pl.lit(value=False),
    }
    return sold.unique("price_version_id").select(**(usual | own)).select(*TERMS)


def test_the_list_prices_every_line_and_the_lines_come_to_the_published_sums(
    sold: pl.DataFrame, expected: dict[str, Any]
) -> None:
    rated = rate_lines(sold, _price_list(sold), pl.DataFrame(schema=TIERS))
    assert rated.height == expected["rows"]
    assert rated["refusal"].null_count() == rated.height
    net = (rated["gross_minor"] * rated["sign"]).sum()
    assert expected["net_amount"] == "5079250.872"
    assert net == 5_079_250_87  # a line is whole pence: prices of a tenth of a penny come to that
    taken_back = rated.filter("is_cancelled").select(pl.col("gross_minor") * pl.col("sign")).sum()
    assert taken_back.item() == -466_436_81
    assert expected["cancelled_amount"] == "-466436.81"


def test_the_rule_says_the_same_of_every_distinct_line(sold: pl.DataFrame) -> None:
    rated = rate_lines(sold, _price_list(sold), pl.DataFrame(schema=TIERS))
    distinct = rated.unique(["unit_price_e9", "quantity_e6"]).select(
        "unit_price_e9", "quantity_e6", "gross_minor"
    )
    assert distinct.height > 5_000
    for unit_price_e9, quantity_e6, gross_minor in distinct.iter_rows():
        terms = PriceTerms(model=ChargeModel.PER_UNIT, unit_price_e9=unit_price_e9)
        assert rate(terms, quantity_e6, units=PENCE).amount_minor == gross_minor
