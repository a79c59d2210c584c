"""The words of printed documents, in six languages; whoever speaks another gets English.

source  our own; the notes on tax follow the wording of Directive 2006/112/EC, articles 226 and 196
"""

from collections.abc import Mapping

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")

_TABLE: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("invoice", "Invoice", "Rechnung", "Facture", "Factura", "Fattura", "Factuur"),
    ("credit_note", "Credit note", "Gutschrift", "Avoir", "Factura rectificativa",
     "Nota di credito", "Creditnota"),
    ("draft", "Draft, not an invoice", "Entwurf, keine Rechnung", "Brouillon, pas une facture",
     "Borrador, no es una factura", "Bozza, non è una fattura", "Concept, geen factuur"),
    ("bill_to", "Bill to", "Rechnung an", "Facturé à", "Facturar a", "Fatturare a", "Factuur aan"),
    ("number", "Number", "Nummer", "Numéro", "Número", "Numero", "Nummer"),
    ("issued", "Date", "Datum", "Date", "Fecha", "Data", "Datum"),
    ("due", "Due", "Fällig", "Échéance", "Vencimiento", "Scadenza", "Vervaldatum"),
    ("account", "Customer no.", "Kundennummer", "N° client", "N.º de cliente", "N. cliente",
     "Klantnummer"),
    ("order", "Purchase order", "Bestellnummer", "Bon de commande", "Orden de compra",
     "Ordine di acquisto", "Inkooporder"),
    ("tax_id", "Tax ID", "USt-IdNr.", "N° TVA", "NIF-IVA", "Partita IVA", "Btw-nummer"),
    ("credits", "For invoice", "Zu Rechnung", "Pour la facture", "Para la factura",
     "Per la fattura", "Bij factuur"),
    ("description", "Description", "Leistung", "Désignation", "Concepto", "Descrizione",
     "Omschrijving"),
    ("quantity", "Quantity", "Menge", "Quantité", "Cantidad", "Quantità", "Aantal"),
    ("unit_price", "Unit price", "Preis", "Prix unitaire", "Precio", "Prezzo", "Prijs"),
    ("tax", "Tax", "USt.", "TVA", "IVA", "IVA", "Btw"),
    ("net", "Net", "Netto", "Net", "Neto", "Netto", "Netto"),
    ("subtotal", "Subtotal", "Zwischensumme", "Sous-total", "Subtotal", "Imponibile", "Subtotaal"),
    ("tax_on", "Tax {rate} on {net}", "USt. {rate} auf {net}", "TVA {rate} sur {net}",
     "IVA {rate} sobre {net}", "IVA {rate} su {net}", "Btw {rate} over {net}"),
    ("total", "Total", "Gesamtbetrag", "Total", "Total", "Totale", "Totaal"),
    ("how_to_pay", "How to pay", "So bezahlen Sie", "Comment payer", "Cómo pagar", "Come pagare",
     "Zo betaalt u"),
    ("reference", "Reference", "Verwendungszweck", "Référence", "Referencia", "Causale",
     "Kenmerk"),
    ("pay_online", "Pay online", "Online bezahlen", "Payer en ligne", "Pagar en línea",
     "Paga online", "Online betalen"),
    ("qr", "Code for paying with a phone", "Code zum Bezahlen mit dem Telefon",
     "Code pour payer par téléphone", "Código para pagar con el teléfono",
     "Codice per pagare con il telefono", "Code om met de telefoon te betalen"),
    ("discount", "{percent} discount if paid by {day}", "{percent} Skonto bei Zahlung bis {day}",
     "{percent} d'escompte pour paiement avant le {day}",
     "{percent} de descuento si se paga antes del {day}",
     "{percent} di sconto se pagato entro il {day}", "{percent} korting bij betaling vóór {day}"),
    ("usage", "Usage", "Verbrauch", "Consommation", "Consumo", "Consumo", "Verbruik"),
    ("meter", "Meter", "Zähler", "Compteur", "Contador", "Contatore", "Meter"),
    ("day", "Day", "Tag", "Jour", "Día", "Giorno", "Dag"),
    ("events", "Events", "Ereignisse", "Événements", "Eventos", "Eventi", "Gebeurtenissen"),
    ("page", "Page", "Seite", "Page", "Página", "Pagina", "Pagina"),
    ("days_of", "{days} of {full} days", "{days} von {full} Tagen", "{days} jours sur {full}",
     "{days} de {full} días", "{days} giorni su {full}", "{days} van {full} dagen"),
    ("at", "{quantity} at {price}", "{quantity} zu {price}", "{quantity} à {price}",
     "{quantity} a {price}", "{quantity} a {price}", "{quantity} à {price}"),
    ("less", "less {amount}", "abzüglich {amount}", "moins {amount}", "menos {amount}",
     "meno {amount}", "minus {amount}"),
    ("AE", "Reverse charge: the recipient owes the tax.",
     "Steuerschuldnerschaft des Leistungsempfängers.",
     "Autoliquidation : la taxe est due par le preneur.",
     "Inversión del sujeto pasivo: el destinatario debe el impuesto.",
     "Inversione contabile: l'imposta è dovuta dal destinatario.",
     "Btw verlegd: de afnemer is de belasting verschuldigd."),
    ("E", "Exempt from tax.", "Steuerfrei.", "Exonéré de taxe.", "Exento de impuesto.",
     "Esente da imposta.", "Vrijgesteld van belasting."),
    ("G", "Export, exempt from tax.", "Ausfuhr, steuerfrei.", "Exportation, exonérée de taxe.",
     "Exportación, exenta de impuesto.", "Esportazione, esente da imposta.",
     "Export, vrijgesteld van belasting."),
    ("O", "Not subject to tax here.", "Hier nicht steuerbar.", "Non soumis à la taxe ici.",
     "No sujeto a impuesto aquí.", "Non soggetto a imposta qui.", "Hier niet belastbaar."),
)  # fmt: skip

_BY_LANGUAGE: dict[str, dict[str, str]] = {
    language: {row[0]: row[1 + n] for row in _TABLE} for n, language in enumerate(LANGUAGES)
}


def words(language: str) -> Mapping[str, str]:
    """The words in a language, told by its first part (de-AT is de); English when there is none."""
    return _BY_LANGUAGE.get(language.split("-")[0], _BY_LANGUAGE["en"])
