"""Refusals of the ledger.

Refusal
  PeriodClosed           the effective date lies in a closed or locked period
  EarlierPeriodOpen      periods are closed in order
  PeriodNotOver          a period is closed after its last day
  EntryUnbalanced        debits and credits differ
  AlreadyReversed        an entry is reversed at most once
  NoRate                 no exchange rate on or before the date
  UnknownAccount         no such account, or not in use
  ControlAccount         the account is moved by documents alone
  AccountTaken           the chart has an account of that code
"""

from cashwright.kernel.refusals import Refusal


class PeriodClosed(Refusal):
    """facts: entity, effective_on. Remedy: date it in an open period, or have two people reopen."""

    code = "ledger.period_closed"


class EarlierPeriodOpen(Refusal):
    """facts: starts_on, open_from. Remedy: close the earlier period first."""

    code = "ledger.earlier_period_open"


class PeriodNotOver(Refusal):
    """facts: ends_on, today. Remedy: close after the period's last day."""

    code = "ledger.period_not_over"


class EntryUnbalanced(Refusal):
    """facts: currency, difference_minor. Remedy: debits must equal credits in each currency."""

    code = "ledger.entry_unbalanced"


class AlreadyReversed(Refusal):
    """facts: entry_id. Remedy: none is needed; it was undone before."""

    code = "ledger.already_reversed"


class NoRate(Refusal):
    """facts: base, quote, on. Remedy: import rates that cover the date."""

    code = "ledger.no_rate"


class UnknownAccount(Refusal):
    """facts: account. Remedy: use an account of the chart."""

    code = "ledger.unknown_account"


class ControlAccount(Refusal):
    """facts: account. Remedy: issue, credit, apply or write off a document; the account follows."""

    code = "ledger.control_account"


class AccountTaken(Refusal):
    """facts: account. Remedy: choose another code."""

    code = "ledger.account_taken"
