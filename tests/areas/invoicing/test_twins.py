"""Many documents posted at once stand in the books as the same documents posted one by one."""

from datetime import date, timedelta

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashwright.areas.controls.policies import CREDIT_NOTE, LIMITS
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing import frames
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import (
    draft_invoice,
    post_credit_note,
    post_credit_notes,
    post_invoice,
    post_invoices,
)
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.runs.verify import verify
from tests import makers
from tests.makers import ANN, JAN_5

pytestmark = pytest.mark.django_db
Drafts = list[tuple[int, str, list[LineDraft]]]  # days after JAN_5, currency, lines

line = st.builds(
    LineDraft,
    net_minor=st.integers(-50_000, 200_000), account_code=st.sampled_from(["4000", "4100", "4200"]),
    tax_minor=st.integers(-3_000, 40_000), description=st.sampled_from(["", "Seats", "Größe | x"]),
    tax_code=st.sampled_from(["", "S"]), tax_rate_ppm=st.sampled_from([None, 190_000]),
    quantity_scaled=st.sampled_from([None, 15]), quantity_exponent=st.sampled_from([0, 1]),
)  # fmt: skip
documents = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(["EUR", "USD", "JPY", "KWD"]),
        st.lists(line, min_size=1, max_size=4).filter(
            lambda ls: sum(i.net_minor + i.tax_minor for i in ls) > 0),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def to_frames(drafts: Drafts, customer: Customer) -> tuple[pl.DataFrame, pl.DataFrame]:
    headers, lines = [], []
    for n, (days, currency, rows) in enumerate(drafts):
        on = JAN_5 + timedelta(days=days)
        headers.append({
            "ref": f"R{n}", "customer_id": str(customer.pk), "issued_on": on,
            "due_on": on + timedelta(days=30), "currency": currency, "document_no": None,
            "source_ref": f"R{n}", "purchase_order_no": "", "memo": "", "kind": "invoice",
        })  # fmt: skip
        for no, i in enumerate(rows, start=1):
            told = {name: getattr(i, name) for name in frames.LINES if hasattr(i, name)}
            lines.append({"ref": f"R{n}", "line_no": no, **told})
    return pl.DataFrame(headers, schema=frames.HEADERS), pl.DataFrame(lines, schema=frames.LINES)


HEADER = (
    "issued_on", "document_no", "series", "series_year", "series_no", "currency", "net_minor", "tax_minor",
    "total_minor", "functional_minor", "rate_numerator", "rate_denominator", "line_count",
)  # fmt: skip
LINE = (
    "line_no", "description", "account_code", "quantity_scaled", "quantity_exponent", "net_minor",
    "tax_code", "tax_rate_ppm", "tax_minor",
)  # fmt: skip


def stands(
    entity: LegalEntity, document: type[Invoice] | type[CreditNote], *more: str
) -> list[object]:
    """Documents, lines and entries of an entity, without ids."""
    of_line = InvoiceLine if document is Invoice else CreditNoteLine
    key = "invoice__" if document is Invoice else "credit_note__"
    entries = JournalEntry.objects.filter(entity=entity).order_by("memo")
    return [
        list(document.objects.filter(entity=entity).order_by("document_no").values_list(*HEADER, *more)),
        list(of_line.objects.filter(**{f"{key}entity": entity})
             .order_by(f"{key}document_no", "line_no").values_list(*LINE)),
        [(e.memo, e.kind, e.effective_on, e.line_count, list(
            e.postings.order_by("line_no").values_list(
                "line_no", "account_id", "currency", "amount_minor", "functional_minor"))) for e in entries],
    ]  # fmt: skip


def company(code: str) -> tuple[LegalEntity, Customer]:
    home = makers.entity(code)
    return home, makers.customer(home)


@pytest.fixture
def companies() -> tuple[tuple[LegalEntity, Customer], tuple[LegalEntity, Customer]]:
    for code, value in (("USD", "1.0847"), ("JPY", "161.37"), ("KWD", "0.33271")):
        for days in (0, 5):
            makers.rate(code, JAN_5 + timedelta(days=days), value)
    return company("ONE"), company("ALL")


TWIN = settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)


@given(drafts=documents)
@TWIN
def test_invoices_posted_at_once_are_those_posted_one_by_one(
    companies: tuple[tuple[LegalEntity, Customer], tuple[LegalEntity, Customer]], drafts: Drafts
) -> None:
    (one, buyer), (all_, other) = companies
    with transaction.atomic():
        for days, currency, rows in sorted(drafts, key=lambda d: d[0]):
            on = JAN_5 + timedelta(days=days)
            draft = draft_invoice(
                customer_id=buyer.pk, issued_on=on, due_on=on + timedelta(days=30), lines=rows,
                currency=currency, by=ANN,
            )  # fmt: skip
            post_invoice(invoice_id=draft.pk, by=ANN)
        post_invoices([to_frames(drafts, other)], entity_id=all_.pk, source="file", by=ANN)
        more = ("due_on", "state", "balance_minor", "balance_functional_minor")
        assert stands(one, Invoice, *more) == stands(all_, Invoice, *more)
        transaction.set_rollback(True)


@given(drafts=documents)
@TWIN
def test_credit_notes_posted_at_once_are_those_posted_one_by_one(
    companies: tuple[tuple[LegalEntity, Customer], tuple[LegalEntity, Customer]], drafts: Drafts
) -> None:
    (one, buyer), (all_, other) = companies
    with transaction.atomic():
        set_policy(
            name=LIMITS,
            value={CREDIT_NOTE: {"*": 10**9}},
            valid_from=date(2026, 1, 1),
            by=ANN,
            why="w",
        )
        plain = [(d, c, [_plain(i) for i in rows]) for d, c, rows in drafts]
        for days, currency, rows in sorted(plain, key=lambda d: d[0]):
            post_credit_note(
                issued_on=JAN_5 + timedelta(days=days), reason="r", by=ANN, customer_id=buyer.pk,
                lines=rows, currency=currency,
            )  # fmt: skip
        post_credit_notes([to_frames(plain, other)], entity_id=all_.pk, source="file", by=ANN)
        more = ("state", "unapplied_minor", "unapplied_functional_minor")
        assert stands(one, CreditNote, *more) == stands(all_, CreditNote, *more)
        transaction.set_rollback(True)


def _plain(i: LineDraft) -> LineDraft:
    """A line as credit notes keep it: without quantity and price."""
    return LineDraft(
        i.net_minor, i.account_code, i.description, i.tax_minor, i.tax_code, i.tax_rate_ppm
    )


def test_documents_posted_at_once_keep_every_invariant(
    companies: tuple[tuple[LegalEntity, Customer], tuple[LegalEntity, Customer]],
) -> None:
    _, (all_, other) = companies
    drafts: Drafts = [
        (n % 7, code, [LineDraft(100_01 + n, "4000", tax_minor=19_00), LineDraft(-5_00, "4100")])
        for n, code in enumerate(["EUR", "USD", "JPY", "KWD"] * 15)
    ]
    drafts.append((8, "USD", [LineDraft(10, "4000"), LineDraft(-10, "4100")]))
    posted = post_invoices([to_frames(drafts, other)], entity_id=all_.pk, source="file", by=ANN)
    assert posted["document_no"].to_list() == [f"INV-2026-{n:06d}" for n in range(1, 62)]
    post_credit_notes([to_frames(drafts[:60], other)], entity_id=all_.pk, source="file", by=ANN)
    assert [(r.name, r.named) for r in verify().broken] == []
