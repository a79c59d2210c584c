"""Several people at once: a tree stays a tree, a file of customers is taken once."""

import threading
from collections.abc import Callable
from functools import partial

import polars as pl
import pytest
from django.db import connection

from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import family
from cashwright.areas.parties.refusals import HierarchyCycle
from cashwright.areas.parties.services import create_customers, set_parent
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*works: Callable[[], object]) -> list[str]:
    """How each of some threads ended, all starting together."""
    start, ends = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
            ends.append("done")
        except HierarchyCycle:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_two_moves_at_once_never_close_a_circle() -> None:
    company = a_company()
    for number in range(15):
        ring = [a_customer(company, f"{number}-{n}").pk for n in range(3)]
        moves = [
            partial(set_parent, customer_id=ring[n], parent_id=ring[(n + 1) % 3], by=HOUSE_RULE)
            for n in range(3)
        ]
        assert all_at_once(*moves) == ["done", "done", "refused"]
        top = Customer.objects.get(pk__in=ring, parent=None)
        assert set(family(top.pk)) == set(ring)


def test_a_file_imported_twice_at_once_makes_each_customer_once() -> None:
    company = a_company()
    names = [f"C{n}" for n in range(200)]
    frame = pl.DataFrame({"account_no": names, "name": names})
    take = partial(create_customers, frame, entity_id=company.pk, by=HOUSE_RULE)
    assert all_at_once(take, take, take, take) == ["done"] * 4
    assert Customer.objects.filter(entity=company).count() == len(names)
