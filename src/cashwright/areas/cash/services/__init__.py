"""Doing in cash: bank files taken in, lines settled, decided about, applied, taken back."""

from cashwright.areas.cash.services.accounts import open_bank_account, save_columns
from cashwright.areas.cash.services.aliases import forget_alias, say_alias
from cashwright.areas.cash.services.applying import Part, apply, unapply
from cashwright.areas.cash.services.bulk import PLAN, apply_plan
from cashwright.areas.cash.services.debits import settle_debits
from cashwright.areas.cash.services.deciding import (
    apply_line,
    confirm_match,
    match_payload,
    reject_match,
    take_up_answered,
)
from cashwright.areas.cash.services.differences import clear_differences
from cashwright.areas.cash.services.importing import Imported, import_bank_file
from cashwright.areas.cash.services.lines import Answer, short_of
from cashwright.areas.cash.services.opening import book_opening_balance
from cashwright.areas.cash.services.proposals import answer_of, proposed_answers
from cashwright.areas.cash.services.remittances import take_advices, tie_advice, tie_advices
from cashwright.areas.cash.services.reproposing import undo_answer
from cashwright.areas.cash.services.setting_aside import set_line_aside, undo_line
from cashwright.areas.cash.services.settling import settle_lines
from cashwright.areas.cash.services.transferring import mark_transfer, transfer_payload
from cashwright.areas.cash.services.tying import tie_line
from cashwright.areas.cash.services.undoing import credit_invoice, return_payment
from cashwright.areas.cash.services.waiting import Waiting

__all__ = [
    "PLAN",
    "Answer",
    "Imported",
    "Part",
    "Waiting",
    "answer_of",
    "apply",
    "apply_line",
    "apply_plan",
    "book_opening_balance",
    "clear_differences",
    "confirm_match",
    "credit_invoice",
    "forget_alias",
    "import_bank_file",
    "mark_transfer",
    "match_payload",
    "open_bank_account",
    "proposed_answers",
    "reject_match",
    "return_payment",
    "save_columns",
    "say_alias",
    "set_line_aside",
    "settle_debits",
    "settle_lines",
    "short_of",
    "take_advices",
    "take_up_answered",
    "tie_advice",
    "tie_advices",
    "tie_line",
    "transfer_payload",
    "unapply",
    "undo_answer",
    "undo_line",
]
