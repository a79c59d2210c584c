"""The rule for one cell and the frame for a million of them mean the same."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from cashwright.areas.exchange.frames import cells, numbers
from cashwright.areas.exchange.rules import cells as cell_rules
from cashwright.areas.exchange.rules import lines as line_rules
from cashwright.areas.exchange.rules import numbers as rules

_PARTS = st.sampled_from(
    [
        "1",
        "234",
        "567",
        "0",
        "00",
        "5",
        ".",
        ",",
        "'",
        " ",
        "-",
        "(",
        ")",
        "€",
        "$",
        "USD",
        "CR",
        "%",
        "\u202f",
    ]
)
_CELLS = st.lists(_PARTS, max_size=8).map("".join) | st.decimals(
    allow_nan=False, allow_infinity=False, places=4
).map(str)


@given(
    texts=st.lists(_CELLS | st.none(), min_size=1, max_size=20), mark=st.sampled_from(rules.Mark)
)
@example(texts=["1,234.56", "(12.00)", "12.00-", None], mark=rules.Mark.POINT)
@example(texts=["$    1,234.50", "1  234", "1" + " " * 70, " " * 60 + "x"], mark=rules.Mark.POINT)
@example(texts=["12", "-5.5", None], mark=rules.Mark.POINT)
@example(texts=["9" * 18, "1.123456789012", "1.2300000"], mark=rules.Mark.POINT)
def test_numbers_have_one_meaning(texts: list[str | None], mark: rules.Mark) -> None:
    by_rule = [None if text is None else rules.read_number(text, mark) for text in texts]
    by_frame = numbers.read_numbers(pl.Series(texts, dtype=pl.String), mark).rows()
    assert by_frame == [(n.scaled, n.exponent) if n else (None, None) for n in by_rule]


@given(texts=st.lists(_CELLS, min_size=1, max_size=20))
def test_shapes_have_one_meaning(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts}).select(numbers.shapes(pl.col("text"))).to_series()
    assert frame.to_list() == [rules.shape(text) for text in texts]


_SCALED = st.tuples(st.integers(-(10**16), 10**16), st.integers(0, 9))


@given(quantity=_SCALED, price=_SCALED, units=st.sampled_from([0, 2, 3, 4]))
@example(quantity=(1, 0), price=(5, 3), units=2)
@example(quantity=(-1, 0), price=(5, 3), units=2)
def test_line_totals_have_one_meaning(
    quantity: tuple[int, int], price: tuple[int, int], units: int
) -> None:
    frame = pl.DataFrame({"q": [quantity[0]], "p": [price[0]]})
    total = numbers.line_minor(
        (pl.col("q"), pl.lit(quantity[1])), (pl.col("p"), pl.lit(price[1])), pl.lit(units)
    )
    by_frame = frame.select(total).item()
    by_rule = line_rules.line_minor(*quantity, *price, units)
    assert (
        by_frame == by_rule
        or (by_frame is None and abs(quantity[0] * price[0]) > 10**33)
        or (by_frame is None and abs(by_rule) >= 2**63)
    )


@given(number=_SCALED, units=st.sampled_from([0, 2, 3, 4]))
def test_minor_units_have_one_meaning(number: tuple[int, int], units: int) -> None:
    frame = pl.DataFrame({"n": [number[0]]})
    by_frame = frame.select(numbers.to_minor(pl.col("n"), pl.lit(number[1]), pl.lit(units))).item()
    by_rule = rules.minor(rules.Scaled(*number), units)
    assert by_frame == (by_rule if by_rule is None or abs(by_rule) < 2**63 else None)


_EVIL = st.text(alphabet="'=+-@\t\r\n ＝＠x|!(A1", max_size=8) | st.text(max_size=8)


@given(texts=st.lists(_EVIL, min_size=1, max_size=10))
@example(texts=["=HYPERLINK(1)", "@SUM(A1)", "+cmd|' /C calc'!A0", "+49 30 1234", "-5.00", "''=x"])
def test_dangerous_cells_have_one_meaning(texts: list[str]) -> None:
    text = pl.col("text")
    found = pl.DataFrame({"text": texts}).select(
        safe=cells.csv_safe(text), plain=cells.csv_plain(text), is_formula=cells.is_formula(text)
    )
    assert found["safe"].to_list() == [cell_rules.csv_safe(t) for t in texts]
    assert found["plain"].to_list() == [cell_rules.csv_plain(t) for t in texts]
    assert found["is_formula"].to_list() == [cell_rules.is_formula(t) for t in texts]


@given(text=_EVIL)
def test_what_is_made_safe_comes_back(text: str) -> None:
    assert cell_rules.csv_plain(cell_rules.csv_safe(text)) == text


def test_a_phone_number_is_no_formula_and_a_call_is_one() -> None:
    assert not any(map(cell_rules.is_formula, ["+49 30 1234", "-5.00", "-", "@home", "a=b"]))
    assert all(map(cell_rules.is_formula, ["=1", "@SUM(A1)", "+cmd|' /C calc'!A0", " =1"]))
