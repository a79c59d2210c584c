"""The page of an issued document as plain data: what the press sets, and the console shows as HTML."""

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.invoicing.printing import explaining
from cashwright.areas.invoicing.printing.consumption import usage_rows
from cashwright.areas.invoicing.printing.figures import amount, day, number, percent
from cashwright.areas.invoicing.printing.words import words
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.queries import particulars
from cashwright.areas.parties.rules import Particulars
from cashwright.kernel.currencies import minor_units

TAX_NOTES = ("AE", "E", "G", "O")

Page = dict[str, Any]


def page_of(
    document: Invoice | CreditNote,
    *,
    language: str,
    explanations: Mapping[int, str] | None = None,
    usage: Sequence[Mapping[str, str]] | None = None,
    pay_link: str = "",
    pay_code: str = "",
) -> Page:
    """The page of a document with its parties as they were when it was posted.

    explanations  line number -> how its amount came about, in `language`; found out when not given
    usage         rows of the appendix: meter, day, events, quantity, in words; read when not given
    pay_link, pay_code  an address to pay at, and the same as a QR code in SVG; empty for none
    """
    said = words(language)
    if explanations is None:
        explanations = explaining.explanations(document, language=language)
    if usage is None:
        usage = usage_rows(document, language=language)
    lines: list[InvoiceLine | CreditNoteLine] = list(document.lines.order_by("line_no"))
    seller = particulars(document.entity, at=document.posted_at)
    buyer = particulars(document.customer, at=document.posted_at)
    kind = said["invoice"] if isinstance(document, Invoice) else said["credit_note"]
    return {
        "language": language.split("-")[0],
        "title": f"{kind} {document.document_no}" if document.document_no else said["draft"],
        "issued": [document.issued_on.year, document.issued_on.month, document.issued_on.day],
        "words": dict(said),
        "brand": {"color": seller.brand_color or "#1d4ed8", "logo": logo_of(document.entity)},
        "seller": {"name": seller.legal_name or seller.name, "lines": printed_lines(seller, said)},
        "buyer": {"name": buyer.name, "lines": printed_lines(buyer, said)},
        "facts": _facts(document, said, language),
        "memo": document.memo,
        "lines": [_line(i, document.currency, language, explanations) for i in lines],
        "totals": _totals(document, lines, said, language),
        "total": [said["total"], amount(document.total_minor, document.currency, language)],
        "notes": _notes(document, lines, said, language),
        "pay": _pay(document, seller, said, pay_link, pay_code),
        "usage": [dict(row) for row in usage],
        "footer": seller.document_footer.replace("\n", " · "),
    }


def printed_lines(party: Particulars, said: Mapping[str, str]) -> list[str]:
    """The lines below the name of a party."""
    return [*party.lines, *(f"{said['tax_id']} {value}" for _, _, value in party.tax_ids)]


def _facts(document: Invoice | CreditNote, said: Mapping[str, str], language: str) -> list[Any]:
    rows = [
        (said["number"], document.document_no or "–"),
        (said["issued"], day(document.issued_on, language)),
    ]
    if isinstance(document, Invoice):
        rows.append((said["due"], day(document.due_on, language)))
        if document.purchase_order_no:
            rows.append((said["order"], document.purchase_order_no))
    elif document.invoice is not None:
        rows.append((said["credits"], str(document.invoice.document_no)))
    rows.append((said["account"], document.customer.account_no))
    return [list(row) for row in rows]


def _line(
    line: InvoiceLine | CreditNoteLine,
    currency: str,
    language: str,
    explanations: Mapping[int, str],
) -> dict[str, str]:
    units = minor_units(currency)
    return {
        "description": line.description,
        "explained": explanations.get(line.line_no, ""),
        "quantity": number(line.quantity_scaled, line.quantity_exponent, language),
        "unit_price": number(
            line.unit_price_scaled, line.unit_price_exponent, language, decimals_min=units
        ),
        "tax": percent(line.tax_rate_ppm, language) or line.tax_code,
        "net": amount(line.net_minor, currency, language),
    }


def _totals(
    document: Invoice | CreditNote,
    lines: Iterable[InvoiceLine | CreditNoteLine],
    said: Mapping[str, str],
    language: str,
) -> list[list[str]]:
    """The net, then the tax of each rate on its own net."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        sums[line.tax_rate_ppm or 0][0] += line.net_minor
        sums[line.tax_rate_ppm or 0][1] += line.tax_minor
    code = document.currency
    rows = [[said["subtotal"], amount(document.net_minor, code, language)]]
    for rate, (net, tax) in sorted(sums.items(), reverse=True):
        if rate or tax:
            told = said["tax_on"].format(
                rate=percent(rate, language), net=amount(net, code, language)
            )
            rows.append([told, amount(tax, code, language)])
    return rows


def _notes(
    document: Invoice | CreditNote,
    lines: Iterable[InvoiceLine | CreditNoteLine],
    said: Mapping[str, str],
    language: str,
) -> list[str]:
    codes = {line.tax_code for line in lines}
    notes = [said[code] for code in TAX_NOTES if code in codes]
    if isinstance(document, Invoice) and document.discount_until_on and document.discount_bp:
        told = said["discount"].format(
            percent=percent(document.discount_bp * 100, language),
            day=day(document.discount_until_on, language),
        )
        notes.append(told)
    return notes


def _pay(
    document: Invoice | CreditNote,
    seller: Particulars,
    said: Mapping[str, str],
    link: str,
    code: str,
) -> dict[str, Any] | None:
    if isinstance(document, CreditNote) or document.total_minor == 0:
        return None
    if not (seller.payment_details or link):
        return None
    reference = f"{said['reference']}: {document.document_no}" if document.document_no else ""
    return {
        "lines": [*seller.payment_details.splitlines(), *([reference] if reference else [])],
        "link": link or None,
        "link_words": said["pay_online"],
        "code": code or None,
    }


def logo_of(entity: LegalEntity) -> str | None:
    """The logo as an SVG that holds the PNG, since a page is text."""
    if entity.logo is None:
        return None
    png = bytes(entity.logo)
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" '
        f'href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )
