"""Every number on the pages of the books is the sum of the rows it opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.kernel.currencies import minor_of
from tests.surfaces.books.conftest import House
from tests.surfaces.books.reading import numbers_linked, sums, text

SignIn = Callable[..., Client]
_TILE = re.compile(r'<a href="([^"]+)" data-minor="(-?\d+)" data-currency="(\w+)">')


@pytest.fixture
def reader(house: House, someone: SignIn) -> Client:
    return someone(Role.CONTROLLER)


def test_every_tile_of_the_home_page_opens_rows_that_sum_to_it(reader: Client) -> None:
    tiles = [(unescape(u), int(n), c) for u, n, c in _TILE.findall(text(reader, "/"))]

    wanted = {("EUR", 370_01), ("USD", 533_00), ("EUR", 60_00)}
    assert {(code, minor) for _, minor, code in tiles} >= wanted
    for url, minor, currency in tiles:
        assert sums(reader, url) == ({currency: minor} if minor else {}), url


@pytest.mark.parametrize(
    ("by", "as_of"),
    [("customer", "2026-03-02"), ("customer", "2026-02-10"), ("segment", "2026-03-02")],
)
def test_every_cell_of_the_aging_opens_items_that_sum_to_it(
    reader: Client, by: str, as_of: str
) -> None:
    html = text(reader, f"/aging/?by={by}&as_of={as_of}")

    cells = numbers_linked(html, "/aging/")
    assert len(cells) > 10
    for url, amount in dict.fromkeys(cells):
        code = re.search(r"currency=(\w+)", url)
        assert code
        minor = minor_of(str(amount), code[1])
        assert sums(reader, url) == ({code[1]: minor} if minor else {}), url


def test_the_aging_says_what_it_said_on_that_day(reader: Client) -> None:
    then = numbers_linked(text(reader, "/aging/?as_of=2026-02-10"), "/aging/items/")

    assert ("/aging/items/?as_of=2026-02-10&currency=EUR", 420.01) in [
        (url, float(amount)) for url, amount in then
    ]


def test_every_number_of_every_figure_opens_documents_that_sum_to_it(
    house: House, reader: Client
) -> None:
    page = text(reader, "/kpis/?of=DE&currency=EUR")
    figures = sorted(set(re.findall(r'href="(/kpis/DE/EUR/[a-z_]+/)"', page)))
    assert len(figures) >= 18
    for figure in figures:
        parts = numbers_linked(text(reader, figure), figure)
        assert parts, figure
        for url, amount in parts:
            expected = minor_of(str(amount), "EUR")
            assert sums(reader, url).get("EUR", 0) == expected, url


def test_every_balance_of_the_trial_balance_opens_entries_that_sum_to_it(reader: Client) -> None:
    html = text(reader, "/ledger/?of=DE")
    balances = numbers_linked(html, "/ledger/DE/accounts/")
    assert len(balances) > 5
    for url, amount in balances:
        code = url.rstrip("/").rpartition("/")[2]
        (found,) = sums(reader, url).items()
        assert (found[0], abs(found[1])) == (code, minor_of(str(amount), code)), url


def test_a_sum_of_one_company_leaves_the_others_out(reader: Client) -> None:
    tiles = [(unescape(u), int(n), c) for u, n, c in _TILE.findall(text(reader, "/?entity=DE"))]

    assert ("USD", 33_00) in {(code, minor) for _, minor, code in tiles}
    for url, minor, currency in tiles:
        assert sums(reader, url) == ({currency: minor} if minor else {}), url
