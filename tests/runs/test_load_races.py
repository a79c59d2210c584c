"""Two people import the same first file at the same moment: it goes in once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.runs.load import LoadReport
from tests.runs.load_makers import Desk


@pytest.mark.usefixtures("transactional_db")
def test_the_same_file_twice_at_once_goes_in_once(tmp_path: Path, clock: FixedClock) -> None:
    together = Barrier(2)

    def work(name: str) -> LoadReport:
        folder = tmp_path / name
        folder.mkdir()
        together.wait()
        try:
            with running_on(clock):
                return Desk(folder).invoices()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(work, ["ann", "bob"]))
    assert sorted((r.posted, r.known) for r in reports) == [(0, 3), (3, 0)]
    assert (LegalEntity.objects.count(), Customer.objects.count()) == (1, 2)
    assert Invoice.objects.count() == 3
    assert all(chain.broken is None for chain in verify_chains())
