"""Whether somebody answered with nothing but a word that ends such messages: STOP, abmelden, baja.

The whole of what was written has to be that word, but for a greeting or a please: whoever quotes our
own footer, or asks to stop one thing among others, is read by a person.

source  CTIA Messaging Principles and Best Practices, 5.1 (keywords of text messages)
"""

from collections.abc import Mapping

from cashwright.areas.messaging.rules.inbox.meanings import words_of
from cashwright.areas.parties.policies import Channel

_LENGTH_MAX = 200
_KIND_WORDS = frozenset({
    "please", "pls", "bitte", "hi", "hello", "hallo", "dear", "bonjour", "hola", "buenos", "dias",
    "buongiorno", "ciao", "beste", "hoi", "danke", "dank", "vielen", "thanks", "thank", "you", "merci",
    "gracias", "grazie", "bedankt", "wel", "svp", "vous", "plait", "por", "favor", "per", "favore",
    "alstublieft", "alsjeblieft", "aub",
})  # fmt: skip
_ANYWHERE = frozenset({
    "stop", "stop all", "stopall", "unsubscribe", "unsubscribe me", "opt out", "opt-out", "optout",
    "stop emails", "stop mails", "remove me", "no more mails", "no more emails",
    "stopp", "abmelden", "abmeldung", "abbestellen", "austragen", "keine mails mehr", "keine e-mails mehr",
    "keine emails mehr", "keine nachrichten mehr",
    "desabonner", "desabonnement", "me desabonner", "desabonnez-moi", "desinscrire", "desinscription",
    "desinscrivez-moi", "arret", "baja", "darme de baja", "dar de baja", "dame de baja", "denme de baja",
    "cancelar suscripcion", "disiscrivi", "disiscrivimi", "disiscrivetemi", "disiscrizione", "cancellami",
    "cancellatemi", "afmelden", "afmelding", "uitschrijven", "uitschrijving", "schrijf me uit",
})  # fmt: skip
_BY_TEXT = frozenset({"cancel", "end", "quit", "revoke", "fin", "alto", "fine", "einde", "ende"})
"""In a mail these may be about an invoice; as a text message they are what the phone companies want."""


def says_stop(text: str, *, channel: Channel) -> bool:
    """Whether a reply, without what it quotes, says stop and nothing else."""
    if len(text) > _LENGTH_MAX:
        return False
    said = words_of(text)
    while said and (said[0] in _KIND_WORDS or said[0].endswith("'")):
        said = said[1:]
    while said and said[-1] in _KIND_WORDS:
        said = said[:-1]
    told = " ".join(said)
    return told in _ANYWHERE or (channel == Channel.SMS and told in _BY_TEXT)


_HEARD: Mapping[str, str] = {
    "en": "You wrote that you want no more such messages. From now on we send you no reminders and no "
    "advertising at this address. Invoices, and answers to what you write, still reach you.",
    "de": "Sie haben uns geschrieben, dass Sie keine solchen Nachrichten mehr möchten. Ab sofort senden wir "
    "an diese Adresse keine Erinnerungen und keine Werbung. Rechnungen und Antworten kommen weiterhin.",
    "fr": "Vous ne souhaitez plus recevoir de tels messages. Désormais, nous n'envoyons à cette adresse ni "
    "rappels ni publicité. Les factures et nos réponses vous parviennent toujours.",
    "es": "Nos ha pedido no recibir más mensajes de este tipo. Desde ahora no enviamos a esta dirección ni "
    "recordatorios ni publicidad. Las facturas y nuestras respuestas le siguen llegando.",
    "it": "Ci ha chiesto di non ricevere più messaggi di questo tipo. D'ora in poi non inviamo a questo "
    "indirizzo né solleciti né pubblicità. Le fatture e le nostre risposte continuano ad arrivare.",
    "nl": "U wilt zulke berichten niet meer ontvangen. Voortaan sturen wij naar dit adres geen herinneringen "
    "en geen reclame. Facturen en antwoorden blijft u ontvangen.",
}


def heard_text(language: str) -> str:
    """What is said to who said stop; in English where the language is not known."""
    return _HEARD.get(language[:2], _HEARD["en"])
