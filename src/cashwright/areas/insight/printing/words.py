"""The words of a statement of account in the six languages documents are printed in.

`kind.*` are the kinds of entries that move what a customer owes; any other is told as `kind.other`.
"""

from collections.abc import Mapping

from cashwright.areas.invoicing.printing.words import LANGUAGES
from cashwright.areas.invoicing.printing.words import words as document_words

_TABLE: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("statement", "Statement of account", "Kontoauszug", "Relevé de compte", "Estado de cuenta",
     "Estratto conto", "Rekeningoverzicht"),
    ("as_of", "As of", "Stand", "Au", "A fecha de", "Al", "Per"),
    ("from", "From", "Von", "Du", "Desde", "Dal", "Van"),
    ("until", "Until", "Bis", "Jusqu'au", "Hasta", "Al", "Tot en met"),
    ("date", "Date", "Datum", "Date", "Fecha", "Data", "Datum"),
    ("what", "What", "Vorgang", "Opération", "Concepto", "Operazione", "Omschrijving"),
    ("document", "Document", "Beleg", "Document", "Documento", "Documento", "Document"),
    ("amount", "Amount", "Betrag", "Montant", "Importe", "Importo", "Bedrag"),
    ("balance", "Balance", "Saldo", "Solde", "Saldo", "Saldo", "Saldo"),
    ("open", "Open", "Offen", "Ouvert", "Pendiente", "Aperto", "Openstaand"),
    ("opening", "Opening balance", "Anfangssaldo", "Solde initial", "Saldo inicial",
     "Saldo iniziale", "Beginsaldo"),
    ("closing", "Closing balance", "Endsaldo", "Solde final", "Saldo final", "Saldo finale",
     "Eindsaldo"),
    ("credit", "Not yet applied to an invoice", "Noch keiner Rechnung zugeordnet",
     "Pas encore affecté à une facture", "Aún no aplicado a una factura",
     "Non ancora abbinato a una fattura", "Nog niet aan een factuur toegewezen"),
    ("nothing", "Nothing moved and nothing is open.", "Keine Bewegung und nichts offen.",
     "Aucun mouvement et rien d'ouvert.", "Sin movimientos y nada pendiente.",
     "Nessun movimento e nulla di aperto.", "Geen mutaties en niets openstaand."),
    ("kind.invoice", "Invoice", "Rechnung", "Facture", "Factura", "Fattura", "Factuur"),
    ("kind.credit_note", "Credit note", "Gutschrift", "Avoir", "Abono", "Nota di credito",
     "Creditnota"),
    ("kind.payment", "Payment", "Zahlung", "Paiement", "Pago", "Pagamento", "Betaling"),
    ("kind.payment_return", "Payment returned", "Rückbelastung", "Paiement rejeté",
     "Pago devuelto", "Pagamento stornato", "Betaling teruggeboekt"),
    ("kind.refund", "Refund", "Erstattung", "Remboursement", "Reembolso", "Rimborso",
     "Terugbetaling"),
    ("kind.application", "Applied", "Verrechnung", "Affectation", "Aplicación", "Abbinamento",
     "Verrekening"),
    ("kind.write_off", "Written off", "Ausbuchung", "Passé en perte", "Cancelación", "Stralcio",
     "Afboeking"),
    ("kind.other", "Other entry", "Sonstige Buchung", "Autre écriture", "Otro apunte",
     "Altra registrazione", "Overige boeking"),
    ("subject", "Statement of account {account}, {day}", "Kontoauszug {account}, {day}",
     "Relevé de compte {account}, {day}", "Estado de cuenta {account}, {day}",
     "Estratto conto {account}, {day}", "Rekeningoverzicht {account}, {day}"),
    ("letter",
     "Hello,\n\nplease find your statement of account attached.\n\nKind regards\n{sender}",
     "Guten Tag,\n\nanbei erhalten Sie Ihren Kontoauszug.\n\nMit freundlichen Grüßen\n{sender}",
     "Bonjour,\n\nveuillez trouver ci-joint votre relevé de compte.\n\nCordialement\n{sender}",
     "Buenos días:\n\nadjuntamos su estado de cuenta.\n\nUn saludo\n{sender}",
     "Buongiorno,\n\nin allegato trova il suo estratto conto.\n\nCordiali saluti\n{sender}",
     "Goedendag,\n\nhierbij ontvangt u uw rekeningoverzicht.\n\nMet vriendelijke groet\n{sender}"),
)  # fmt: skip

_BY_LANGUAGE: dict[str, dict[str, str]] = {
    language: {row[0]: row[1 + n] for row in _TABLE} for n, language in enumerate(LANGUAGES)
}


def spoken(language: str) -> str:
    """The language documents are printed in for somebody who speaks `language`; English otherwise."""
    first = language.split("-")[0]
    return first if first in _BY_LANGUAGE else "en"


def statement_words(language: str) -> Mapping[str, str]:
    """The words of a statement, and those every document has, in a language."""
    return {**document_words(language), **_BY_LANGUAGE[spoken(language)]}
