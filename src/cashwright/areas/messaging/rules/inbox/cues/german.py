# ruff: noqa: E501 - a list of phrases reads better in long lines
"""German phrases. The verb may stand at the end, so a phrase is often two words with a gap."""

from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.rules.inbox.cues.cue import Cue, cues, vetoes

_WE = r"(?:wir|ich|man|unsere (?:bank|buchhaltung))"
_THING = (
    r"(?:zahlung(?:en)?|überweisung(?:en)?|rechnung(?:en)?|betrag|beträge|geld|geldeingang|summe|rest(?:betrag)?|saldo|posten|"
    r"ausgleich|das|dies(?:e|er|es)?|(?:re|rg|inv)?-?\d[\w/-]*)"
)
_PAID = r"(?:bezahlt|gezahlt|überwiesen|beglichen|ausgeglichen|angewiesen|abgebucht|eingezogen|erledigt|transferiert)"
_TO_PAY = r"(?:bezahlen|zahlen|überweisen|begleichen|ausgleichen|anweisen|nachholen)"
_OUR = r"(?:rechnung\w*|betrag|preis|menge|summe|umsatzsteuer|mehrwertsteuer|mwst|stundenzahl|position(?: \d+)?|gebühr|rechnungsbetrag|berechnung|anzahl)"
_WRONG = r"(?:falsch|nicht korrekt|nicht richtig|fehlerhaft|zu hoch|unrichtig|doppelt|höher als)"

