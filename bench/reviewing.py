"""P10q: the review queue of bank lines with 50,000 of them waiting, and an answer given in it."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import books
from bench.measuring import Measured
from cashwright.areas.access.granting import grant_role
from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.services import add_person
from cashwright.areas.cash.models import BankAccount, BankFile, BankLine, BankStatement, Match
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import now
from cashwright.surfaces.console.lists import keyset

_CODE = "P10Q"
_HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/cash/"}


def run(scale: float) -> Iterator[Measured]:
    count = int(50_000 * scale)
    home = LegalEntity.objects.filter(code=_CODE).first() or _company(count)
    client = Client(SERVER_NAME="localhost")
    client.force_login(_clerk())
    queue = f"{reverse('console:cash_queue')}?entity={_CODE}"
    lines = BankLine.objects.filter(entity=home, state="queued").order_by("booked_on", "pk")
    middle = list(lines[count // 2 : count // 2 + 40])
    pages = {
        "page": [queue] * 40,
        "page, in the middle": [f"{queue}&from={_mark(line)}" for line in middle],
        "one line's proposal": [reverse("console:cash_work", args=[one.public_id]) for one in middle],
        "sheet": [f"{reverse('console:cash_sheet')}?entity={_CODE}"] * 25,
        "sheet, likely ones": [f"{reverse('console:cash_sheet')}?entity={_CODE}&tab=likely"] * 25,
        "find by customer": [
            f"{reverse('console:cash_match', args=[one.public_id])}?q=Buyer%2012" for one in middle[:25]
        ],
    }  # fmt: skip
    for name, urls in pages.items():
        times = [_get(client, url, _HTMX if "proposal" in name else {}) for url in urls][4:]
        yield _told(f"review queue, {name}, {count:,} lines wait", times, 150.0)
    times = [_accept(client, one) for one in lines[:30]][4:]
    yield _told(f"review queue, accepting one and the next, {count:,} lines wait", times, 300.0)


def _told(name: str, times: list[float], bar: float) -> Measured:
    return Measured(
        "P10q", name, quantiles(times, n=20)[-1] * 1000, "ms (p95)", bar,
        notes={"median ms": sorted(times)[len(times) // 2] * 1000},
    )  # fmt: skip


def _get(client: Client, url: str, headers: dict[str, str]) -> float:
    started = perf_counter()
    response = client.get(url, headers=headers)
    assert response.status_code == 200, response.status_code
    assert response.content  # a lazy response is rendered now
    return perf_counter() - started


def _accept(client: Client, line: BankLine) -> float:
    seen = Match.objects.get(line_id=line.pk, state="proposed").pk
    started = perf_counter()
    response = client.post(
        reverse("console:line_accept", args=[line.public_id]),
        {"no": "0", "seen": str(seen), "side": "in"}, headers=_HTMX,
    )  # fmt: skip
    assert response.status_code == 200, response.content[:400]
    return perf_counter() - started


def _mark(line: BankLine) -> str:
    return keyset.mark(line.booked_on, line.pk, 0)


def _clerk() -> User:
    found = User.objects.filter(email="clerk@example.com").first()
    if found is None:
        found = add_person(email="clerk@example.com", name="Clerk", by=books.BY)
        first = books.FIRST.replace(year=2020)
        grant_role(user_id=found.pk, role=Role.CASH_APPLIER, from_on=first, by=books.BY)
    return found


def _company(count: int) -> LegalEntity:
    """A company of 5,000 customers: an open invoice for every line that waits, a proposal for each.

    A tenth more lines are answered already, as in any house that works.
    """
    home = books.entity(_CODE)
    books.large(home, count + count // 10, 5_000)
    account, _ = Account.objects.get_or_create(
        code="1090", defaults={"name": "Bank of the bench", "kind": "asset"}
    )
    bank = BankAccount.objects.create(
        entity=home, code="GIRO", name="Giro", currency="EUR", account=account, created_at=now()
    )
    file = BankFile.objects.create(
        entity=home, name="bench.xml", sha256="0" * 64, format="camt", statement_count=1,
        line_count=count, new_count=count, imported_by="bench", imported_at=now(),
    )  # fmt: skip
    statement = BankStatement.objects.create(
        entity=home, file=file, bank_account=bank, kind="end_of_day", currency="EUR", line_count=count,
        new_count=count, booked_minor=0,
    )  # fmt: skip
    invoices = Invoice.objects.filter(entity=home, state="posted").order_by("pk")
    made = [
        (_line(home, bank, statement, number, invoice, number < count), invoice)
        for number, invoice in enumerate(invoices.select_related("customer"))
    ]
    BankLine.objects.bulk_create([line for line, _ in made], batch_size=2_000)
    proposals = [_match(home, line, invoice) for line, invoice in made[:count]]
    Match.objects.bulk_create(proposals, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cash_bankline, cash_match, invoicing_invoice")
    return home


def _line(
    home: Any, bank: Any, statement: Any, number: int, invoice: Invoice, waits: bool
) -> BankLine:
    return BankLine(
        entity=home, bank_account=bank, statement=statement, key=f"bench-{number}",
        state="queued" if waits else "applied",
        booked_on=invoice.issued_on + timedelta(days=number % 30), currency="EUR",
        amount_minor=invoice.balance_minor, payer_name=invoice.customer.name,
        payer_key=invoice.customer.name.upper(), text=f"Invoice {invoice.document_no}", created_at=now(),
    )  # fmt: skip


def _match(home: Any, line: BankLine, invoice: Invoice) -> Match:
    part = [str(invoice.pk), invoice.document_no, invoice.balance_minor]
    return Match(
        entity=home, line_id=line.pk, state="proposed", customer=invoice.customer, lane="cited",
        confidence_ppm=400_000 + line.pk.int % 600_000, parts=[part], reasons=["it names the invoice"],
        is_certain=line.pk.int % 4 == 0, touch="rule", made_on=line.booked_on, made_at=now(),
    )  # fmt: skip
