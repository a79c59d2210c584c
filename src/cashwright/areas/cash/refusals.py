"""Refusals of cash application.

Refusal
  NothingLeft            the payment or credit has nothing unapplied
  ExceedsUnapplied       more is asked than is left of the payment or credit
  ExceedsBalance         more is asked than is open of the invoice
  NotOpen                the invoice is a draft, discarded, or settled
  AppliedTooEarly        dated before the invoice, the payment, or a later undoing of either
  WrongEntity            invoice and payment belong to two legal entities
  AlreadyUndone          the application was taken back before
  DifferenceTooLarge     more is to be cleared for a reason than the policy believes
  PaymentUnlike          a bank line and a payment that cannot be the same money
  NoTransfer             two bank lines that are not one transfer between own accounts
  NoOpening              no statement says what a bank account held before
  NoProposal             nothing (or not so many things) was proposed for the bank line
  BankAccountTaken       code, number or account of the ledger belong to another bank account
  BankFileRefused        a bank's file as a whole: nothing of it is taken
    BankFileEmpty BankFileUnknown BankFileTooLarge BankFileUnsafe BankFileTooSlow TooManyEntries
    BankFileBroken BankFileMisencoded BankValueUnreadable BankTotalsDisagree
    NoStatement AccountUnsaid CurrencyUnsaid ColumnsUnsaid FormUnclear
    AccountUnknown LineInClosedPeriod DayUnsaid
"""

from typing import ClassVar

from cashwright.kernel.refusals import Refusal


class NothingLeft(Refusal):
    """facts: source_id. Remedy: unapply first, then apply again."""

    code = "cash.nothing_left"


class ExceedsUnapplied(Refusal):
    """facts: asked_minor, left_minor. Remedy: apply at most what is left."""

    code = "cash.exceeds_unapplied"


class ExceedsBalance(Refusal):
    """facts: invoice_id, asked_minor, balance_minor. Remedy: apply at most the balance."""

    code = "cash.exceeds_balance"


class NotOpen(Refusal):
    """facts: invoice_id, state. Remedy: choose an open invoice."""

    code = "cash.not_open"


class AppliedTooEarly(Refusal):
    """facts: on, earliest. Remedy: date it on or after that day."""

    code = "cash.applied_too_early"


class WrongEntity(Refusal):
    """facts: invoice_id, source_id. Remedy: apply within one legal entity."""

    code = "cash.wrong_entity"


class AlreadyUndone(Refusal):
    """facts: application_id. Remedy: none is needed."""

    code = "cash.already_undone"


class NoProposal(Refusal):
    """facts: line_id, number. Remedy: find the invoices by hand, or choose another proposal."""

    code = "cash.no_proposal"


class BankAccountTaken(Refusal):
    """facts: what, account. Remedy: use that bank account, or choose another code."""

    code = "cash.bank_account_taken"


class DifferenceTooLarge(Refusal):
    """facts: kind, amount_minor, most_minor, currency. Remedy: leave it open, or ask for a write-off."""

    code = "cash.difference_too_large"


class PaymentUnlike(Refusal):
    """facts: line_id, payment_id. Remedy: choose a payment of this amount that no line has yet."""

    code = "cash.payment_unlike"


class BankFileRefused(Refusal):
    """facts: file, and line, field, value where known. `remedy` says what to do about it."""

    code = "cash.file_refused"
    remedy: ClassVar[str] = "Check the file and try again."

    def __init__(self, **facts: object) -> None:
        super().__init__(**facts)
        self.facts.setdefault("remedy", self.remedy)


class BankFileEmpty(BankFileRefused):
    """facts: file."""

    code = "cash.file_empty"
    remedy = "Download the file again: there is nothing in it."


class BankFileUnknown(BankFileRefused):
    """facts: file, why. None of the formats banks send."""

    code = "cash.file_unknown"
    remedy = "Ask the bank for camt.053, MT940, BAI2, OFX or CSV."


class BankFileTooLarge(BankFileRefused):
    """facts: file, bytes, most."""

    code = "cash.file_too_large"
    remedy = "Ask the bank for shorter periods, or split the file."


class BankFileUnsafe(BankFileRefused):
    """facts: file, line, why. Built to exhaust or deceive its reader; no bank sends such a file."""

    code = "cash.file_unsafe"
    remedy = "Download the file from the bank again; do not import this one."


class BankFileTooSlow(BankFileRefused):
    """facts: file, seconds."""

    code = "cash.file_too_slow"
    remedy = "Ask the bank for shorter periods, or split the file."


class TooManyEntries(BankFileRefused):
    """facts: file, line, most."""

    code = "cash.file_too_many_entries"
    remedy = "Ask the bank for shorter periods, or split the file."


class BankFileBroken(BankFileRefused):
    """facts: file, line, why. It breaks off, or its parts do not fit together."""

    code = "cash.file_broken"
    remedy = "Download the file again: it is damaged or its end is missing."


class BankFileMisencoded(BankFileRefused):
    """facts: file, why. Bytes that are no text."""

    code = "cash.file_misencoded"
    remedy = "Download the file again as plain text, UTF-8 or Western European."


class BankValueUnreadable(BankFileRefused):
    """facts: file, line, field, value, expected."""

    code = "cash.file_value_unreadable"
    remedy = "Ask the bank for a corrected file, or leave this line out by hand."


class BankTotalsDisagree(BankFileRefused):
    """facts: file, line, what, said, found. The file's own control totals do not fit its lines."""

    code = "cash.file_totals_disagree"
    remedy = "Download the file again; if the totals still disagree, ask the bank."


class NoStatement(BankFileRefused):
    """facts: file, and message where the bank sent one instead."""

    code = "cash.file_no_statement"
    remedy = "Choose a file with an account statement: this one has none."


class AccountUnsaid(BankFileRefused):
    """facts: file, line. The file does not say whose account it is about."""

    code = "cash.file_account_unsaid"
    remedy = "Choose the bank account the file belongs to."


class CurrencyUnsaid(BankFileRefused):
    """facts: file, line. The file does not say which currency its amounts are in."""

    code = "cash.file_currency_unsaid"
    remedy = "Choose the bank account the file belongs to; its currency is then used."


class ColumnsUnsaid(BankFileRefused):
    """facts: file, missing, columns. No column of the table was found for what is needed."""

    code = "cash.file_columns_unsaid"
    remedy = "Say which column is the date and which the amount; it is kept for the next file."


class FormUnclear(BankFileRefused):
    """facts: file, field, value. Dates or amounts that can be read in two ways."""

    code = "cash.file_form_unclear"
    remedy = "Say whether the day or the month comes first, and which sign parts the decimals."


class AccountUnknown(BankFileRefused):
    """facts: file, line, account (masked), currency. No bank account of ours has that number."""

    code = "cash.file_account_unknown"
    remedy = "Set the account up first: cashwright bank add."


class LineInClosedPeriod(BankFileRefused):
    """facts: file, line, on, account. A line nobody had told before lies in a closed month."""

    code = "cash.file_period_closed"
    remedy = "Have two people reopen the month, or ask the bank for a file that begins later."


class DayUnsaid(BankFileRefused):
    """facts: file, line, account. Neither the entry nor its statement says a day."""

    code = "cash.file_day_unsaid"
    remedy = "Ask the bank for a file that says when each entry was booked."


class NoTransfer(Refusal):
    """facts: reason. Remedy: choose the line of the other account with the same amount."""

    code = "cash.no_transfer"


class NoOpening(Refusal):
    """facts: account. Remedy: take in the first statement; with nothing before it, nothing is to be booked."""

    code = "cash.no_opening"
