"""One run, however it is cut up: chunk sizes, slabs, several processes, keys that are taken."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.runs.bill import running, slabs
from cashwright.runs.bill.crew import beside_with
from cashwright.runs.harness import Job
from cashwright.runs.models import Run, RunChunk
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.runs.bill.bill_makers import billed, company, counts, invoices, totals


def _ten(code: str = "DE") -> LegalEntity:
    home = company(code)
    fees = [price(f"{code}-FEE-{n}", 1_00 * (n + 1)) for n in range(10)]
    for n, fee in enumerate(fees):
        subscription(contract(makers.customer(home, f"C-{n}")), fee)
    return home


@pytest.mark.django_db
@pytest.mark.parametrize(("buckets", "slab"), [(1, 250_000), (7, 250_000), (64, 3)])
def test_how_finely_a_run_is_cut_does_not_matter(
    buckets: int, slab: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slabs, "SLAB", slab)
    home = _ten()

    run = billed(home, bucket_count=buckets)

    assert counts(run) == {"invoices": 10}
    assert sorted(totals()) == [119 * (n + 1) for n in range(10)]
    numbers = sorted(str(i.document_no) for i in invoices())
    assert numbers == [f"INV-2026-{n:06}" for n in range(1, 11)]


@pytest.mark.django_db
def test_what_is_billed_already_is_left_out_whoever_billed_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = _ten()
    billed(home, bucket_count=1)
    never = slabs.window_of(home, date(2026, 1, 2), Run.objects.get())
    fee = price("MORE", 5_00)
    subscription(contract(makers.customer(home, "C-NEW")), fee)
    monkeypatch.setattr(running, "window_of", lambda *_: never)

    run = billed(home, date(2026, 1, 2), bucket_count=1)

    assert counts(run) == {"invoices": 1}
    assert len(invoices()) == 11


@pytest.mark.django_db(transaction=True)
def test_processes_share_a_run_and_bill_each_customer_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _ten()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cashwright.project.settings")

    left: list[int] = []
    share = running.share

    def looking_on(job: Job, turn: int = 0, of: int = 1) -> None:
        """This process leaves everything to the other, and sees what that left."""
        if of == 1:
            left.append(10 - len(invoices()))
            share(job)

    monkeypatch.setattr(running, "share", looking_on)
    run = billed(home, bucket_count=10, beside=beside_with(1))

    assert left == [0]
    assert counts(run) == {"invoices": 10}
    assert RunChunk.objects.filter(run=run, step="bill").count() == len(
        {int(str(i.customer_id)[-8:], 16) % 10 for i in Invoice.objects.all()}
    )
    assert len(invoices()) == 10
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_a_run_that_broke_off_goes_on_where_it_broke_off(monkeypatch: pytest.MonkeyPatch) -> None:
    home = _ten()
    done = [0]
    work = running._work

    def breaking(*given: object) -> object:
        done[0] += 1
        if done[0] == 3:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return work(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(running, "_work", breaking)
        with pytest.raises(Exception, match=r"terminat|closed|consuming"):
            billed(home, bucket_count=64)
    assert 0 < len(invoices()) < 10

    run = billed(home)

    assert Run.objects.get().pk == run.pk
    assert counts(run) == {"invoices": 10}
    assert len(invoices()) == 10
    assert verify().ok
