"""The fields a file may bring, by what is imported, and the words their columns go by.

The words are in the form `header_key` makes of a header: lower case, no accents, words apart.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What is imported."""

    INVOICES = "invoices"
    PAYMENTS = "payments"
    CUSTOMERS = "customers"
    CONTRACTS = "contracts"


class Reading(StrEnum):
    """How a cell of a field is read."""

    TEXT = "text"
    KEY = "key"  # a number or account: text, but `17850.0` is what a spreadsheet made of 17850
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    CURRENCY = "currency"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Field:
    """`words` are separated by commas, the best known first; `most` is the longest text."""

    name: str
    reading: Reading
    words: str
    most: int = 200

    @property
    def known_as(self) -> tuple[str, ...]:
        own = self.name.replace("_", " ")
        return (own, *(word.strip() for word in self.words.split(",")))


_T, _K, _D, _A, _N = Reading.TEXT, Reading.KEY, Reading.DATE, Reading.AMOUNT, Reading.NUMBER

_ACCOUNT = Field(
    "account_no",
    _K,
    "customer id, customer no, customer number, customer code, customer account, account id, account,"
    " account number, client id, client no, debtor no, debtor, customer, cust id, cust no,"
    " customer ref, kundennummer, kunden nr, kundennr, debitor, debitorennummer, numero client,"
    " code client, n client, numero cliente, codigo cliente, codice cliente, klantnummer,"
    " debiteurnummer, kundnummer, numer klienta",
    64,
)
_NAME = Field(
    "customer_name",
    _T,
    "name, customer name, client name, company, company name, account name, bill to, bill to name,"
    " sold to, debtor name, kunde, kundenname, firma, nom client, client, nom, raison sociale,"
    " cliente, nombre cliente, nombre, razon social, ragione sociale, klant, klantnaam, kund",
)
_COUNTRY = Field(
    "country",
    Reading.COUNTRY,
    "country code, customer country, billing country, bill to country, land, pays, pais, paese,"
    " laenderkuerzel, landeskennzeichen",
    80,
)
_CURRENCY = Field(
    "currency",
    Reading.CURRENCY,
    "currency code, curr, ccy, invoice currency, waehrung, wahrung, devise, monnaie, moneda, divisa,"
    " valuta, moeda, waluta",
    16,
)
_REFERENCE_WORDS = (
    "reference, payment reference, remittance, remittance info, details, memo, verwendungszweck,"
    " zahlungsreferenz, libelle, concepto, causale, betalingskenmerk, omschrijving"
)

