"""Which column of a bank's table is what: by what banks call them, where the user has not said it."""

import re
from collections.abc import Sequence

from cashwright.areas.cash.ports import ColumnMap
from cashwright.areas.cash.refusals import ColumnsUnsaid
from cashwright.connectors.bank_files.reading import Reading

_WORDS = {
    "booked_on": "date bookingdate buchungstag buchungsdatum datum transactiondate postingdate "
    "posteddate bookedon boekdatum dateoperation dateoperacion fecha data dataoperazione",
    "value_on": "valuedate valuta valutadatum wertstellung datevaleur fechavalor datavaluta",
    "amount": "amount betrag umsatz montant bedrag importe importo valor transactionamount "
    "betrageur amounteur",
    "credit": "credit haben gutschrift moneyin paidin deposit deposits af bij abono avere",
    "debit": "debit soll belastung lastschrift moneyout paidout withdrawal withdrawals cargo dare",
    "currency": "currency wahrung waehrung devise munt moneda valuta ccy",
    "balance": "balance saldo solde runningbalance kontostand",
    "name": "partnername name payee payer counterparty counterpartyname beneficiary naam "
    "auftraggeber begunstigterzahlungspflichtiger beguenstigterzahlungspflichtiger "
    "namezahlungsbeteiligter",
    "account": "bankaccount iban counterpartyiban counterpartyaccount kontonummeriban tegenrekening "
    "ibanzahlungsbeteiligter accountnumber kontonummer",
    "bank_ref": "transactionid bankreference uniqueid operationnumber fitid referencenumber ref",
    "end_to_end_id": "endtoendid endtoend endezuendereferenz kundenreferenz",
}
_TEXTS = [
    "label",
    "description",
    "details",
    "detail",
    "memo",
    "text",
    "remittance",
    "verwendungszweck",
    "buchungstext",
    "libelle",
    "omschrijving",
    "concepto",
    "causale",
    "narrative",
    "reference",
    "purpose",
    "notes",
]
_KNOWN = {field: words.split() for field, words in _WORDS.items()}
_ACCENTS = str.maketrans("äöüéèêáàíóúñç", "aoueeeaaiounc")


def plain(header: str) -> str:
    """A header without case, accents and signs."""
    return re.sub(r"[^a-z0-9]", "", header.casefold().translate(_ACCENTS))


def columns_of(reading: Reading, headers: Sequence[str], said: ColumnMap | None) -> ColumnMap:
    """What the user said, held against the headers; else what the headers themselves say.

    Raises ColumnsUnsaid when there is no date, or neither an amount nor credits and debits.
    """
    if said is not None:
        named = [said.booked_on, said.amount, said.credit, said.debit, said.currency, said.name,
                 said.value_on, said.balance, said.account, said.bank_ref, said.end_to_end_id,
                 *said.texts]  # fmt: skip
        missing = sorted({name for name in named if name and name not in headers})
        if not said.amount and not (said.credit or said.debit):
            missing.append("amount")
        if missing:
            raise ColumnsUnsaid(file=reading.name, missing=missing, columns=list(headers))
        return said
    found: dict[str, str] = {}
    for field, words in _KNOWN.items():
        known = [h for word in words for h in headers if plain(h) == word]
        if name := next((h for h in known if h not in found.values()), ""):
            found[field] = name
    missing = [] if "booked_on" in found else ["date"]
    if "amount" not in found and not {"credit", "debit"} & found.keys():
        missing.append("amount")
    if missing:
        raise ColumnsUnsaid(file=reading.name, missing=missing, columns=list(headers))
    if "amount" in found:
        found.pop("credit", None)
        found.pop("debit", None)
    texts = tuple(h for h in headers if plain(h) in _TEXTS and h not in found.values())
    return ColumnMap(texts=texts, **found)
