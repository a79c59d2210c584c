# ruff: noqa: E501 - a list of sentences reads better in long lines
"""Words to begin an answer with, for each thing a mail may ask for, in English and German."""

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


def reply_text(intent: Intent, *, language: str, name: str = "", on: str = "") -> str:
    """The beginning of an answer to a mail. Another language than German is answered in English.

    name  who wrote; may be empty
    on    the day that was promised, as words in that language; may be empty
    """
    if language == "de":
        greeting = f"Guten Tag {name}," if name else "Guten Tag,"
        said = _GERMAN[intent].format(on=f" am {on}" if on else "")
        return f"{greeting}\n\n{said}\n\nMit freundlichen Grüßen"
    greeting = f"Hello {name}," if name else "Hello,"
    said = _ENGLISH[intent].format(on=f" on {on}" if on else "")
    return f"{greeting}\n\n{said}\n\nKind regards"
