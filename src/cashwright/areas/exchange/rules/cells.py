"""Cells of text that a spreadsheet would take for a formula, made harmless and back.

Source: OWASP ASVS 1.2.10 (= + - @ tab NUL), and also CR, LF and the full-width forms.
"""

import re

DANGEROUS = ("=", "+", "-", "@", "\t", "\0", "\r", "\n", "＝", "＋", "－", "＠")
ESCAPE = "'"
FORMULA = r"^\s*(?:[=＝]|[@＠+＋\-－][^(|]*(?:[A-Za-z]\(|\|[^!]*!))"
"""Read alike by Python and by Polars."""


def csv_safe(text: str) -> str:
    """`text` as it is written to a CSV: with a leading apostrophe where it would be a formula.

    A text that starts with apostrophes and then something dangerous gets one more,
    so that `csv_plain(csv_safe(x)) == x` for every text. Typed numbers are not passed through here.
    """
    return ESCAPE + text if _is_dangerous(text) else text


def csv_plain(text: str) -> str:
    """`text` as it was before `csv_safe`."""
    return text[1:] if text.startswith(ESCAPE) and _is_dangerous(text) else text


def is_formula(text: str) -> bool:
    """Whether a cell as read is a formula or a call to a program, not a text that looks odd.

    `+49 30 1234` and `-5.00` are neither; `=A1`, `@SUM(A1)` and `+cmd|' /C calc'!A0` are.
    """
    return re.match(FORMULA, text) is not None


def _is_dangerous(text: str) -> bool:
    return text.lstrip(" " + ESCAPE).startswith(DANGEROUS)
