"""The press: what cannot be set is refused in words, and the next page is set all the same."""

import threading
from typing import Any

import pytest

from cashwright.areas.invoicing.printing.words import words
from cashwright.areas.invoicing.refusals import DocumentNotPrinted
from cashwright.connectors import press


def _page(**changes: Any) -> dict[str, Any]:
    page: dict[str, Any] = {
        "language": "en", "title": "Invoice 1", "issued": [2026, 3, 31], "words": dict(words("en")),
        "brand": {"color": "#1d4ed8", "logo": None}, "seller": {"name": "N", "lines": ["Street"]},
        "buyer": {"name": "B", "lines": []}, "facts": [["No.", "1"]], "memo": "", "lines": [],
        "totals": [["Net", "1"]], "total": ["Total", "1"], "notes": [], "pay": None, "usage": [],
        "footer": "",
    }  # fmt: skip
    return {**page, **changes}


def test_a_page_that_cannot_be_set_is_refused_and_the_next_one_is_set() -> None:
    with pytest.raises(DocumentNotPrinted) as refused:
        press.TypstPress().printed(_page(brand={"color": "red", "logo": None}))
    assert "color" in str(refused.value.facts["reason"])
    assert press.TypstPress().printed(_page()).startswith(b"%PDF-")


def test_a_page_that_takes_too_long_ends_the_process_and_a_new_one_sets_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    press.TypstPress().printed(_page())
    before = press._worker._process
    assert before is not None
    monkeypatch.setattr(press, "SECONDS_MAX", 0.0)
    with pytest.raises(DocumentNotPrinted):
        press.TypstPress().printed(_page())
    assert before.poll() is not None
    monkeypatch.undo()
    assert press.TypstPress().printed(_page()).startswith(b"%PDF-")


def test_a_process_killed_from_outside_costs_at_most_one_page() -> None:
    press.TypstPress().printed(_page())
    process = press._worker._process
    assert process is not None
    process.kill()
    process.wait()
    assert press.TypstPress().printed(_page()).startswith(b"%PDF-")


def test_a_page_beyond_all_bounds_is_refused_before_it_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(press, "PAGE_BYTES_MAX", 1_000)
    with pytest.raises(DocumentNotPrinted):
        press.TypstPress().printed(_page(memo="x" * 2_000))


def test_many_threads_get_their_own_page_each() -> None:
    pages = [_page(title=f"Invoice {n}") for n in range(8)]
    alone = [press.TypstPress().printed(page) for page in pages]
    together: dict[int, bytes] = {}

    def work(n: int) -> None:
        together[n] = press.TypstPress().printed(pages[n])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[n] for n in range(8)] == alone
    assert len(set(alone)) == 8


def test_a_page_of_a_thousand_lines_runs_over_many_sheets() -> None:
    line = {"description": "Seats", "explained": "", "quantity": "1", "unit_price": "1",
            "tax": "0 %", "net": "1"}  # fmt: skip
    pdf = press.TypstPress().printed(_page(lines=[line] * 1_000))
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") > 20 or len(pdf) > 200_000
