"""What every test stands on: the database, the clock, the closed network and Hypothesis.

db                     a test in one transaction, rolled back (the usual case)
transactional_db       a test that commits; its rows are removed afterwards although the
                       books forbid that, and what migrations seeded stays
database_url           the test database as DATABASE_URL, for processes a test starts
clock                  a clock standing at noon UTC of 2026-03-02, in force during the test
real_data              a file of the shared real data, or the test is skipped with a reason
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from cashwright.areas.access import reach
from cashwright.kernel.clock import FixedClock, running_on
from tests import restoring

ROOT = Path(__file__).resolve().parents[1]

# A loaded machine is slow, not wrong: no deadline. CI repeats itself exactly.
_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile("here", deadline=None, suppress_health_check=_SLOW)
hypothesis_settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=_SLOW
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

# Committed rows go by the way of a superuser: Django's own `flush` meets the triggers.
TransactionTestCase._fixture_teardown = restoring.restore  # type: ignore[attr-defined]


# The files that take longest begin first: where files are shared out to workers whole, one that began
# last would be waited for alone.
LONG = (
    "anchors/test_ar_ibm.py",
    "runs/bill/test_two_years.py",
    "project/test_demo.py",
    "anchors/test_ar_ibm_bank.py",
    "stories/test_books_model.py",
    "surfaces/cash/test_looks.py",
    "surfaces/collections/test_looks.py",
    "surfaces/billing/test_looks.py",
    "anchors/test_contract_files_billed.py",
    "surfaces/kit/test_looks.py",
    "stories/test_kill.py",
    "surfaces/kit/test_keys.py",
    "project/test_own_postgresql.py",
    "project/test_embedded.py",
    "runs/test_load_survival.py",
    "runs/test_load.py",
    "stories/test_kill_bills.py",
    "runs/test_load_real_data.py",
    "surfaces/receivables/test_story.py",
    "project/test_serving.py",
    "surfaces/books/test_story.py",
    "anchors/test_bank_files_taken.py",
    "runs/bill/test_activated_late.py",
    "stories/test_order_to_cash.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, in their order; all others as they were found.

    In each file those first that do without books written once for it: they find none.
    """
    first = {ROOT / "tests" / name: place for place, name in enumerate(LONG)}
    found = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}

    def place(item: pytest.Item) -> tuple[int, int, bool]:
        names: list[str] = getattr(item, "fixturenames", [])
        is_late = any(name.endswith("_once") for name in names)
        return first.get(item.path, len(LONG)), found[item.path], is_late

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through all of it for garbage took a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_configure() -> None:
    """Fast passwords, plain static files, no waiting for the disk; all else as in a real start.

    A test is the house itself; the requests it makes reach what their person may.
    """
    reach.rest_on(reach.HOUSE_ITSELF)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # The test database may forget: a commit takes 0.1 ms instead of 5. Processes that a test
    # starts do not inherit this, so what they acknowledge is on the disk.
    settings.DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The migrated database, with a copy of what migrations seeded set aside."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        restoring.remember()


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The test database for a process started by the test."""
    given = connection.settings_dict
    login = quote(given["USER"], safe="")
    if given["PASSWORD"]:
        login += ":" + quote(given["PASSWORD"], safe="")
    where = f"host={quote(given['HOST'], safe='')}&port={given['PORT'] or 5432}"
    return f"postgresql://{login}@/{given['NAME']}?{where}"


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """A Monday at noon; the test's services see this time."""
    fixed = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    with running_on(fixed):
        yield fixed


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Find a file of the real data beside the checkout (or in CASHWRIGHT_REAL_DATA)."""
    folder = Path(os.environ.get("CASHWRIGHT_REAL_DATA") or ROOT.parent / "shared" / "data")

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"the real data has no {name} on this machine")
        return path

    return find
