"""What people write of a payment, in a mail or a letter, as an advice.

Amounts count only when they add up to the total that is told; then they also say which column of a list
is what was paid. Otherwise numbers stay, without amounts, and a note says so.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from cashwright.areas.cash.ports import AdviceItem, AdviceSource, RemittanceAdvice
from cashwright.areas.cash.refusals import NoStatement, TooManyEntries
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance.items import each_once, numbers_only
from cashwright.connectors.remittance.rows import LINES_MAX, Row, lines_of, rows_in
from cashwright.connectors.remittance.written import (
    amounts_in,
    currency_in,
    days_in,
    without_days,
)

_ANY = "EUR"  # amounts of an unknown currency are looked for like these, and not used
REMEDY = "Choose a file that names the invoices it pays, or enter them beside the bank line."
_PAID = re.compile(
    r"(?:amount|total|sum)\s+(?:\w+\s+)?paid|paid\s+(?:amount|total)|total\s+(?:payment|remittance|paid)|"
    r"(?:payment|remittance|transfer|cheque|check|net)\s+(?:amount|total)|we\s+(?:have\s+)?(?:paid|transferred)|"
    r"zahl(?:ungs)?betrag|überweisungsbetrag|überwiesen|ausgezahlt|montant\s+(?:payé|réglé|du\s+virement)|"
    r"importe\s+pagado|importo\s+pagato|betaald\s+bedrag",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:grand\s+)?(?:total|sum|summe|gesamt(?:betrag|summe)?|montant\s+total|totale|totaal|suma|"
    r"paid|payment)\b",
    re.IGNORECASE,
)
_PAID_ON = re.compile(
    r"(?:payment|value|remittance|transfer|pay)\s+date|date\s+(?:of\s+)?(?:payment|paid)|paid\s+on|"
    r"zahl(?:ungs)?datum|zahlungstag|valuta|wertstellung|überwiesen\s+am|date\s+d[ue]\s+(?:paiement|virement)|"
    r"fecha\s+de\s+pago|data\s+(?:di\s+)?pagamento|betaaldatum",
    re.IGNORECASE,
)
_PAYER = re.compile(
    r"^\W*(?:payer|payor|paid\s+by|remitter|customer(?:\s+name)?|zahler|zahlungspflichtiger|auftraggeber|"
    r"payeur|donneur\s+d'ordre|ordenante|pagatore)\s*:\s*(?P<name>[^\d\W].{1,118})",
    re.IGNORECASE,
)
_TRACE = re.compile(
    r"\b(?:payment|trace|transaction|transfer|eft|ach|wire|check|cheque|end-to-end|zahlungs?|remittance)"
    r"[- ]?(?:reference|referenz|ref|no|nr|number|id)\b\.?\s*:\s*(?P<token>[A-Za-z0-9][A-Za-z0-9/_-]{3,34})",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(r"discount|skonto|escompte|sconto|descuento|korting|rabatt", re.IGNORECASE)
_DEDUCTION = re.compile(
    r"deduct|adjust|abzug|kürzung|withh|retenue|claim|charge ?back|short", re.IGNORECASE
)


def read_prose(
    reading: Reading, text: str, *, source: AdviceSource = AdviceSource.MAIL, payer: str = ""
) -> list[RemittanceAdvice]:
    """The one advice that a text is. Raises NoStatement where it names no document."""
    if text.count("\n") > LINES_MAX:
        raise TooManyEntries(file=reading.name, line=LINES_MAX, most=LINES_MAX, remedy=REMEDY)
    currency = reading.assumed.currency or currency_in(lines_of(text))
    rows = list(rows_in(text, currency or _ANY))
    if not rows:
        raise NoStatement(file=reading.name, message="no invoice is named in it", remedy=REMEDY)
    reading.check_time()
    for _ in rows:
        reading.count()
    totals = _Totals.of(text, currency) if currency else _Totals(())
    items, total = _weighed(reading, rows, totals, is_known=bool(currency))
    return [
        RemittanceAdvice(
            source=source, payer_name=payer or _first(_PAYER, "name", text),
            trace_no=_first(_TRACE, "token", text), paid_on=_paid_on(text), currency=currency,
            amount_minor=total, items=items, shown=text,
        )
    ]  # fmt: skip


def items_in(text: str, currency: str) -> tuple[AdviceItem, ...]:
    """The documents a short text names, each once; with its amount where one stands behind it."""
    return each_once([item for row in rows_in(text, currency) for item in _items(row, _last)])


@dataclass(frozen=True, slots=True)
class _Totals:
    """What a text says was paid altogether: every amount of the lines that say so."""

    minors: tuple[int, ...]

    @classmethod
    def of(cls, text: str, currency: str) -> "_Totals":
        """The lines that say it plainly; where there is none, the last line that has a total."""
        plainly: list[int] = []
        last: list[int] = []
        for line in lines_of(text):
            is_plain, is_total = _PAID.search(line), _TOTAL.search(line)
            if not (is_plain or is_total):
                continue
            found = [one.minor for one in amounts_in(without_days(line), currency)]
            if is_plain:
                plainly += found
            elif found:
                last = found
        return cls(tuple(plainly or last))


_Choice = Callable[[Row], AdviceItem]


def _last(row: Row) -> AdviceItem:
    """What was paid stands last; before it what was due and what was kept, when they agree."""
    number, amounts = row.numbers[0], row.amounts
    if not amounts:
        return AdviceItem(document_no=number)
    paid = amounts[-1]
    gross, kept = amounts[0], [abs(one) for one in amounts[1:-1]]
    if len(amounts) == 1 or gross - sum(kept) != paid or len(kept) > 2:
        return AdviceItem(document_no=number, paid_minor=paid)
    return _with_kept(row, gross, kept, paid)


def _first_amount(row: Row) -> AdviceItem:
    paid = row.amounts[0] if row.amounts else None
    return AdviceItem(document_no=row.numbers[0], paid_minor=paid)


def _less(row: Row) -> AdviceItem:
    """What was due, then what was kept of it; what was paid is not said."""
    if len(row.amounts) != 2:
        return _last(row)
    gross, kept = row.amounts[0], abs(row.amounts[1])
    return _with_kept(row, gross, [kept], gross - kept)


def _with_kept(row: Row, gross: int, kept: Sequence[int], paid: int) -> AdviceItem:
    """Two amounts kept are a discount and a deduction; of one, the words around it say which."""
    around = f"{row.words} {row.before}"
    is_discount = bool(_DISCOUNT.search(around)) and not _DEDUCTION.search(row.words)
    discount = kept[0] if len(kept) == 2 or (kept and is_discount) else 0
    deduction = sum(kept) - discount
    return AdviceItem(
        document_no=row.numbers[0], paid_minor=paid, gross_minor=gross, discount_minor=discount,
        deduction_minor=deduction, reason=row.words[:80] if deduction else "",
    )  # fmt: skip


def _credited(choice: _Choice) -> _Choice:
    """The same, with credit notes counting against what is paid, whatever their sign."""

    def credited(row: Row) -> AdviceItem:
        item = choice(row)
        if not row.is_credit or item.paid_minor is None:
            return item
        return AdviceItem(document_no=item.document_no, paid_minor=-abs(item.paid_minor))

    return credited


_CHOICES: tuple[_Choice, ...] = tuple(
    each for choice in (_last, _less, _first_amount) for each in (choice, _credited(choice))
)


def _items(row: Row, choice: _Choice) -> list[AdviceItem]:
    if len(row.numbers) > 1:
        return [AdviceItem(document_no=number) for number in row.numbers]
    return [choice(row)]


def _weighed(
    reading: Reading, rows: Sequence[Row], totals: _Totals, *, is_known: bool
) -> tuple[tuple[AdviceItem, ...], int | None]:
    """(items, what was paid): read in the first way that adds up."""
    total = totals.minors[-1] if totals.minors else None
    listed = _listed(rows)
    plain = each_once([item for row in listed for item in _items(row, _last)])
    told = [item.paid_minor for item in plain if item.paid_minor is not None]
    if not told:
        return plain, total
    if not is_known:
        reading.notes.append("no one currency is said: its amounts are not used, only its numbers")
        return numbers_only(plain), None
    if total is None:
        return _untotalled(reading, listed, plain)
    for choice in _CHOICES:
        items = each_once([item for row in listed for item in _items(row, choice)])
        paid = [item.paid_minor for item in items]
        if None not in paid and (found := sum(filter(None, paid))) in totals.minors:
            return items, found
    reading.notes.append("its amounts do not add up to its total; only its numbers are used")
    return numbers_only(plain), total


def _listed(rows: Sequence[Row]) -> list[Row]:
    """The rows; those that only name a document again, which another row lists with amounts, are left out."""
    told = {row.numbers[0] for row in rows if row.amounts}
    kept = [row for row in rows if row.amounts or not told.issuperset(row.numbers)]
    return list({(row.numbers, row.amounts): row for row in kept}.values())


def _untotalled(
    reading: Reading, rows: Sequence[Row], plain: tuple[AdviceItem, ...]
) -> tuple[tuple[AdviceItem, ...], int | None]:
    """Without a total, amounts count where each row has one, or agrees with itself."""
    is_sure = all(
        len(row.amounts) == 1 or (len(row.amounts) > 1 and _last(row).gross_minor is not None)
        for row in rows
    )
    if is_sure:
        items = each_once([item for row in rows for item in _items(row, _credited(_last))])
        return items, sum(item.paid_minor or 0 for item in items)
    reading.notes.append("it says no total its amounts could add up to; only its numbers are used")
    return numbers_only(plain), None


def _first(pattern: re.Pattern[str], name: str, text: str) -> str:
    found = next((match for line in lines_of(text) if (match := pattern.search(line))), None)
    return found[name].strip() if found else ""


def _paid_on(text: str) -> date | None:
    """The day behind words for it; None where it is not said, or reads in two ways."""
    for line in lines_of(text):
        if said := _PAID_ON.search(line):
            return next(days_in(line[said.end() :]), None)
    return None
