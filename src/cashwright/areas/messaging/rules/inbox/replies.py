# ruff: noqa: E501 - a list of sentences reads better in long lines
"""Words to begin an answer with, for each thing a mail may ask for, in six languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from cashwright.areas.messaging.policies.inbox import Intent

_ENGLISH = {
    Intent.PROMISE: "Thank you. We have noted that you will pay{on}.",
    Intent.PAID_ALREADY: "Thank you for telling us. We are looking for your payment and will write once we found it.",
    Intent.DISPUTE: "Thank you for telling us. We are looking into it and will come back to you; please pay the rest meanwhile.",
    Intent.COPY_WANTED: "The document is on its way to you in a mail of its own.",
    Intent.WRONG_CONTACT: "Thank you. We will write to the right person from now on.",
    Intent.OUT_OF_OFFICE: "Thank you. We will come back to you after your return.",
    Intent.PAYMENT_PLAN: "Thank you for being open with us. Which amounts could you pay on which days?",
    Intent.OPT_OUT: "We will send no more such mails to you.",
    Intent.OTHER: "Thank you for your message.",
}
_GERMAN = {
    Intent.PROMISE: "Vielen Dank. Wir haben vermerkt, dass Sie{on} zahlen.",
    Intent.PAID_ALREADY: "Vielen Dank für Ihre Nachricht. Wir suchen Ihre Zahlung und melden uns, sobald wir sie gefunden haben.",
    Intent.DISPUTE: "Vielen Dank für Ihre Nachricht. Wir prüfen das und melden uns; den übrigen Betrag zahlen Sie bitte schon jetzt.",
    Intent.COPY_WANTED: "Das Dokument ist mit eigener Mail zu Ihnen unterwegs.",
    Intent.WRONG_CONTACT: "Vielen Dank. Wir schreiben künftig an die richtige Person.",
    Intent.OUT_OF_OFFICE: "Vielen Dank. Wir melden uns nach Ihrer Rückkehr.",
    Intent.PAYMENT_PLAN: "Vielen Dank für Ihre Offenheit. Welche Beträge könnten Sie an welchen Tagen zahlen?",
    Intent.OPT_OUT: "Sie bekommen keine solchen Mails mehr von uns.",
    Intent.OTHER: "Vielen Dank für Ihre Nachricht.",
}  # fmt: skip


_FRENCH = {
    Intent.PROMISE: "Merci. Nous avons noté votre règlement{on}.",
    Intent.PAID_ALREADY: "Merci de nous l'avoir signalé. Nous recherchons votre paiement et vous écrirons dès que nous l'aurons trouvé.",
    Intent.DISPUTE: "Merci de nous l'avoir signalé. Nous vérifions et revenons vers vous ; merci de régler le reste entre-temps.",
    Intent.COPY_WANTED: "Le document vous parvient par un message séparé.",
    Intent.WRONG_CONTACT: "Merci. Nous écrirons désormais à la bonne personne.",
    Intent.OUT_OF_OFFICE: "Merci. Nous reviendrons vers vous à votre retour.",
    Intent.PAYMENT_PLAN: "Merci de votre franchise. Quels montants pourriez-vous régler, et à quelles dates ?",
    Intent.OPT_OUT: "Vous ne recevrez plus de tels messages de notre part.",
    Intent.OTHER: "Merci pour votre message.",
}
_SPANISH = {
    Intent.PROMISE: "Gracias. Hemos anotado su pago{on}.",
    Intent.PAID_ALREADY: "Gracias por avisarnos. Buscamos su pago y le escribiremos en cuanto lo encontremos.",
    Intent.DISPUTE: "Gracias por avisarnos. Lo revisamos y le contestaremos; entretanto, le rogamos que pague el resto.",
    Intent.COPY_WANTED: "Le enviamos el documento en un mensaje aparte.",
    Intent.WRONG_CONTACT: "Gracias. A partir de ahora escribiremos a la persona indicada.",
    Intent.OUT_OF_OFFICE: "Gracias. Le escribiremos cuando haya vuelto.",
    Intent.PAYMENT_PLAN: "Gracias por su franqueza. ¿Qué importes podría pagar y en qué fechas?",
    Intent.OPT_OUT: "No recibirá más mensajes de este tipo.",
    Intent.OTHER: "Gracias por su mensaje.",
}
_ITALIAN = {
    Intent.PROMISE: "Grazie. Abbiamo annotato il Suo pagamento{on}.",
    Intent.PAID_ALREADY: "Grazie della segnalazione. Cerchiamo il Suo pagamento e Le scriveremo appena lo avremo trovato.",
    Intent.DISPUTE: "Grazie della segnalazione. Verifichiamo e Le faremo sapere; nel frattempo La preghiamo di pagare il resto.",
    Intent.COPY_WANTED: "Il documento Le arriva con un messaggio a parte.",
    Intent.WRONG_CONTACT: "Grazie. D'ora in poi scriveremo alla persona giusta.",
    Intent.OUT_OF_OFFICE: "Grazie. Le scriveremo al Suo rientro.",
    Intent.PAYMENT_PLAN: "Grazie della franchezza. Quali importi potrebbe pagare e in quali date?",
    Intent.OPT_OUT: "Non riceverà più messaggi di questo tipo.",
    Intent.OTHER: "Grazie per il Suo messaggio.",
}
_DUTCH = {
    Intent.PROMISE: "Dank u. Wij hebben uw betaling{on} genoteerd.",
    Intent.PAID_ALREADY: "Dank voor uw bericht. Wij zoeken uw betaling en laten het weten zodra wij die hebben gevonden.",
    Intent.DISPUTE: "Dank voor uw bericht. Wij zoeken het uit en komen erop terug; wilt u de rest intussen betalen?",
    Intent.COPY_WANTED: "Het document is met een apart bericht naar u onderweg.",
    Intent.WRONG_CONTACT: "Dank u. Wij schrijven voortaan naar de juiste persoon.",
    Intent.OUT_OF_OFFICE: "Dank u. Wij nemen na uw terugkeer contact op.",
    Intent.PAYMENT_PLAN: "Dank voor uw openheid. Welke bedragen kunt u op welke dagen betalen?",
    Intent.OPT_OUT: "U krijgt zulke berichten niet meer van ons.",
    Intent.OTHER: "Dank voor uw bericht.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a language greets, names a day and ends."""

    locale: str
    said: Mapping[Intent, str]
    greeting: str
    on: str
    regards: str


