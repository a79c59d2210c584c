"""Account numbers made comparable: one account has one number, however a bank writes it.

Banks put a currency behind it (NL91ABNA0417164300EUR), blanks within it, or name a German account
by its bank code and number (37040044/532013000), which together are its IBAN.
"""

import re

from cashwright.kernel.personal import accounts_in

_GERMAN = re.compile(r"([0-9]{8})/([0-9]{1,10})(?:[A-Z]{3})?")
_GERMANY = "131400"  # DE00 in digits
_SHOWN = 4


def canonical(number: str) -> str:
    """The number in capitals without blanks and signs; an IBAN alone, where it is or tells one."""
    compact = "".join(number.upper().split())
    if german := _GERMAN.fullmatch(compact):
        own = german[1] + german[2].zfill(10)
        return f"DE{98 - int(own + _GERMANY) % 97:02}{own}"
    plain = "".join(sign for sign in compact if sign.isalnum())
    found = accounts_in(plain)
    if found and plain.startswith(found[0]) and len(plain) - len(found[0]) in (0, 3):
        return found[0]
    return plain


def masked(number: str) -> str:
    """What people see of a number: DE**3000, **6789; of a short one, half."""
    plain = canonical(number)
    if accounts_in(plain) == [plain]:
        return f"{plain[:2]}**{plain[-_SHOWN:]}"
    shown = min(_SHOWN, len(plain) // 2)
    return f"**{plain[-shown:]}" if shown else "**"
