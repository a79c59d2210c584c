"""What German texts do not say.

source  StGB 240 and 241 (coercion, threat), UWG 4a (aggressive acts); the rest is our own voice
"""

from cashwright.areas.messaging.policies import Tone
from cashwright.areas.messaging.rules.voice.phrase import Phrase, Why

GERMAN = (
    Phrase("säumige[rnms]?|schuldner(?:in)?|zahlungsunwillig\\w*|zechprell\\w*", Why.NAME_CALLING),
    Phrase("polizei|gefängnis|haftbefehl|straf(?:anzeige|bar\\w*|recht\\w*)|betrug", Why.THREAT),
    Phrase("sonst passiert|wehe|werden wir sie verklagen|zerren", Why.THREAT),
    Phrase("ruinier\\w*|schwarze liste|schufa\\w*|pfänd\\w*|gerichtsvollzieher\\w*", Why.THREAT),
    Phrase("ihre (?:kunden|bank|nachbarn) informieren", Why.THREAT),
    Phrase("sie haben versäumt|ihr versäumnis|sie ignorieren|keine ausreden", Why.BLAME),
    Phrase("unverschämt\\w*|enttäuscht|inakzeptabel|unzumutbar|beschämend|unseriös\\w*", Why.BLAME),
    Phrase("sofort(?:ig\\w*)?|unverzüglich|umgehend|dringend\\w*", Why.PRESSURE, Tone.FIRM),
    Phrase("sie müssen|letzte (?:chance|warnung)|letztmalig|fordern", Why.PRESSURE, Tone.FIRM),
    Phrase("anwalt\\w*|anwält\\w*|gericht\\w*|rechtliche schritte|mahnbescheid|klage", Why.LEGAL, Tone.FINAL),
    Phrase("inkasso\\w*", Why.CONSEQUENCE, Tone.FINAL),
    Phrase("liefersperre|sperren|kündigen|einstellen", Why.CONSEQUENCE, Tone.FIRM),
)  # fmt: skip