CUES: tuple[Cue, ...] = (
    *cues(
        Intent.PROMISE, 800,
        rf"\b{_WE}(?: ~ | )(?:werden?|können?|wollen|möchten)(?: ~ | ){_TO_PAY}\b",
        rf"\b(?:werden?|können?)(?: {_WE})?(?: ~ | ){_TO_PAY}\b",
        rf"\b(?:zahlen|bezahlen|überweisen|begleichen|zahle|bezahle|überweise|begleiche) (?:{_WE}|den|die|das|ihnen|es|morgen|bis|am)\b",
        rf"\b{_WE} (?:be)?(?:zahlen|zahle|überweisen|überweise|begleichen|begleiche)\b", r"\bgleichen(?: ~ | )aus\b",
        rf"\b{_THING}(?: ~ | )(?:wird|werden)(?: ~ | ){_PAID}\b", r"\bwird(?: ~ | )(?:be)?(?:zahlt|überwiesen|beglichen|angewiesen)\b",
        r"\b(?:zahlung|überweisung)(?: ~ | )?(?:erfolgt|folgt|geht)\b", r"\berhalten(?: ~ | )(?:ihr|das|unser) (?:geld|zahlung)\b",
        r"\b(?:holen|hole|holt)(?: ~ | )nach\b", r"\bgeld (?:kommt|geht|ist spätestens)\b", r"\bsie(?: ~ | )mit dem geldeingang\b",
        r"\b(?:mit der zahlung|geldeingang)(?: ~ | )rechnen\b", r"\bversprechen(?: ~ | )zu (?:überweisen|zahlen|bezahlen|begleichen)\b",
        r"\b(?:sichern|sichere|sagen|sage)(?: ~ | )(?:ausgleich|zahlung|überweisung)(?: ~ | )zu\b",
    ),
    *cues(
        Intent.PROMISE, 700,
        r"\b(?:zahlung|überweisung|betrag|rechnung)(?: ~ | )(?:eingeplant|vorgesehen|vorgemerkt|terminiert|veranlasst)\b", r"\bzahllauf\b",
        r"\b(?:zahlung|überweisung)(?: ~ | )(?:veranlasst|angewiesen|freigegeben)\b", r"\bkümmern? (?:wir|ich|uns|mich)(?: ~ | )(?:um die )?(?:zahlung|überweisung)\b",
        r"\b(?:müsste|sollte|dürfte)(?: ~ | )(?:eingehen|ankommen|eintreffen)\b", r"\bspätestens(?: ~ | )auf ihrem konto\b",
        r"\bfreigegeben und (?:läuft|geht|wird)\b",
    ),
    *cues(
        Intent.PAID_ALREADY, 850,
        rf"\b(?:haben|habe|hat|wurden?|ist|sind|worden|war)(?: ~ | )(?:bereits |schon |längst |gestern )?{_PAID}\b", rf"\bhaben\b.{{1,90}} {_PAID}\b",
        rf"\b(?:bereits|schon|längst) {_PAID}\b", rf"^\W*{_PAID}\b(?: am| per)?",
        r"\b(?:überweisung|zahlung|geld)(?: ~ | )(?:ist|war)(?: ~ | )(?:raus|rausgegangen|erfolgt|draußen)\b",
        rf"\b{_PAID} worden\b", r"\bmit unserer (?:zahlung|überweisung)(?: ~ | )(?:gekreuzt|überschnitten)\b",
    ),
    *cues(
        Intent.PAID_ALREADY, 720,
        r"\b(?:gekreuzt|überschnitten)\b", r"\b(?:zahlungs|überweisungs)(?:beleg|bestätigung|nachweis|avis)\b", r"\blaut(?: ~ | )kontoauszug\b",
        r"\bmüssten? unsere zahlung(?: ~ | )erhalten\b", r"\bmüsste(?: ~ | )schon bei ihnen sein\b", r"\bals bezahlt\b", r"\bprüfen sie ihren zahlungseingang\b",
        r"\bheute (?:früh|morgen) angewiesen\b",
    ),
    *cues(
        Intent.DISPUTE, 850,
        r"\b(?:bestreiten|bestreite|beanstanden|beanstande|reklamieren|reklamiere|widersprechen|widerspreche)\b", r"\bwiderspruch\b", r"\breklamation\b",
        rf"\b{_OUR}(?: ~ | )(?:ist|sind|war|wurde|scheint|erscheint)(?: ~ | ){_WRONG}\b", rf"\b{_OUR}(?: ~ | )stimm(?:t|en)(?: ~ | )nicht\b", r"\bstimmt(?: ~ | )(?:menge|preis|betrag|summe)(?: ~ | )nicht\b",
        r"\bstimmt die \w+ nicht\b", r"\bnicht einverstanden\b",
        r"\b(?:zahlen|bezahlen|begleichen|zahle|bezahle)(?: ~ | )(?:nicht|erst,? wenn)\b", r"\bnicht (?:be)?zahlen[.,!]?(?:$| weil)", r"\bwir zahlen erst\b",
        r"\bbehalten(?: ~ | )zahlung(?: ~ | )ein\b", r"\b(?:zweimal|doppelt)(?: ~ | )(?:berechnet|abgerechnet|in rechnung)\b", r"\bdoppel(?:t|berechnung|abrechnung)\b",
        r"\bist doppelt\b", r"\bpasst nicht zu\b", r"\bentspricht nicht\b",
    ),
    *cues(
        Intent.DISPUTE, 720,
        r"\b(?:nicht|nie|niemals)(?: ~ | )?(?:bestellt|beauftragt|gebucht|angefordert)\b", r"\bnur \d+ (?:\w+ )?(?:von|bestellt|statt|lizenzen|stück)",
        r"\bnur \d+ statt \d+\b", r"\bhaben(?: ~ | )nur \d+\b", r"\b(?:beschädigt|defekt|mangelhaft|kaputt|mangel|mängel)\b", r"\bleistung(?: ~ | )(?:nicht|nie) erbracht\b",
        r"\b(?:lieferung|ware|leistung)(?: ~ | )(?:nie|nicht)(?: ~ | )?(?:bekommen|erhalten|angekommen|eingetroffen)\b",
        r"\b(?:gekündigt|storniert)(?: ~ | )?(?:haben|hatten|und|[.!]|$)", r"\bvertrag(?: ~ | )gekündigt\b", r"\b(?:gutschrift|storno)\b", r"\bstornieren\b", r"\bkorrigier(?:te|en)\b", r"\bneue rechnung\b",
        r"\b(?:rabatt|skonto|nachlass)(?: ~ | )(?:nicht|fehlt)\b", r"\bfehlt(?: ~ | )(?:bestellnummer|po-nummer|auftragsnummer)\b", r"\bbestellnummer fehlt\b",
        r"\bfalsche (?:firma|gesellschaft|rechnungsadresse|anschrift)\b", r"\brechnungsadresse ist falsch\b", r"\birrtümlich\b", r"\bwarum wurde(?: ~ | )(?:steuer|umsatzsteuer|mwst|berechnet)\b",
        r"\bvereinbart (?:war|waren|ist)\b", r"\bals vereinbart\b", r"\bnie funktioniert\b", r"\bfür etwas, das\b", r"\b(?:viel )?zu hoch\b", r"\bfalsch berechnet\b",
    ),
    *cues(
        Intent.COPY_WANTED, 850,
        r"\bkopie(?:n)?\b", r"\brechnungskopie\b", r"\b(?:als|im) pdf\b", r"\bkontoauszug mit\b", r"\bsaldenliste\b", r"\b(?:einen|aktuellen) kontoauszug\b", r"\boriginalrechnung\b",
        r"\b(?:noch einmal|nochmals?|noch mal|erneut)(?: ~ | )?(?:zu)?(?:senden|schicken|zusenden|zuschicken|als pdf)\b", r"\b(?:senden|schicken)(?: ~ | )(?:erneut|noch ?mal|nochmals|noch einmal)\b",
        r"\brechnung(?: ~ | )(?:noch ?mal|nochmals)\b", r"\bzukommen lassen\b", r"\bbräuchte(?: ~ | )rechnung\b",
    ),
    *cues(
        Intent.COPY_WANTED, 720,
        r"\brechnung(?: ~ | )(?:nie|nicht) (?:erhalten|bekommen)\b", r"\brechnung(?: ~ | )(?:liegt|lag) uns(?: ~ | )nicht vor\b", r"\bliegt uns (?:leider )?nicht vor\b",
        r"\b(?:finde|finden)(?: ~ | )nicht\b", r"\b(?:rechnung|sie)(?: ~ | )nicht (?:zu )?finden\b", r"\bnicht angehängt\b", r"\banhang (?:fehlt|war|ließ)\b", r"\bim anhang war nichts\b",
        r"\bwelche rechnung\b", r"\blink(?: ~ | )funktioniert nicht\b", r"\bper e-?mail schicken\b",
    ),
    *cues(
        Intent.WRONG_CONTACT, 850,
        r"\bnicht (?:dafür |mehr )?zuständig\b", r"\bnicht zuständig\b", r"\bnicht mehr (?:bei uns|für|im unternehmen|hier|verwendet|beschäftigt)\b", r"\barbeitet nicht mehr\b",
        r"\b(?:unternehmen|haus|firma)(?: ~ | )?verlassen\b", r"\bfalsche (?:e-?mail|adresse|person|ansprechpartner)\b", r"\bnicht der richtige ansprechpartner\b", r"\bnicht die richtige ansprechpartnerin\b",
        r"\bnichts zu tun\b", r"\b(?:künftige?n?|zukünftige?n?) rechnungen\b", r"\brechnungen(?: ~ | )(?:künftig|zukünftig|in zukunft)\b", r"\bbei mir falsch\b",
    ),
    *cues(
        Intent.WRONG_CONTACT, 720,
        r"\bwenden sie sich(?: ~ | )(?:an )", r"\bzuständig ist\b", r"\bnachfolger(?:in)?\b", r"\bneue[rn]? ansprechpartner", r"\bihr(?:e)? ansprechpartner(?:in)? ist\b",
        r"\b(?:schreiben|senden|schicken) sie(?: ~ | )an \S+@",
    ),
    *cues(
        Intent.OUT_OF_OFFICE, 900,
        r"\bnicht im (?:büro|haus|hause)\b", r"\b(?:im|in) urlaub\b", r"\babwesen(?:d|heit)\w*\b", r"\b(?:elternzeit|mutterschutz)\b", r"\bautomatische antwort\b", r"\bkeinen zugriff auf meine\b",
        r"\bwieder (?:da|erreichbar|im büro|im haus|zurück)\b", r"\bbüro(?: ~ | )geschlossen\b",
    ),
    *cues(Intent.OUT_OF_OFFICE, 720, r"\bbin(?: ~ | )zurück\b", r"\bwieder für sie da\b", r"\bbin(?: ~ | )krank\b", r"\bin dringenden fällen\b"),
    *cues(
        Intent.PAYMENT_PLAN, 850,
        r"\braten(?:zahlung|plan)?\b", r"\b(?:monats)?raten\b", r"\bzahlungsplan\b", r"\bteilzahlung(?:en)?\b", r"\bstundung\b", r"\bstunden sie\b", r"\bzahlungsaufschub\b", r"\babstottern\b",
        r"\bverlängerung der (?:zahlungs)?frist\b", r"\b(?:zahlungsziel|zahlungsfrist)(?: ~ | )verlänger\w+\b",
    ),
    *cues(Intent.PAYMENT_PLAN, 720, r"\bdie hälfte (?:jetzt|im|sofort)\b", r"\bmehr zeit\b", r"\bvollen betrag(?: ~ | )nicht (?:aufbringen|zahlen)\b", r"\bauf einmal\b"),
    *cues(
        Intent.OPT_OUT, 900,
        r"\baus (?:ihrem|dem|eurem) verteiler\b", r"\bkeine(?: weiteren)? (?:e-?mails?|mails|nachrichten)(?: ~ | )(?:mehr|erhalten|bekommen)\b", r"\bwiderrufe(?: ~ | )einwilligung\b", r"^\W*(?:abbestellen|abmelden)\b",
        r"\bnewsletter abbestellen\b", r"\bhören sie auf, mir\b", r"\bschreiben sie mir(?: ~ | )(?:keine|nicht)\b",
    ),
    *cues(
        Intent.DISPUTE, 640,
        r"\b(?:akzeptieren|akzeptiere|anerkennen|erkennen|nehmen|genehmigen|freigeben|unterschreiben)(?: ~ | )nicht\b", r"\bnicht (?:akzeptieren|anerkennen|freigeben)\b",
        r"\b(?:weichen|weicht|abweich\w*)\b", r"\b(?:unvollständig|teillieferung|unbrauchbar|unberechtigt|unzutreffend|ungerechtfertigt)\w*\b",
        r"\b(?:berichtigen|berichtigung|korrektur|anpassen)\b", r"\b(?:berechn\w+|abgerechnet|in rechnung)\b.{0,70}\b(?:obwohl|statt|anstatt|erneut)\b", r"\berneut (?:be|ab|ge)\w*rechnet\b",
        r"\bobwohl\b.{0,70}\b(?:berechnet|abgerechnet|gekündigt|bestellt|umgestellt)\b", r"\b(?:hätte|hätten|darf|dürfen)(?: ~ | )nicht\b.{0,40}\b(?:werden|dürfen)\b",
        r"\bsteht noch aus\b", r"\bseh(?:e|en)(?: ~ | )nicht ein\b", r"\bwoher\b", r"\bdafür (?:be)?zahlen wir nicht\b", r"\b(?:sprung|schaden|schäden|kratzer|ausfall|störung)\b", r"\bgeleistet wurden\b",
        r"\bzurück ?(?:geschickt|gesandt|gegeben)\b",
    ),
    *cues(
        Intent.COPY_WANTED, 640,
        r"\b(?:schicken|senden|mailen|zuschicken|zusenden|übersenden|nachreichen|anhängen|weiterleiten)\b.{0,60}\b(?:rechnung|beleg|dokument|unterlagen|aufstellung|pdf|zu)\b", r"\b(?:rechnung|beleg|dokument|unterlagen|pdf)\w*\b.{0,50}\b(?:schicken|senden|mailen|zuschicken|zusenden|übersenden|nachreichen|anhängen)\b",
        r"\bfehlt(?: ~ | )(?:beleg|rechnung|dokument)\b", r"\baufstellung\b.{0,30}\b(?:offen|posten)\w*", r"\blink\b.{0,30}\b(?:leere|nicht|defekt|abgelaufen|fehler)\b", r"\b(?:nichts|keine rechnung)(?: ~ | )(?:angekommen|erhalten|eingegangen)\b",
    ),
    *cues(
        Intent.WRONG_CONTACT, 640,
        r"\b(?:jetzt|nun|ab sofort|künftig|seitdem)\b.{0,60}\S+@\S+", r"\b(?:kümmert sich|zuständig|übernimmt|bearbeitet)\b.{0,60}\S+@\S+", r"\b(?:schreiben|senden|schicken|wenden)(?: ~ | )an \S+@\S+",
        r"\b(?:im ruhestand|in rente|verstorben|pensioniert|gewechselt)\b", r"\bkenne sie (?:gar )?nicht\b", r"\bwarum (?:bekomme|erhalte) ich das\b", r"\bseit \w+ im (?:vertrieb|einkauf|marketing)\b", r"^.{0,60}\b(?:buchhaltung|kreditoren)\b.{0,60}: ?\S+@\S+",
    ),
    *cues(
        Intent.OUT_OF_OFFICE, 640,
        r"\bbin (?:~ )?(?:unterwegs|auf (?:einer |dienst)?(?:reise|messe|fortbildung|schulung))\b", r"\bbin bis\b.{0,60}\b(?:unterwegs|weg|verreist)\b", r"\b(?:vertretung|vertritt mich)\b", r"\b(?:betriebsferien|betriebsurlaub)\b",
        r"\bnur (?:sporadisch|unregelmäßig|eingeschränkt)\b", r"\bbin auf (?:einer )?(?:messe|dienstreise|reise)\b",
    ),
    *cues(
        Intent.PAYMENT_PLAN, 640,
        r"\b(?:nach und nach|stück für stück|schrittweise|häppchenweise)\b", r"\b(?:euro|eur|€)? ?(?:im|pro|je|jeden) monat\b", r"\bfrist\b.{0,40}\b(?:strecken|verlängern|schieben|verschieben)\b", r"\b(?:drittel|hälfte|viertel)\b.{0,40}\brest\b", r"\bauf einen schlag\b", r"\babzahlen\b", r"\bspäter zahlen\b",
    ),
    *cues(Intent.OPT_OUT, 640, r"\bkeine (?:e-?mails?|mails|nachrichten|werbung) mehr\b", r"\blöschen(?: ~ | )(?:meine )?(?:e-?mail-?)?adresse\b", r"\bnichts mehr (?:hören|erhalten|bekommen)\b", r"\bin ruhe\b"),
    *cues(
        Intent.PAID_ALREADY, 640,
        r"\b(?:ist|sind)(?: ~ | )(?:bezahlt|beglichen|ausgeglichen)\b", r"\bnichts mehr offen\b", r"\b(?:nachweis|beleg|bestätigung|kopie)(?: ~ | )(?:überweisung|zahlung)\b", r"\b(?:doch|bereits|schon|längst)(?: ~ | )?(?:überwiesen|bezahlt|gezahlt)\b",
        r"\b(?:ging|gingen)(?: ~ | )von unserem konto\b", r"\bzahlung(?: ~ | )(?:vorliegen|eingegangen sein|erhalten haben)\b",
    ),
    *cues(
        Intent.PROMISE, 640,
        r"\b(?:bekommen|erhalten)(?: ~ | )(?:das|ihr) geld\b", r"\bist das geld da\b", r"\b(?:zahlung|überweisung|posten|betrag)\b.{0,60}\b(?:raus|rausgeht|hinaus|angewiesen|auf termin)\b", r"\bwird\b.{0,30}\berledigt\b", r"\b(?:zahle|zahlen|überweise|überweisen) (?:ich|wir)\b",
    ),
)  # fmt: skip

