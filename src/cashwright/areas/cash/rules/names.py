"""Names made comparable: the same payer written two ways has one key.

A *key* is the name in upper case and plain letters, without punctuation and without the form of the
company, its words in their order: "Müller & Söhne GmbH & Co. KG" is "MULLER SOHNE".
"""

import re
import unicodedata
from functools import lru_cache

KEY_LENGTH_MAX = 120

# Forms of companies, as one word each once dots are gone. "CO" stands in "GmbH & Co. KG".
_FORMS = (
    "AB AG AKTIENGESELLSCHAFT APS AS ASA AKTIEBOLAG BHD BV BVBA CO COMPANY CORP CORPORATION CV DAC DOO"
    " EIRL EK EURL EV GBR GESMBH GMBH INC INCORPORATED KFT KG KGAA KK LDA LIMITED LLC LLP LP LTD LTDA MBH"
    " NV OHG OOO OU OY OYJ PBC PLC PT PTE PTY PVT SA SARL SAS SASU SCS SE SL SLU SNC SPA SPZOO SRL SRO"
    " UAB UG ZRT"
)
LEGAL_FORMS = frozenset(_FORMS.split(" "))
_FOLD = str.maketrans(
    {"ß": "SS", "ẞ": "SS", "Æ": "AE", "Ø": "O", "Œ": "OE", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "ı": "I"}
)  # fmt: skip
_JOINED = re.compile(r"['’`´.]+")  # within a word: O'Brien, B.V.
_BETWEEN = re.compile(r"[\W_]+")
_SP_ZOO = re.compile(r"\bSP (?:Z OO|ZOO)\b")
_LONE_LETTERS = re.compile(r"\b\w(?: \w)+\b")


def folded(text: str) -> str:
    """Upper case and without accents; a script without such a form is kept as it is."""
    upper = text.upper()
    if upper.isascii():
        return upper
    parts = unicodedata.normalize("NFKD", upper.translate(_FOLD))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """The key of a name, at most 120 characters; "" when nothing of it is a letter or a digit.

    a name that is nothing but a company's form keeps it: "AG" is "AG"
    """
    plain = _BETWEEN.sub(" ", _JOINED.sub("", folded(name).replace("A/S", "AS"))).strip()
    plain = _LONE_LETTERS.sub(lambda run: run[0].replace(" ", ""), plain)
    words = _SP_ZOO.sub("", plain).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)[:KEY_LENGTH_MAX].rstrip()
