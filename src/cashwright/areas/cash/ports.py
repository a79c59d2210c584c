"""What cash application needs from outside: a bank's file, and a payer's advice of remittance, read.

A reader (connectors/bank_files) turns camt, MT940/942, BAI2, lockbox, OFX, QIF, tables and payouts
into one form. Words: a *statement* is what a bank says about one account; an *entry* is one of its
lines, which moves the balance once; a *detail* is one payment inside an entry, of which a batch has
many. Amounts are counts of minor units and never negative: `direction` says which way money went.
Text is "" where the file says nothing, an amount or day is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BankFileFormat(StrEnum):
    """What a file is, told by its content."""

    CAMT = "camt"
    MT940 = "mt940"
    BAI2 = "bai2"
    LOCKBOX = "lockbox"
    OFX = "ofx"
    QIF = "qif"
    TABLE = "table"
    PAYOUT = "payout"
    ARCHIVE = "archive"


class StatementKind(StrEnum):
    """What a statement is for: the books follow `END_OF_DAY`, the others tell earlier or more."""

    END_OF_DAY = "end_of_day"
    INTRADAY = "intraday"
    NOTICE = "notice"


class Direction(StrEnum):
    """Seen from the account's owner: money came in, or went out."""

    CREDIT = "credit"
    DEBIT = "debit"


