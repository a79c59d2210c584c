"""The card of a customer means the same read one by one and read by the million."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.parties.frames import CUSTOMER_FIELDS, read_customers
from cashwright.areas.parties.refusals import AccountNoTaken
from cashwright.areas.parties.rules import words
from cashwright.areas.parties.services.customers import FIELDS
from cashwright.kernel.refusals import Refusal

DEFAULTS = {
    "country": "DE", "currency": "EUR", "zone": "Europe/Berlin", "language": "en",
    "delivery": "email",
}  # fmt: skip

odd = st.text(st.characters(codec="utf-8"), max_size=4)
row = st.fixed_dictionaries(
    {
        "account_no": st.sampled_from(["1", "2", " 3 ", "", "x\ny", "9" * 65]) | odd,
        "name": st.sampled_from(["Acme", " Acme ", "", "a\tb", "x" * 201]) | odd,
        "country": st.sampled_from(["DE", "de", " fr ", "DEU", "", None, "ß"]) | odd,
        "currency": st.sampled_from(["EUR", "jpy", "XYZ", "", None]) | odd,
        "language": st.sampled_from(["en", "pt-BR", "EN", "", None]) | odd,
        "zone": st.sampled_from(["Europe/Paris", "UTC", "Mars/Base", "", None]) | odd,
        "delivery": st.sampled_from(["email", "portal", "pigeon", "", None]) | odd,
        "postal_address": st.sampled_from(["1 High St\r\nYork", "a\0b", "", None, "x" * 1001])
        | odd,
    }
)


def by_rule(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `create_customer` would read from each row, or the code of its refusal."""
    seen: set[str] = set()
    read: list[dict[str, Any]] = []
    for raw in rows:
        given = {k: v for k, v in raw.items() if v is not None and v.strip()}
        card = {**DEFAULTS, "postal_address": "", **given}
        number = (raw["account_no"] or "").strip()
        is_again = number in seen
        seen.add(number)
        try:
            made: dict[str, Any] = {
                "account_no": words.one_line("account_no", number, length_max=64)
            }
            if is_again:
                raise AccountNoTaken(account_no=number)
            for field in ("country", "currency", "language", "zone", "delivery"):
                made[field] = FIELDS[field](card[field])
            made["name"] = FIELDS["name"](raw["name"] or "")
            made["postal_address"] = FIELDS["postal_address"](card["postal_address"])
        except Refusal as refusal:
            read.append({"refusal": refusal.code})
        else:
            read.append({**made, "refusal": None})
    return read


def by_frame(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    schema = dict.fromkeys(CUSTOMER_FIELDS, pl.String())
    found = read_customers(pl.LazyFrame(rows, schema=schema), DEFAULTS).collect()
    return [r if r["refusal"] is None else {"refusal": r["refusal"]} for r in found.to_dicts()]


@given(rows=st.lists(row, max_size=6))
def test_reading_customers_has_one_meaning(rows: list[dict[str, Any]]) -> None:
    assert by_frame(rows) == by_rule(rows)


def test_columns_a_file_lacks_come_from_the_company() -> None:
    frame = pl.LazyFrame({"account_no": ["1"], "name": ["Acme"], "note": ["kept"]})
    [found] = read_customers(frame, DEFAULTS).collect().to_dicts()
    assert found == {
        "account_no": "1", "name": "Acme", "note": "kept", "postal_address": "", "refusal": None,
        **DEFAULTS,
    }  # fmt: skip


@pytest.mark.parametrize("count", [0, 1])
def test_no_rows_are_no_trouble(count: int) -> None:
    frame = pl.LazyFrame({"account_no": ["1"] * count, "name": ["Acme"] * count})
    assert read_customers(frame, DEFAULTS).collect().height == count
