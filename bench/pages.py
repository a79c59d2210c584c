"""P10: the lists of invoices and customers and a customer's page with a million invoices in the database.

Figures of all customers, by which a list is sorted or added up, are measured beside it (P10f): they
read every open invoice, and here all of the million are open.
"""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from statistics import quantiles
from time import perf_counter

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from bench import books
from bench.measuring import Measured
from cashwright.areas.access.granting import grant_role
from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.services import add_person
from cashwright.areas.parties.models import Customer, LegalEntity


def run(scale: float) -> Iterator[Measured]:
    count = int(1_000_000 * scale)
    home = LegalEntity.objects.filter(code="P8").first()
    if home is None:
        home = books.entity("P8")
        books.large(home, count, 5_000)
    client = Client(SERVER_NAME="localhost")
    client.force_login(_reader())
    buyer = Customer.objects.filter(entity=home).order_by("account_no")[17]
    pages = {
        "list": f"{reverse('console:invoices')}?entity=P8&tab=open",
        "past due": f"{reverse('console:invoices')}?entity=P8&tab=late",
        "number searched": f"{reverse('console:invoices')}?entity=P8&tab=all&q=l-1234",
        "customer searched": f"{reverse('console:invoices')}?entity=P8&tab=all&q=Buyer%201234",
        "customer": reverse("console:customer", args=[buyer.public_id]),
        "customers": f"{reverse('console:customers')}?entity=P8",
        "customers past due": f"{reverse('console:customers')}?entity=P8&tab=late",
    }
    for name, url in pages.items():
        times = [_get(client, url) for _ in range(25)][4:]
        yield Measured(
            "P10", f"{name} page with {count:,} invoices", quantiles(times, n=20)[-1] * 1000, "ms (p95)", 150.0,
            notes={"median ms": sorted(times)[len(times) // 2] * 1000},
        )  # fmt: skip
    told = {
        "sums and counts below it": f"{pages['customers']}&part=figures",
        "sorted by what is past due": f"{pages['customers']}&sort=-overdue",
    }
    for name, url in told.items():
        times = [_get(client, url) for _ in range(12)][2:]
        yield Measured(
            "P10f", f"customers, {name}, {count:,} open invoices", quantiles(times, n=20)[-1] * 1000, "ms (p95)",
            1_000.0,
        )  # fmt: skip
    yield Measured(
        "P10w", "cold weight of the list, compressed", _weight(client, pages["list"]), "kB", 120.0
    )


def _reader() -> User:
    found = User.objects.filter(email="bench@example.com").first()
    if found is None:
        found = add_person(email="bench@example.com", name="Bench", by=books.BY)
        grant_role(user_id=found.pk, role=Role.CONTROLLER, from_on=date(2020, 1, 1), by=books.BY)
    return found


def _get(client: Client, url: str) -> float:
    started = perf_counter()
    response = client.get(url)
    response.content  # noqa: B018 - a lazy response is rendered now
    assert response.status_code == 200, response.status_code
    return perf_counter() - started


def _weight(client: Client, url: str) -> float:
    html = client.get(url).content
    total = len(gzip.compress(html))
    for address in set(re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg|woff2))', html.decode())):
        path = finders.find(_plain(address))
        if path:
            data = open(path, "rb").read()  # noqa: SIM115, PTH123
            total += len(data) if address.endswith("woff2") else len(gzip.compress(data))
    return total / 1024


def _plain(address: str) -> str:
    """The file behind a static address, without the hash of its content."""
    inside = address.removeprefix("/").removeprefix(settings.STATIC_URL.removeprefix("/"))
    return re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", inside)