VETOES: tuple[Cue, ...] = (
    *vetoes(
        Intent.PROMISE,
        r"\b(?:nicht|nie|keine) (?:be)?zahlen\b", r"\b(?:falls|sofern|vielleicht|eventuell|möglicherweise)\b", r"\bwann\b", r"\bsankt-nimmerleins\w*", r"\bratenzahlung\b", r"\braten\b",
        r"\bzahlen(?: ~ | )(?:nicht|erst,? wenn)\b", r"^\W*(?:können|könnten|dürfen|dürften) wir\b", r"\bist eine\b", r"\bstundung\b", r"\bhaben wir\b(?: ~ | )bezahlt", r"\bist(?: ~ | )eingegangen\?",
        r"\bvertrag am\b", r"\bwürden gern",
    ),
    *vetoes(
        Intent.PAID_ALREADY,
        r"\b(?:noch nicht|nicht|nie) (?:be|ge)?(?:zahlt|überwiesen|beglichen|angewiesen)\b", r"\bfalls\b", r"\bwird\b(?: ~ | )(?:be)?(?:zahlt|überwiesen|beglichen)", r"\bwerden\b", r"\bwann\b", r"\?\W*$",
        r"\bangewiesen und (?:müsste|sollte)\b", r"\bfür den\b",
    ),
    *vetoes(Intent.DISPUTE, r"\bfalsche (?:e-?mail|adresse|person)\b", r"\bmit dieser firma\b", r"\bnur \d+ tage\b"),
    *vetoes(Intent.COPY_WANTED, r"\bgutschrift\b", r"\bkorrigierte\b", r"\bkünftig\w*\b", r"\bzukünftig\w*\b", r"\blieferung\b", r"\bangebot\b", r"\bneue rechnung\b", r"\blaut(?: ~ | )kontoauszug"),
    *vetoes(Intent.WRONG_CONTACT, r"\b(?:dringend|urlaub|vertretung|abwesen)\w*\b"),
    *vetoes(Intent.OPT_OUT, r"\bverteiler für rechnungen\b"),
)  # fmt: skip
