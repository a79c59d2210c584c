"""The lives of what cash application handles: a bank line, and a match proposed for it."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class BankLineState(StrEnum):
    """`received`: the money is in the books, and nobody has said yet what it is for."""

    PENDING = "pending"
    RECEIVED = "received"
    QUEUED = "queued"
    APPLIED = "applied"
    SET_ASIDE = "set_aside"


_L = BankLineState
BANK_LINE = StateTable(
    "bank line",
    start=_L.PENDING,
    moves=[
        Move(_L.PENDING, "book", _L.RECEIVED, "the bank booked it, and so do we"),
        Move(_L.RECEIVED, "ask", _L.QUEUED, "it is not clear enough: a person decides"),
        Move(_L.RECEIVED, "apply", _L.APPLIED, "applied, or kept on account for its payer"),
        Move(_L.RECEIVED, "set aside", _L.SET_ASIDE, "not a customer's money: booked elsewhere"),
        Move(_L.QUEUED, "apply", _L.APPLIED, "a person, or what was learned since, decided"),
        Move(_L.QUEUED, "set aside", _L.SET_ASIDE, "not a customer's money: booked elsewhere"),
        Move(_L.APPLIED, "undo", _L.QUEUED, "taken back: its invoices are open again"),
        Move(_L.APPLIED, "return", _L.SET_ASIDE, "the bank took the money back"),
        Move(_L.QUEUED, "return", _L.SET_ASIDE, "the bank took the money back"),
        Move(_L.SET_ASIDE, "undo", _L.QUEUED, "taken back: it is a customer's money after all"),
    ],
)


class MatchState(StrEnum):
    """`shadow`: what the machine would have done, kept to be measured and nothing else."""

    PROPOSED = "proposed"
    SHADOW = "shadow"
    APPLIED = "applied"
    REJECTED = "rejected"
    UNDONE = "undone"


_M = MatchState
MATCH = StateTable(
    "match",
    start=_M.PROPOSED,
    moves=[
        Move(_M.PROPOSED, "apply", _M.APPLIED, "certain enough, or a person agreed"),
        Move(_M.PROPOSED, "reject", _M.REJECTED, "a person chose something else, or facts changed"),
        Move(_M.PROPOSED, "watch", _M.SHADOW, "the machine only looks on"),
        Move(_M.APPLIED, "undo", _M.UNDONE, "taken back; what it taught is forgotten"),
    ],
)
