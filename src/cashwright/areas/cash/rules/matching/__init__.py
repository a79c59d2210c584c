"""Matching: which invoices a line of a bank statement pays, how sure that is, and why.

Words: a *hypothesis* is one way to explain a line; a *guard* is a reason never to apply it without a
person, whatever its score; a *verdict* says what may be done. See values.py for what goes in and out.
"""

from cashwright.areas.cash.rules.matching.guards import GUARDS
from cashwright.areas.cash.rules.matching.kinds import Lane
from cashwright.areas.cash.rules.matching.matcher import Matcher
from cashwright.areas.cash.rules.matching.values import (
    ClosedDocument,
    Decision,
    Hypothesis,
    Known,
    LineFacts,
    OpenDocument,
    Part,
    Payer,
    Shortfall,
    Verdict,
)

__all__ = [
    "GUARDS",
    "ClosedDocument",
    "Decision",
    "Hypothesis",
    "Known",
    "Lane",
    "LineFacts",
    "Matcher",
    "OpenDocument",
    "Part",
    "Payer",
    "Shortfall",
    "Verdict",
]
