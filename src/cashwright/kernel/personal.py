"""Personal data in running text: bank accounts, card numbers and e-mail addresses, found and masked.

An IBAN (ISO 13616) is found by its country's length and its check digits, so that an invoice number
is hardly ever taken for one.
"""

import re
from string import ascii_uppercase

LOOKS_LIKE_IBAN = r"\b[A-Z]{2}[0-9]{2} ?[A-Z0-9]{4}"
"""What the beginning of an IBAN looks like: a cheap first look over many texts."""

_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18"
    " DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23"
    " IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27"
    " MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19"
    " SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
_LENGTH = {each[:2]: int(each[2:]) for each in _LENGTHS.split()}
_DIGITS = {ord(letter): str(int(letter, 36)) for letter in ascii_uppercase}
_MAYBE = re.compile(r"@|[A-Z]{2}[0-9]{2}")
_CANDIDATE = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}")

E_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
"""An e-mail address in running text."""

NO_E_MAIL = "[e-mail]"


def accounts_in(text: str) -> list[str]:
    """The IBANs in `text`, without spaces, in their order."""
    return [account for _, _, account in _found(text)]


def masked_accounts(text: str) -> str:
    """`text` with each IBAN down to its country and last four characters: DE**3000."""
    parts, end = [], 0
    for start, stop, account in _found(text):
        parts += [text[end:start], f"{account[:2]}**{account[-4:]}"]
        end = stop
    return "".join([*parts, text[end:]])


_GAP = "[ .\u00a0-]"
_MAYBE_CARD = re.compile(  # in one run, in fours, or as American Express and Diners Club part theirs
    r"(?<![A-Za-z0-9])(?<![0-9][.,-])(?:"
    rf"[2-6][0-9]{{3}}(?P<gap>{_GAP})[0-9]{{4}}(?P=gap)[0-9]{{4}}(?P=gap)[0-9]{{1,4}}(?P<more>(?P=gap)[0-9]{{1,3}})?"
    rf"|3[0-9]{{3}}(?P<wide>{_GAP})[0-9]{{6}}(?P=wide)[0-9]{{4,5}}"
    r"|[2-6][0-9]{12,18})(?![A-Za-z0-9])"
)
_BRANDS = re.compile(  # Visa, Mastercard, American Express, Diners Club, Discover, UnionPay, JCB
    r"4[0-9]{12}(?:[0-9]{3}){0,2}"
    r"|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}"
    r"|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}|62[0-9]{14,17}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
)


def masked_cards(text: str) -> str:
    """`text` with each card number down to its last four digits: told by brand, length and Luhn's sum.

    What is part of an IBAN is none.
    """
    if not _MAYBE_CARD.search(text):
        return text
    accounts = [(start, stop) for start, stop, _ in _found(text)]
    parts, end, at = [], 0, 0
    while match := _MAYBE_CARD.search(text, at):
        at = match.start() + 1
        stop = _card_end(match)
        if stop is None or any(start < stop and match.start() < last for start, last in accounts):
            continue
        last_four = re.sub(r"[^0-9]", "", text[match.start() : stop])[-4:]
        parts += [text[end : match.start()], f"**{last_four}"]
        end = at = stop
    return "".join([*parts, text[end:]])


def _card_end(found: re.Match[str]) -> int | None:
    """Where the card number ends: what follows it may look like more of it; None when it is none."""
    ends = [found.end(), found.start("more")] if found["more"] else [found.end()]
    for end in ends:
        digits = re.sub(r"[^0-9]", "", found.string[found.start() : end])
        if _BRANDS.fullmatch(digits) and _luhn(digits):
            return end
    return None


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def masked(text: str) -> str:
    """The same, and each e-mail address gone."""
    if not _MAYBE.search(text):
        return text
    return re.sub(E_MAIL, NO_E_MAIL, masked_accounts(text))


def _found(text: str) -> list[tuple[int, int, str]]:
    """Where each IBAN starts and ends, and the IBAN; what follows it may look like more of it."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while match := _CANDIDATE.search(text, at):
        start = match.start()
        length = _LENGTH.get(text[start : start + 2], 0)
        account = match.group().replace(" ", "")[:length]
        at = start + 1
        if length and len(account) == length and _is_whole(account):
            at = start + length
            while len(text[start:at].replace(" ", "")) < length:
                at += 1
            found.append((start, at, account))
    return found


def _is_whole(account: str) -> bool:
    return int((account[4:] + account[:4]).translate(_DIGITS)) % 97 == 1
