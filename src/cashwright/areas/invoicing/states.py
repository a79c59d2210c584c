"""The lives of an invoice and a credit note. Partly paid and overdue are not here: they are computed."""

from enum import StrEnum

from cashwright.kernel.states import Move, StateTable


class InvoiceState(StrEnum):
    DRAFT = "draft"
    POSTED = "posted"
    SETTLED = "settled"
    CREDITED = "credited"
    DISCARDED = "discarded"


_S = InvoiceState
INVOICE = StateTable(
    "invoice",
    start=_S.DRAFT,
    moves=[
        Move(_S.DRAFT, "post", _S.POSTED, "numbered, dated, journal entry written"),
        Move(_S.DRAFT, "discard", _S.DISCARDED, "never left the house"),
        Move(_S.POSTED, "settle", _S.SETTLED, "balance reached zero"),
        Move(_S.SETTLED, "reopen", _S.POSTED, "a payment bounced or was unapplied"),
        Move(_S.POSTED, "credit", _S.CREDITED, "one credit note cancels it in full"),
        Move(_S.CREDITED, "reopen", _S.POSTED, "the credit note was applied elsewhere"),
    ],
)


class CreditNoteState(StrEnum):
    POSTED = "posted"


CREDIT_NOTE = StateTable("credit_note", start=CreditNoteState.POSTED, moves=[])
