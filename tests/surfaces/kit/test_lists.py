"""The list kit: what a reader of any list relies on."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.invoicing.models import Invoice
from cashwright.surfaces.console.lists import totals
from cashwright.surfaces.console.models import SavedView

pytestmark = pytest.mark.usefixtures("clock")


def _rows(html: str) -> list[str]:
    return re.findall(r'data-row="([0-9a-f-]+)"', html)


def _next(html: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    return found.group(1).replace("&amp;", "&") if found else ""


def _get(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(f"/list/{query}", headers=headers)
    assert response.status_code == 200, response.content[:400]
    return response.content.decode()


@pytest.mark.parametrize("sort", ["due", "-due", "paid", "-paid", "customer", "-balance", "number"])
def test_paging_forward_and_back_shows_every_row_once_in_one_order(
    client_in: Client, invoices: list[Invoice], sort: str
) -> None:
    html = _get(client_in, f"?sort={sort}&size=25")
    seen, pages = _rows(html), [_rows(html)]
    while url := _next(html, "next"):
        html = _get(client_in, url)
        pages.append(_rows(html))
        seen += pages[-1]
    assert sorted(seen) == sorted(str(i.pk) for i in invoices)
    back = []
    while url := _next(html, "prev"):
        html = _get(client_in, url)
        back.append(_rows(html))
    assert back == list(reversed(pages[:-1]))


def test_a_row_written_meanwhile_neither_repeats_nor_hides_another(
    client_in: Client, invoices: list[Invoice]
) -> None:
    first = _get(client_in, "?sort=due")
    early = min(invoices, key=lambda i: (i.due_on, i.pk))
    Invoice.objects.bulk_create(
        [_copy(early, due_on=early.due_on, issued_on=early.issued_on, source_ref="new")]
    )
    second = _get(client_in, _next(first, "next"))
    assert not set(_rows(first)) & set(_rows(second))


def _copy(invoice: Invoice, **changes: Any) -> Invoice:
    fields = {f.attname: getattr(invoice, f.attname) for f in Invoice._meta.fields}
    del fields["id"]
    return Invoice(**fields | {"document_no": "INV-NEW"} | changes)


def test_the_total_below_the_list_is_the_sum_of_all_matching_rows_not_of_the_page(
    client_in: Client, invoices: list[Invoice]
) -> None:
    html = _get(client_in, "?tab=open&currency=USD&size=25")
    usd = [i for i in invoices if i.currency == "USD" and i.state == "posted"]
    total = f"{sum(i.balance_minor for i in usd) / 100:,.2f}"
    assert f'<span class="money">{total} <span class="code">USD</span></span>' in html
    assert f"{len(usd)} invoices" in html
    assert html.count('class="sum"') == 1


def test_amounts_of_different_currencies_are_never_added_up(
    client_in: Client, invoices: list[Invoice]
) -> None:
    html = _get(client_in)
    assert re.findall(r'data-currency="(\w+)"', html) == ["EUR", "JPY", "USD"]


def test_tabs_count_what_they_would_show(client_in: Client, invoices: list[Invoice]) -> None:
    html = _get(client_in)
    counts = re.findall(r'<span class="tab-count"[^>]*>([^<]+)</span>', html)
    late = [i for i in invoices if i.state == "posted" and f"{i.due_on}" < "2026-03-02"]
    assert counts == ["60", "54", str(len(late)), "6"]


def test_counting_stops_where_people_stop_reading(
    client_in: Client, invoices: list[Invoice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "COUNT_MAX", 20)
    html = _get(client_in)
    assert "1–25 of 20+ invoices" in html


def test_a_very_long_list_comes_at_once_and_is_counted_and_added_up_afterwards(
    client_in: Client, invoices: list[Invoice], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _get(client_in, "?tab=open")
    monkeypatch.setattr(totals, "LARGE", -2)
    html = _get(client_in, "?tab=open")
    assert _rows(html) == _rows(whole)
    assert "of 54 invoices" not in html
    later = re.search(r'hx-get="([^"]+part=figures)"', html)
    assert later, "the page says where its figures are"
    figures = _get(client_in, later.group(1).replace("&amp;", "&"))
    assert "<table" not in figures
    assert "1–25 of 54 invoices" in figures
    assert '<hx-partial hx-target="#count-draft">6</hx-partial>' in figures
    sums = re.findall(r'class="sum" data-currency="(\w+)"', whole)
    assert re.findall(r'class="sum" data-currency="(\w+)"', figures) == sums


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?due_from=soon", "“soon” is no date"),
        ("?balance_min=ten", "“ten” is no amount"),
        ("?balance_min=NaN", "“NaN” is no amount"),
        ("?currency=XXX", "there is no “XXX”"),
    ],
)
def test_a_filter_that_cannot_be_read_shows_no_rows_and_says_which(
    client_in: Client, invoices: list[Invoice], query: str, words: str
) -> None:
    html = _get(client_in, query)
    assert words in html
    assert not _rows(html)


@pytest.mark.parametrize("query", ["?after=rubbish", "?after=W10", "?sort=nothing", "?size=1000000",
                                   "?tab=none", "?cols=x,y", "?q=%00", "?before=eyJ9"])  # fmt: skip
def test_rubbish_in_the_address_is_survived(
    client_in: Client, invoices: list[Invoice], query: str
) -> None:
    assert len(_rows(_get(client_in, query))) == 25


def test_an_amount_is_compared_in_the_decimals_of_each_currency(
    client_in: Client, invoices: list[Invoice]
) -> None:
    html = _get(client_in, "?tab=open&balance_min=1200.00&size=200")
    expected = [
        str(i.pk)
        for i in invoices
        if i.state == "posted" and i.balance_minor >= (1200 if i.currency == "JPY" else 1200_00)
    ]
    assert sorted(_rows(html)) == sorted(expected)
    assert "Balance ≥ 1200.00" in html


def test_every_word_of_a_search_has_to_be_found(client_in: Client, invoices: list[Invoice]) -> None:
    html = _get(client_in, "?q=wingtip+0004")
    assert len(_rows(html)) == 1


@pytest.mark.parametrize("count", [5, 60])
def test_a_list_costs_the_same_few_statements_however_many_rows(
    client_in: Client, invoices: list[Invoice], count: int
) -> None:
    _get(client_in)  # the first request of a minute notes that somebody is here
    with CaptureQueriesContext(connection) as told:
        _get(client_in, f"?size={25 if count == 5 else 200}")
    kit = [q["sql"] for q in told if "invoicing_invoice" in q["sql"] or "savedview" in q["sql"]]
    assert len(kit) == 5, kit
    assert len(told) <= 12, "\n".join(q["sql"][:160] for q in told)


def test_htmx_gets_the_list_alone(client_in: Client, invoices: list[Invoice]) -> None:
    html = _get(client_in, "?tab=draft", **{"HX-Request": "true", "HX-Target": "section#list"})
    assert "<html" not in html
    assert len(_rows(html)) == 6


def test_a_saved_spreadsheet_cannot_compute_what_a_customer_wrote(
    client_in: Client, invoices: list[Invoice]
) -> None:
    response = client_in.get("/list/?export=csv&sort=due")
    lines = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert len(lines) == 60
    defused = next(line for line in lines if line["number"] == "INV-2026-0000")
    assert defused["po"] == "'=1+1"
    assert defused["balance"] == "1000.00"
    assert defused["balance_currency"] == "EUR"
    yen = next(line for line in lines if line["balance_currency"] == "JPY" and line["number"])
    assert "." not in yen["balance"]


def test_an_export_keeps_filters_and_columns(client_in: Client, invoices: list[Invoice]) -> None:
    response = client_in.get("/list/?export=parquet&tab=draft&cols=due,total")
    frame = pl.read_parquet(io.BytesIO(b"".join(response)))
    assert frame.columns == ["id", "number", "due", "total", "total_currency"]
    assert frame.height == 6
    assert frame.schema["due"] == pl.Date
    assert frame["id"][0].startswith("inv_")


def test_an_excel_file_holds_numbers_and_harmless_text(
    client_in: Client, invoices: list[Invoice]
) -> None:
    response = client_in.get("/list/?export=xlsx&sort=due")
    frame = pl.read_excel(io.BytesIO(b"".join(response)))
    assert frame.height == 60
    assert frame["balance"].dtype.is_numeric()


def test_who_may_not_export_is_not_offered_it(pages: None, invoices: list[Invoice]) -> None:
    from cashwright.areas.access.policies import Role
    from tests.areas.parties.makers import a_person

    client = Client()
    client.force_login(a_person("sal@example.com", Role.SALES))
    assert "export=csv" not in _get(client)
    assert client.get("/list/?export=csv").status_code == 404


def test_selecting_all_that_match_reaches_rows_of_other_pages(
    client_in: Client, invoices: list[Invoice]
) -> None:
    response = client_in.post(
        "/remind/", {"all": "1", "query": "?tab=open&currency=USD"}, follow=True
    )
    usd = [i for i in invoices if i.currency == "USD" and i.state == "posted"]
    assert f"{len(usd)} reminders are queued." in response.content.decode()


def test_selecting_rows_reaches_exactly_those(client_in: Client, invoices: list[Invoice]) -> None:
    ticked = [str(invoices[3].pk), str(invoices[40].pk)]
    response = client_in.post("/remind/", {"row": ticked}, follow=True)
    assert "2 reminders are queued." in response.content.decode()
    assert 'hx-post="/u/"' in response.content.decode()


def test_a_view_is_kept_under_a_name_for_its_owner_alone(
    client_in: Client, invoices: list[Invoice], person: Any
) -> None:
    from cashwright.areas.access.policies import Role
    from tests.areas.parties.makers import a_person

    form = {"list": "sink", "name": "Late yen", "query": "?tab=late&currency=JPY", "next": "/list/"}
    assert client_in.post("/views/", form).status_code == 302
    assert 'href="?tab=late&amp;currency=JPY">Late yen</a>' in _get(client_in)
    other = Client()
    other.force_login(a_person("bob@example.com", Role.CLERK))
    assert "Late yen" not in _get(other)
    kept = SavedView.objects.get()
    other.post(f"/views/{kept.pk}/forget/")
    assert SavedView.objects.exists()
    client_in.post(f"/views/{kept.pk}/forget/")
    assert not SavedView.objects.exists()


def test_a_row_is_peeked_at_with_all_its_columns(
    client_in: Client, invoices: list[Invoice]
) -> None:
    html = _get(client_in, f"?part=peek&id={invoices[1].pk}")
    assert "<dt>PO</dt><dd>PO 1</dd>" in html
    assert client_in.get("/list/?part=peek&id=nonsense").status_code == 404


def test_the_reader_chooses_columns(client_in: Client, invoices: list[Invoice]) -> None:
    html = _get(client_in, "?cols=po,total&size=100")
    assert re.findall(r'data-label="([^"]+)"', html)[:3] == ["Number", "PO", "Total"]


def test_a_currency_all_rows_share_stands_in_the_head_alone(
    client_in: Client, invoices: list[Invoice]
) -> None:
    html = _get(client_in, "?currency=USD&cols=balance")
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    assert "USD</span>" not in body
    assert 'data-label="Balance USD"' in body
    assert "USD</span>" in _get(client_in, "?cols=balance&size=100").split("<tbody>")[1]


def test_an_empty_list_says_what_will_be_here(client_in: Client) -> None:
    html = _get(client_in)
    assert "No invoices yet" in html
    assert ">Import</a>" in html


def test_a_filter_without_rows_offers_to_clear_it(
    client_in: Client, invoices: list[Invoice]
) -> None:
    html = _get(client_in, "?q=nobody")
    assert "No invoices match" in html
    assert "Clear filters" in html
