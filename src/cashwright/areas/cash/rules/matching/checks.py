"""References that carry a check digit: when it is right, nobody typed it by accident.

Sources: ISO 11649 (RF, mod 97-10), Swiss QR and ESR (modulo 10 recursive), Belgian structured
communication (mod 97), Finnish reference (weights 7 3 1), Luhn (Norwegian KID, Swedish OCR).
"""

from collections.abc import Iterator
from itertools import cycle

_SWISS = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)


def is_creditor_reference(token: str) -> bool:
    """RF, two check digits, up to 21 signs: ISO 11649."""
    return 5 <= len(token) <= 25 and token.startswith("RF") and _is_97(token)


def is_iban(text: str) -> bool:
    """An account number whose check digits are right, with or without blanks."""
    token = text.replace(" ", "")
    return 15 <= len(token) <= 34 and _is_97(token)


def _is_97(token: str) -> bool:
    turned = token[4:] + token[:4]
    if not (turned.isascii() and turned.isalnum() and token[2:4].isdigit()):
        return False
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def creditor_reference(payload: str) -> str:
    """The RF reference of a payload of letters and digits."""
    spelled = "".join(str(int(sign, 36)) for sign in payload + "RF00")
    return f"RF{98 - int(spelled) % 97:02d}{payload}"


def payloads(digits: str) -> Iterator[str]:
    """What stands before a right check digit, by every scheme that holds; `digits` is all digits."""
    if len(digits) == 12 and int(digits[10:]) == (int(digits[:10]) % 97 or 97):
        yield digits[:10]
    if len(digits) in (16, 27) and _swiss(digits[:-1]) == int(digits[-1]):
        yield digits[:-1]
    body, check = digits[:-1], int(digits[-1])
    if 5 <= len(digits) <= 25 and check in (_weights(body), luhn(body)):
        yield body


def _swiss(digits: str) -> int:
    carry = 0
    for digit in digits:
        carry = _SWISS[(carry + int(digit)) % 10]
    return (10 - carry) % 10


def _weights(digits: str) -> int:
    total = sum(int(d) * w for d, w in zip(reversed(digits), cycle((7, 3, 1)), strict=False))
    return -total % 10


def luhn(digits: str) -> int:
    """The check digit of a string of digits by Luhn."""
    doubled = (int(d) * 2 if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits)))
    return -sum(d - 9 if d > 9 else d for d in doubled) % 10