_TONGUES: Mapping[str, _Tongue] = {
    "en": _Tongue("en_GB", _ENGLISH, "Hello", "on", "Kind regards"),
    "de": _Tongue("de", _GERMAN, "Guten Tag", "am", "Mit freundlichen Grüßen"),
    "fr": _Tongue("fr", _FRENCH, "Bonjour", "au", "Cordialement"),
    "es": _Tongue("es", _SPANISH, "Buenos días", "el", "Un cordial saludo"),
    "it": _Tongue("it", _ITALIAN, "Buongiorno", "il", "Cordiali saluti"),
    "nl": _Tongue("nl", _DUTCH, "Goedendag", "op", "Met vriendelijke groet"),
}


def reply_text(intent: Intent, *, language: str, name: str = "", on: date | None = None) -> str:
    """The beginning of an answer to a mail; in English where the house does not speak the language.

    name  who wrote; may be empty
    on    the day that was promised
    """
    tongue = _TONGUES.get(language, _TONGUES["en"])
    day = format_date(on, "long", locale=tongue.locale) if on else ""
    greeting = f"{tongue.greeting} {name}," if name else f"{tongue.greeting},"
    said = tongue.said[intent].format(on=f" {tongue.on} {day}" if on else "")
    return f"{greeting}\n\n{said}\n\n{tongue.regards}"
