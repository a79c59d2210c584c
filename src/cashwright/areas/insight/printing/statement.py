"""The page of a statement of account as plain data: the press sets it, the console shows it as HTML.

Two kinds: what is open as of a day, and what moved between two days. Both close with what the
ledger says is owed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.insight.printing.words import spoken, statement_words
from cashwright.areas.insight.queries.statement import (
    OpenStatement,
    Statement,
    customer_statement,
    open_statement,
)
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.printing.figures import amount, day
from cashwright.areas.invoicing.printing.page import logo_of, printed_lines
from cashwright.areas.invoicing.printing.rendering import press
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import particulars
from cashwright.kernel.refusals import BadInput

Page = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """What a statement covers: the days from `from_on` to `until_on`, or without the first as of the last."""

    until_on: date
    from_on: date | None = None

    def __post_init__(self) -> None:
        if self.from_on is not None and self.from_on > self.until_on:
            raise BadInput(
                field="from", value=str(self.from_on), expected=f"{self.until_on} or before"
            )

    @property
    def name(self) -> str:
        """How files of it are called."""
        first = f"{self.from_on}-to-" if self.from_on else ""
        return f"statement-{first}{self.until_on}"


Told = list[Statement] | list[OpenStatement]


def statement_of(customer: Customer, period: Period) -> Told:
    """The figures, one statement a currency."""
    if period.from_on is None:
        return open_statement(customer.entity_id, customer.pk, period.until_on)
    return customer_statement(customer.entity_id, customer.pk, period.from_on, period.until_on)


def statement_pdf(customer: Customer, period: Period, *, language: str = "") -> bytes:
    """The statement as PDF; the same figures give the same bytes. Raises DocumentNotPrinted."""
    return press().printed(statement_page(customer, period, language=language))


def statement_page(customer: Customer, period: Period, *, language: str = "") -> Page:
    """The page in a language (the customer's when not given), with its parties as they are now."""
    head = statement_head(customer, period, language=language)
    said, tongue = head["words"], head["language"]
    told = statement_of(customer, period)
    return {**head, "sections": [_section(each, said, tongue) for each in told]}


def statement_head(customer: Customer, period: Period, *, language: str = "") -> Page:
    """The page without its figures: for whoever shows those in an own way."""
    tongue = spoken(language or customer.language)
    said = statement_words(tongue)
    seller, buyer = particulars(customer.entity), particulars(customer)
    until = period.until_on
    return {
        "template": "statement",
        "language": tongue,
        "title": said["statement"],
        "issued": [until.year, until.month, until.day],
        "words": dict(said),
        "brand": {"color": seller.brand_color or "#1d4ed8", "logo": logo_of(customer.entity)},
        "seller": {
            "name": seller.legal_name or seller.name, "lines": printed_lines(seller, said),
        },
        "buyer": {"name": buyer.name, "lines": printed_lines(buyer, said)},
        "facts": _facts(customer, period, said, tongue),
        "columns": _columns(period, said),
        "footer": seller.document_footer.replace("\n", " · "),
    }  # fmt: skip


def _facts(
    customer: Customer, period: Period, said: Mapping[str, str], language: str
) -> list[list[str]]:
    rows = [[said["account"], customer.account_no]]
    if period.from_on is None:
        return [*rows, [said["as_of"], day(period.until_on, language)]]
    return [
        *rows, [said["from"], day(period.from_on, language)],
        [said["until"], day(period.until_on, language)],
    ]  # fmt: skip


def _columns(period: Period, said: Mapping[str, str]) -> list[str]:
    names = (
        ("document", "issued", "due", "total", "open")
        if period.from_on is None
        else ("date", "what", "document", "amount", "balance")
    )
    return [said[name] for name in names]


def _section(each: Statement | OpenStatement, said: Mapping[str, str], language: str) -> Page:
    """One currency: rows of five cells, then what it closes with."""
    code = each.currency
    if isinstance(each, OpenStatement):
        rows = [
            [line.document_no, day(line.issued_on, language), day(line.due_on, language),
             amount(line.total_minor, code, language), amount(line.balance_minor, code, language)]
            for line in each.lines
        ]  # fmt: skip
        if each.credit_minor:
            rows.append([said["credit"], "", "", "", amount(each.credit_minor, code, language)])
        on = each.on
    else:
        numbers = document_numbers({line.document_id for line in each.lines})
        first = day(each.from_on, language)
        rows = [[first, said["opening"], "", "", amount(each.opening_minor, code, language)]]
        rows += [
            [day(line.moved_on, language), kind_words(line.kind, said),
             numbers.get(line.document_id, ""), amount(line.amount_minor, code, language),
             amount(line.balance_minor, code, language)]
            for line in each.lines
        ]  # fmt: skip
        on = each.until_on
    closing = f"{said['closing']} {day(on, language)}"
    return {
        "currency": code, "rows": rows,
        "closing": [closing, amount(each.closing_minor, code, language)],
    }  # fmt: skip


def kind_words(kind: str, said: Mapping[str, str]) -> str:
    """What kind of entry moved the balance, in words."""
    return said.get(f"kind.{kind}", said["kind.other"])


def document_numbers(ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of the invoices and credit notes among some documents."""
    invoices = Invoice.objects.filter(pk__in=ids).values_list("pk", "document_no")
    notes = CreditNote.objects.filter(pk__in=ids).values_list("pk", "document_no")
    return {pk: number for pk, number in [*invoices, *notes] if number}