class EntryStatus(StrEnum):
    """Only what is booked moves the balance and may be applied."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"


class AccountKind(StrEnum):
    """How an account is named."""

    IBAN = "iban"
    LOCAL = "local"


class BalanceKind(StrEnum):
    """Which balance; `code` beside it keeps the bank's own word."""

    OPENING = "opening"
    CLOSING = "closing"
    INTERIM = "interim"
    AVAILABLE = "available"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """An account: `number` without blanks, `bank` a BIC or a national bank code."""

    number: str
    kind: AccountKind = AccountKind.LOCAL
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """`amount_minor` is signed: below zero the account is overdrawn."""

    kind: BalanceKind
    on: date
    amount_minor: int
    currency: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """Who is at the other end, as far as the bank says."""

    name: str = ""
    account: AccountNumber | None = None
    ultimate_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPaid:
    """A document the payer names in structured remittance: an invoice, a credit note.

    kind            the payer's code: CINV invoice, CREN credit note
    remitted_minor  what is paid of it; `due_minor` what was due, `discount_minor` what was deducted
    """

    number: str
    kind: str = ""
    issued_on: date | None = None
    currency: str = ""
    due_minor: int | None = None
    remitted_minor: int | None = None
    discount_minor: int | None = None
    credited_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """What a bank took; `is_included` when the entry's amount is already less by it."""

    amount_minor: int
    currency: str
    is_included: bool = True
    direction: Direction = Direction.DEBIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the payer instructed in another currency, and the bank's rate as it is written."""

    instructed_minor: int | None = None
    instructed_currency: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BankCode:
    """What kind of transaction it is: the ISO domain `PMNT-RCDT-ESCT`, and the bank's own code."""

    domain: str = ""
    proprietary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """One payment inside an entry.

    amount_minor  None when the bank does not part a batch
    references    the creditor references the payer gave in structured form (RF18..., 27 digits)
    text          everything unstructured the payer wrote, parts joined by a line break
    raw           every field of the detail, as written
    """

    direction: Direction
    amount_minor: int | None
    currency: str
    counterparty: Counterparty = Counterparty()
    end_to_end_id: str = ""
    mandate_id: str = ""
    bank_ref: str = ""
    text: str = ""
    references: tuple[str, ...] = ()
    documents: tuple[DocumentPaid, ...] = ()
    charges: tuple[Charge, ...] = ()
    exchange: Exchange | None = None
    code: BankCode = BankCode()
    return_reason: str = ""
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One line of a statement.

    key         names the entry for ever: the same in every file that overlaps (see keys.py)
    line        where in the file it begins, from 1; 0 where a file has no lines
    details     at least one; two and more are a batch
    is_reversal the entry takes an earlier one back; `direction` is that of the entry itself
    raw         every field of the entry outside its details, as written
    """

    key: str = ""
    line: int
    direction: Direction
    amount_minor: int
    currency: str
    status: EntryStatus = EntryStatus.BOOKED
    is_reversal: bool = False
    booked_on: date | None
    value_on: date | None
    bank_ref: str = ""
    batch_ref: str = ""
    text: str = ""
    code: BankCode = BankCode()
    charges: tuple[Charge, ...] = ()
    details: tuple[EntryDetail, ...]
    raw: Mapping[str, str]

    @property
    def signed_minor(self) -> int:
        """What the entry adds to the balance."""
        return self.amount_minor if self.direction is Direction.CREDIT else -self.amount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """What the bank says of one account, in the order of the file.

    member    the file inside an archive it comes from
    currency  of the account; entries may be in others
    """

    account: AccountNumber
    currency: str
    kind: StatementKind = StatementKind.END_OF_DAY
    statement_id: str = ""
    sequence_no: str = ""
    from_on: date | None = None
    to_on: date | None = None
    balances: tuple[Balance, ...] = ()
    entries: tuple[BankEntry, ...] = ()
    member: str = ""

    @property
    def opening(self) -> Balance | None:
        """The balance before the first entry."""
        return next((b for b in self.balances if b.kind is BalanceKind.OPENING), None)

    @property
    def closing(self) -> Balance | None:
        """The balance after the last entry."""
        last = [b for b in self.balances if b.kind is BalanceKind.CLOSING]
        return last[-1] if last else None


class GapKind(StrEnum):
    """Where balances do not follow from each other."""

    WITHIN = "within"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceGap:
    """Balances that do not chain: something is missing, or was sent twice.

    WITHIN   opening + booked entries is `expected_minor`, the closing balance `found_minor`
    BETWEEN  the account's closing balance before is `expected_minor`, the opening `found_minor`
    """

    kind: GapKind
    account: str
    statement_id: str
    currency: str
    expected_minor: int
    found_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file as a whole: read, or refused before anything of it is used."""

    name: str
    sha256: str
    format: BankFileFormat
    statements: tuple[BankStatement, ...]
    gaps: tuple[BalanceGap, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the user says of a file that does not say it itself. What the file says goes before."""

    account: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Which column of a table is what, by its header; kept per bank and used again.

    amount      signed; or `credit` and `debit`, each unsigned or signed either way
    dates       dmy, mdy or ymd; "" to find it out
    mark        the sign before the decimals: "." or ","; "" to find it out
    """

    booked_on: str
    value_on: str = ""
    amount: str = ""
    credit: str = ""
    debit: str = ""
    currency: str = ""
    balance: str = ""
    name: str = ""
    account: str = ""
    texts: tuple[str, ...] = ()
    bank_ref: str = ""
    end_to_end_id: str = ""
    dates: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        assert self.dates in ("", "dmy", "mdy", "ymd"), "dates are dmy, mdy or ymd"
        assert self.mark in ("", ".", ","), "the decimal mark is a point or a comma"


class AdviceSource(StrEnum):
    """Where an advice of remittance came from."""

    EDI_820 = "edi_820"
    NACHA = "nacha"
    TABLE = "table"
    MAIL = "mail"
    PDF = "pdf"
    CAMT = "camt"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceItem:
    """A document that a payment covers, by the payer's word.

    paid_minor       what is paid of it; None where only its number is named
    gross_minor      what was due before anything was kept
    discount_minor   kept for paying early
    deduction_minor  kept for another reason, which `reason` gives in the payer's words or code
    """

    document_no: str
    paid_minor: int | None = None
    gross_minor: int | None = None
    discount_minor: int = 0
    deduction_minor: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceAdvice:
    """A payer's list of what one payment covers.

    trace_no      what ties it to the payment: the reassociation trace number, the end-to-end id
    amount_minor  of the payment, in `currency`; None where the advice does not say
    shown         the advice as text, for a person to look at
    """

    source: AdviceSource
    payer_name: str = ""
    trace_no: str = ""
    paid_on: date | None = None
    currency: str = ""
    amount_minor: int | None = None
    items: tuple[AdviceItem, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAdvices:
    """A file of advices as a whole: read, or refused before anything of it is used."""

    name: str
    sha256: str
    advices: tuple[RemittanceAdvice, ...]
    notes: tuple[str, ...] = ()
