# ruff: noqa: E501 - a list of phrases reads better in long lines
"""A few phrases each of French, Spanish, Italian and Dutch: the ones that leave no doubt."""

from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.rules.inbox.cues.cue import Cue, cues, vetoes

CUES: tuple[Cue, ...] = (
    *cues(
        Intent.PROMISE, 800,
        r"\bnous (?:paierons|réglerons)\b", r"\b(?:paiement|virement|règlement) sera (?:effectué|fait|réalisé)\b", r"\bnous allons (?:payer|régler)\b",
        r"\bpagaremos\b", r"\bvamos a pagar\b", r"\bel pago se (?:hará|realizará|efectuará)\b",
        r"\bpagheremo\b", r"\bil pagamento (?:sarà|verrà) (?:effettuato|eseguito)\b", r"\bw(?:ij|e) betalen\b", r"\bzullen(?: ~ | )betalen\b", r"\bbetaling (?:volgt|wordt)\b",
    ),
    *cues(
        Intent.PAID_ALREADY, 850,
        r"\bdéjà (?:été )?(?:payée?|réglée?)\b", r"\b(?:ya )?(?:hemos|he|ha sido|está|fue) (?:pagado|pagada)\b", r"\bya(?: ~ | )pagad[oa]\b",
        r"\bgià (?:stata )?pagat[oa]\b", r"\bal betaald\b", r"\breeds betaald\b",
    ),
    *cues(
        Intent.DISPUTE, 850,
        r"\b(?:contestons|conteste)\b", r"\bmontant(?: ~ | )(?:incorrect|erroné|faux)\b", r"\bimporte(?: ~ | )(?:incorrecto|erróneo)\b", r"\bno estamos de acuerdo\b", r"\bpas d'accord\b",
        r"\bimporto(?: ~ | )(?:non è corretto|errato|sbagliato)\b", r"\bcontestiamo\b", r"\bbedrag(?: ~ | )(?:klopt niet|onjuist)\b", r"\bniet (?:mee )?eens\b",
    ),
    *cues(
        Intent.COPY_WANTED, 850,
        r"\bcopie de (?:la|votre) facture\b", r"\b(?:renvoyer|envoyer)(?: ~ | )(?:la|une|cette) (?:copie|facture)\b", r"\bcopia de la factura\b", r"\breenviar(?:nos|me)?(?: ~ | )factura\b",
        r"\bcopia della fattura\b", r"\b(?:inviarci|mandarci)(?: ~ | )fattura\b", r"\bkopie van de factuur\b",
    ),
    *cues(Intent.WRONG_CONTACT, 800, r"\bne travaille plus\b", r"\bya no trabaja\b", r"\bnon lavora più\b", r"\bwerkt niet meer\b"),
    *cues(Intent.OUT_OF_OFFICE, 850, r"\babsente? du bureau\b", r"\bfuera de la oficina\b", r"\bfuori ufficio\b", r"\b(?:niet op kantoor|afwezig)\b", r"\bde vacaciones\b", r"\bin ferie\b"),
    *cues(
        Intent.PAYMENT_PLAN, 850,
        r"\b(?:échelonn\w+|plusieurs fois|échéancier)\b", r"\b(?:a plazos|plan de pagos|fraccionar)\b", r"\b(?:a rate|rateizz\w+|piano di pagamento)\b", r"\b(?:in termijnen|betalingsregeling)\b",
    ),
    *cues(Intent.OPT_OUT, 850, r"\bdésabonner\b", r"\bdarme de baja\b", r"\b(?:cancellami|disiscriv\w+)\b", r"\b(?:uitschrijven|afmelden)\b"),
)  # fmt: skip

VETOES: tuple[Cue, ...] = (
    *vetoes(Intent.PROMISE, r"\b(?:ne|non|no|niet)\b(?: ~ | )(?:paierons|pagheremo|pagaremos|betalen)\b", r"\bbetalen(?: ~ | )niet\b", r"\b(?:pouvons|possibile|podemos|kunnen)\b", r"\bno vamos\b", r"\balready\b"),
    *vetoes(Intent.PAID_ALREADY, r"\b(?:pas|non|no|niet)(?: ~ | )(?:payée?|pagat[oa]|pagad[oa]|betaald)\b"),
)  # fmt: skip
