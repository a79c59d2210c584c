"""Which column of an advice's table is what, by what payers call them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cashwright.areas.cash.refusals import ColumnsUnsaid
from cashwright.connectors.bank_files.columns import plain
from cashwright.connectors.bank_files.reading import Reading
from cashwright.kernel.currencies import CURRENCIES

REMEDY = "Name one column 'invoice number' and one 'amount paid', and take the file in again."
_WORDS = {
    "document_no": "invoicenumber invoiceno invoicenr invoiceid invoiceref invoicereference invoice "
    "supplierinvoice supplierinvoiceno vendorinvoice vendorinvoiceno documentnumber documentno "
    "documentnr docnumber docno document billnumber billno bill rechnungsnummer rechnungsnr "
    "rechnungno rechnung belegnummer belegnr beleg numerofacture numfacture nofacture nfacture "
    "facture numerofactura nofactura nfactura factura numerofattura nfattura fattura factuurnummer "
    "factuurnr factuur fakturanummer fakturanr faktura",
    "paid": "amountpaid paidamount paid paymentamount netpayment netpaid netamount amountremitted "
    "remittedamount remitted remittanceamount appliedamount nettopay zahlbetrag zahlungsbetrag "
    "gezahlt bezahlt nettobetrag montantpaye montantregle netapayer montantnet importepagado "
    "pagado importopagato pagato betaaldbedrag betaald net netto amount betrag montant importe "
    "importo bedrag payment",
    "gross": "grossamount gross invoiceamount invoicetotal documentamount originalamount amountdue "
    "billamount bruttobetrag brutto rechnungsbetrag montantfacture montantbrut montantttc brut "
    "importebruto importefactura importolordo importofattura brutobedrag factuurbedrag total totalamount",
    "discount": "discount discountamount discounttaken cashdiscount skonto skontobetrag escompte "
    "descuento sconto korting",
    "deduction": "deduction deductions deductionamount adjustment adjustments adjustmentamount "
    "withholding withheld chargeback abzug abzuge kurzung retenue deduccion deduzione inhouding",
    "reason": "reason reasoncode deductionreason adjustmentreason adjustmentcode deductioncode "
    "comment comments remark remarks note notes grund abzugsgrund bemerkung motif motivo reden "
    "description memo",
    "currency": "currency currencycode ccy wahrung waehrung devise moneda valuta munt",
    "paid_on": "paymentdate datepaid paidon valuedate remittancedate zahldatum zahlungsdatum "
    "datepaiement datedepaiement fechadepago fechapago datapagamento betaaldatum",
    "trace_no": "paymentreference paymentref paymentnumber paymentno paymentid checknumber checkno "
    "chequenumber chequeno eftnumber eftreference tracenumber traceno transactionid transferreference "
    "zahlungsreferenz zahlungsnummer endtoendid",
    "payer": "payer payername payor customer customername remitter zahler kunde payeur client pagador "
    "pagatore betaler",
}
_KNOWN = {field: words.split() for field, words in _WORDS.items()}
_CODE = re.compile(r"[(\[ ]([A-Z]{3})[)\]]?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceColumns:
    """The headers of an advice's table, "" for what it has not. `said`: a currency a header names."""

    document_no: str
    paid: str = ""
    gross: str = ""
    discount: str = ""
    deduction: str = ""
    reason: str = ""
    currency: str = ""
    paid_on: str = ""
    trace_no: str = ""
    payer: str = ""
    said: str = ""

    @property
    def amounts(self) -> tuple[str, ...]:
        """The columns of amounts it has."""
        return tuple(filter(None, (self.paid, self.gross, self.discount, self.deduction)))


def advice_columns(headers: Sequence[str]) -> AdviceColumns | None:
    """What the headers say; None when no document is named or nothing says how much."""
    words = {header: _word(header) for header in headers if header.strip()}
    found: dict[str, str] = {}
    for field, known in _KNOWN.items():
        named = [h for word in known for h, own in words.items() if own == word]
        if name := next((h for h in named if h not in found.values()), ""):
            found[field] = name
    if "document_no" not in found or not {"paid", "gross"} & found.keys():
        return None
    codes = {code for h in found.values() if (code := _code(h))}
    return AdviceColumns(**found, said=codes.pop() if len(codes) == 1 else "")


def columns_unsaid(reading: Reading, headers: Sequence[str]) -> ColumnsUnsaid:
    """The refusal of a table whose columns say nothing of documents and amounts."""
    return ColumnsUnsaid(
        file=reading.name, missing=["invoice number", "amount paid"], columns=list(headers)[:40],
        remedy=REMEDY,
    )  # fmt: skip


def _code(header: str) -> str:
    found = _CODE.search(header)
    return found[1] if found and found[1] in CURRENCIES else ""


def _word(header: str) -> str:
    """The header in plain letters, without a currency it names."""
    return plain(_CODE.sub("", header) if _code(header) else header)