FIELDS: MappingProxyType[Kind, tuple[Field, ...]] = MappingProxyType(
    {
        Kind.INVOICES: (
            Field(
                "invoice_no",
                _K,
                "invoice number, invoice id, invoice, inv no, inv number, inv, bill no, bill number,"
                " document number, document no, doc no, number, rechnungsnummer, rechnungs nr,"
                " rechnungsnr, rechnung, belegnummer, belegnr, numero facture, n facture, facture,"
                " numero factura, n factura, factura, numero fattura, fattura, factuurnummer,"
                " fakturanummer, numer faktury",
                40,
            ),
            _ACCOUNT,
            _NAME,
            _COUNTRY,
            Field(
                "issued_on",
                _D,
                "invoice date, issue date, issued, bill date, billing date, document date, posting date,"
                " date, date issued, rechnungsdatum, belegdatum, ausstellungsdatum, datum,"
                " date facture, date de facturation, date emission, fecha factura, fecha emision,"
                " fecha, data fattura, data emissione, factuurdatum, fakturadatum",
            ),
            Field(
                "due_on",
                _D,
                "due date, due, payment due date, payment due, net due date, maturity date, faellig am,"
                " faelligkeit, faelligkeitsdatum, fallig am, falligkeit, falligkeitsdatum, echeance,"
                " date echeance, date d echeance, fecha vencimiento, vencimiento, scadenza,"
                " data scadenza, vervaldatum, forfallodatum",
            ),
            _CURRENCY,
            Field(
                "description",
                _T,
                "item description, line description, item, product, product name, product description,"
                " service, bezeichnung, beschreibung, artikel, artikelbezeichnung, designation,"
                " libelle, descripcion, concepto, descrizione, omschrijving",
                400,
            ),
            Field(
                "quantity",
                _N,
                "qty, units, quantity billed, menge, anzahl, quantite, qte, cantidad, quantita, aantal,"
                " antal, ilosc",
            ),
            Field(
                "unit_price",
                _N,
                "price, unit cost, price per unit, rate, unit amount, einzelpreis, stueckpreis, preis,"
                " prix unitaire, pu ht, precio unitario, precio, prezzo unitario, prezzo,"
                " stukprijs, prijs, a pris, cena",
            ),
            Field(
                "net_amount",
                _A,
                "net, net total, subtotal, sub total, amount excluding tax, amount ex vat, line amount,"
                " line total, extended price, netto, nettobetrag, netto betrag, montant ht, total ht,"
                " ht, importe neto, base imponible, imponibile, netto bedrag",
            ),
            Field(
                "tax_amount",
                _A,
                "tax, vat, vat amount, sales tax, gst, gst amount, steuer, steuerbetrag, mwst,"
                " mwst betrag, ust, ust betrag, montant tva, tva, iva, importe iva, imposta, btw,"
                " btw bedrag, moms",
            ),
            Field(
                "total_amount",
                _A,
                "total, amount, invoice amount, invoice total, gross, gross amount, gross total,"
                " amount due, total due, grand total, open amount, original amount, balance due, betrag,"
                " brutto, bruttobetrag, gesamtbetrag, rechnungsbetrag, summe, montant,"
                " montant ttc, total ttc, ttc, importe, importe total, importo, totale, totaal,"
                " bedrag, totaalbedrag, belopp, kwota",
            ),
            Field(
                "tax_rate",
                _N,
                "tax percent, vat rate, vat percent, gst rate, steuersatz, mwst satz, taux tva,"
                " tipo iva, aliquota, aliquota iva, btw percentage",
            ),
            Field("tax_code", _T, "vat code, tax type, steuerschluessel, code tva, codigo iva", 24),
            Field(
                "purchase_order_no",
                _T,
                "po number, po no, po, purchase order, purchase order number, customer po,"
                " order reference, your reference, bestellnummer, bestell nr, bon de commande,"
                " numero commande, pedido, ordine, inkooporder",
                80,
            ),
            Field(
                "kind",
                _T,
                "type, document type, doc type, invoice type, transaction type, belegart, belegtyp,"
                " type de document, tipo documento, soort",
                32,
            ),
            Field(
                "credited_invoice_no",
                _K,
                "credited invoice, original invoice, original invoice number, applies to,"
                " applies to invoice, related invoice, reference invoice, gutschrift zu,"
                " ursprungsrechnung, facture d origine, factura rectificada",
                40,
            ),
        ),
        Kind.PAYMENTS: (
            Field(
                "payment_ref",
                _K,
                "payment id, payment no, payment number, receipt no, receipt number, receipt,"
                " transaction id, transaction no, transaction reference, bank reference, id, number,"
                " zahlungsnummer, buchungsnummer, transaktionsnummer, numero paiement,"
                " numero de pago, betalingsnummer",
                64,
            ),
            _ACCOUNT,
            _NAME,
            Field(
                "received_on",
                _D,
                "date, payment date, paid on, date paid, received, date received, receipt date,"
                " value date, booking date, posting date, transaction date, zahlungsdatum,"
                " zahlungseingang, buchungsdatum, buchungstag, valuta datum, wertstellung,"
                " date paiement, date de paiement, date valeur, fecha pago, fecha de pago, fecha,"
                " data pagamento, betaaldatum, datum",
            ),
            Field(
                "amount",
                _A,
                "payment amount, amount paid, paid, amount received, received amount, total,"
                " betrag, zahlungsbetrag, umsatz, montant, montant paye, importe, importe pagado,"
                " importo, bedrag, belopp, kwota",
            ),
            _CURRENCY,
            Field("reference", _T, _REFERENCE_WORDS, 200),
            Field(
                "payer_text",
                _T,
                "payer, payer name, paid by, remitter, partner name, counterparty, sender,"
                " auftraggeber, zahler, zahlungspflichtiger, donneur d ordre, ordenante, ordinante",
                200,
            ),
            Field(
                "method",
                _T,
                "payment method, payment type, pay method, tender, zahlungsart, zahlungsweise,"
                " mode de paiement, forma de pago, metodo pagamento, betaalwijze",
                24,
            ),
        ),
        Kind.CUSTOMERS: (
            Field(_ACCOUNT.name, _K, f"{_ACCOUNT.words}, id, number, no, code", 64),
            Field("name", _T, f"{_NAME.words}, customer name, full name, title"),
            _COUNTRY,
            _CURRENCY,
            Field(
                "email",
                _T,
                "e mail, email address, e mail address, billing email, invoice email, mail, courriel,"
                " correo, correo electronico, posta elettronica",
                254,
            ),
            Field("language", _T, "lang, locale, sprache, langue, idioma, lingua, taal", 16),
            Field(
                "terms",
                _T,
                "payment terms, term, net days, zahlungsbedingung, zahlungsbedingungen, zahlungsziel,"
                " conditions de paiement, condiciones de pago, termini di pagamento",
                64,
            ),
            Field(
                "parent",
                _K,
                "parent account, parent id, parent customer, parent account no, group, head office,"
                " konzern, muttergesellschaft, maison mere, matriz, capogruppo",
                64,
            ),
            Field(
                "account_owner",
                _T,
                "owner email, account manager, account manager email, sales rep, sales rep email,"
                " customer success manager, csm, kundenbetreuer, betreuer, charge de compte,"
                " gestor de cuenta",
                254,
            ),
            Field(
                "channel",
                _T,
                "preferred channel, contact channel, preferred contact, contact by, kanal,"
                " kontaktkanal, canal",
                16,
            ),
        ),
        Kind.CONTRACTS: (
            Field(
                "contract_ref",
                _K,
                "subscription id, subscription no, subscription number, subscription, contract id,"
                " contract no, contract number, agreement id, agreement no, vertragsnummer,"
                " vertrags nr, abonnement id, numero contrat, numero contrato, numero contratto",
                120,
            ),
            _ACCOUNT,
            _NAME,
            _COUNTRY,
            _CURRENCY,
            Field(
                "starts_on",
                _D,
                "start date, start, started on, begin date, valid from, activation date,"
                " subscription start, contract start, beginn, vertragsbeginn, startdatum,"
                " date debut, fecha inicio, data inizio",
            ),
            Field(
                "ends_on",
                _D,
                "end date, end, ended on, valid until, expiry date, cancellation date, cancelled on,"
                " subscription end, contract end, ende, vertragsende, enddatum, date fin,"
                " fecha fin, data fine",
            ),
            Field(
                "plan",
                _T,
                "plan tier, plan name, product, product name, tier, package, internet service, tarif,"
                " tariff, produkt, offre, plan nombre, piano",
                40,
            ),
            Field(
                "quantity",
                _N,
                "seats, seat count, users, licenses, licences, units, qty, anzahl, menge, lizenzen",
            ),
            Field(
                "monthly_amount",
                _A,
                "mrr amount, mrr, monthly recurring revenue, monthly charges, monthly charge,"
                " monthly price, monthly fee, amount per month, monatlicher betrag, monatspreis,"
                " prix mensuel, precio mensual, canone mensile",
            ),
            Field(
                "frequency",
                _T,
                "billing frequency, billing period, billing interval, billing cycle, interval,"
                " abrechnungszeitraum, periodicite, frecuencia, frequenza",
                32,
            ),
        ),
    }
)


def field_of(kind: Kind, name: str) -> Field | None:
    """The field of that name, if there is one."""
    return next((field for field in FIELDS[kind] if field.name == name), None)
