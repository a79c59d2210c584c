"""camt.053, version 8: statements in XML. Batches tell their payments; everything has its own element."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from xml.sax.saxutils import escape

from cashwright.connectors.simulator.bank_writers.values import (
    Cited,
    Kind,
    OurAccount,
    Statement,
    Told,
    entries_of,
)
from cashwright.kernel.currencies import format_minor

_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_FORBIDDEN = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_PIECE, _NAME, _SHORT = 140, 140, 35
_CODES = {
    (Kind.TRANSFER, True): ("PMNT", "RCDT", "ESCT"),
    (Kind.TRANSFER, False): ("PMNT", "ICDT", "ESCT"),
    (Kind.RETURN, True): ("PMNT", "ICDT", "RRTN"),
    (Kind.RETURN, False): ("PMNT", "RCDT", "RRTN"),
    (Kind.FEE, True): ("ACMT", "MCOP", "CHRG"),
    (Kind.FEE, False): ("ACMT", "MDOP", "CHRG"),
}


def xml_text(text: str) -> str:
    """`text` as XML carries it: no control characters, one blank between words."""
    return " ".join(_FORBIDDEN.sub(" ", text).split())


def write_camt053(statements: Sequence[Statement]) -> bytes:
    """The file. Names are cut at 140 characters, references at 35; longer texts are parted at blanks."""
    last = max(statement.to_on for statement in statements)
    body = "".join(map(_statement, statements))
    head = _tag("GrpHdr", _tag("MsgId", f"M{last:%Y%m%d}") + _tag("CreDtTm", _moment(last)))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_SPACE}"><BkToCstmrStmt>'
        f"{head}\n{body}</BkToCstmrStmt></Document>\n"
    ).encode()


def _tag(name: str, inner: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{inner}</{name}>" if inner else ""


def _text(name: str, text: str, most: int = _SHORT) -> str:
    return _tag(name, escape(xml_text(text)[:most].strip()))


def _moment(on: date) -> str:
    return datetime.combine(on, time(20), UTC).isoformat()


def _amount(name: str, minor: int, currency: str) -> str:
    return _tag(name, format_minor(abs(minor), currency), f' Ccy="{currency}"')


def _way(minor: int) -> str:
    return _tag("CdtDbtInd", "CRDT" if minor >= 0 else "DBIT")


def _statement(told: Statement) -> str:
    number = f"{told.number:05d}"
    period = _tag("FrDtTm", f"{told.from_on}T00:00:00Z") + _tag("ToDtTm", f"{told.to_on}T23:59:59Z")
    parts = [
        _tag("Id", f"{told.to_on:%Y}-{number}"), _tag("ElctrncSeqNb", str(told.number)),
        _tag("CreDtTm", _moment(told.to_on)), _tag("FrToDt", period), _account(told.account),
        _balance("OPBD", told.opening_minor, told.account.currency, told.from_on),
        _balance("CLBD", told.closing_minor, told.account.currency, told.to_on),
        *map(_entry, entries_of(told.lines)),
    ]  # fmt: skip
    return _tag("Stmt", "\n".join(parts)) + "\n"


def _account(account: OurAccount) -> str:
    bank = _tag("Svcr", _tag("FinInstnId", _tag("BICFI", account.bank)))
    owner = _tag("Ownr", _text("Nm", account.owner, _NAME))
    return _tag("Acct", _number(account.number) + _tag("Ccy", account.currency) + owner + bank)


def _number(number: str) -> str:
    if _IBAN.fullmatch(number):
        return _tag("Id", _tag("IBAN", number))
    return _tag("Id", _tag("Othr", _text("Id", number)))


def _balance(code: str, minor: int, currency: str, on: date) -> str:
    return _tag(
        "Bal",
        _tag("Tp", _tag("CdOrPrtry", _tag("Cd", code))) + _amount("Amt", minor, currency)
        + _way(minor) + _tag("Dt", _tag("Dt", on.isoformat())),
    )  # fmt: skip


def _entry(lines: list[Told]) -> str:
    first, total = lines[0], sum(line.amount_minor for line in lines)
    is_batch = len(lines) > 1
    about = _tag("Btch", _text("PmtInfId", first.batch) + _tag("NbOfTxs", str(len(lines))))
    return _tag(
        "Ntry",
        _amount("Amt", total, first.currency) + _way(total)
        + _tag("RvslInd", "true" if first.kind is Kind.RETURN else "")
        + _tag("Sts", _tag("Cd", "BOOK")) + _tag("BookgDt", _tag("Dt", first.booked_on.isoformat()))
        + _tag("ValDt", _tag("Dt", (first.value_on or first.booked_on).isoformat()))
        + _text("AcctSvcrRef", first.bank_ref) + _code(first)
        + _tag("NtryDtls", (about if is_batch else "") + "".join(map(_detail, lines))),
    )  # fmt: skip


def _code(line: Told) -> str:
    domain, family, below = _CODES[line.kind, line.amount_minor > 0]
    under = _tag("Cd", family) + _tag("SubFmlyCd", below)
    return _tag("BkTxCd", _tag("Domn", _tag("Cd", domain) + _tag("Fmly", under)))


def _detail(line: Told) -> str:
    refs = _text("AcctSvcrRef", line.bank_ref) + _text(
        "EndToEndId", line.end_to_end_id or "NOTPROVIDED"
    )
    return _tag(
        "TxDtls",
        _tag("Refs", refs) + _amount("Amt", line.amount_minor, line.currency)
        + _way(line.amount_minor) + _charge(line) + _parties(line) + _remittance(line)
        + _tag("RtrInf", _tag("Rsn", _text("Cd", line.return_reason, 4))),
    )  # fmt: skip


def _charge(line: Told) -> str:
    if not line.charge_minor:
        return ""
    kept = _amount("Amt", line.charge_minor, line.currency) + _tag("CdtDbtInd", "DBIT")
    return _tag("Chrgs", _tag("Rcrd", kept + _tag("ChrgInclInd", "true")))


def _parties(line: Told) -> str:
    """Who is at the other end: the debtor of what came in, and of what is taken back."""
    is_debtor = (line.amount_minor > 0) == (line.kind is not Kind.RETURN)
    role = "Dbtr" if is_debtor else "Cdtr"
    name = _tag(role, _tag("Pty", _text("Nm", line.payer_name, _NAME)))
    account = _tag(f"{role}Acct", _number(line.payer_account)) if line.payer_account else ""
    return _tag("RltdPties", name + account)


def _remittance(line: Told) -> str:
    pieces = [piece for text in line.texts for piece in textwrap.wrap(xml_text(text), _PIECE)]
    plain = "".join(_text("Ustrd", piece, _PIECE) for piece in pieces)
    documents = "".join(_tag("Strd", _document(cited, line)) for cited in line.documents)
    kind = _tag("Tp", _tag("CdOrPrtry", _tag("Cd", "SCOR")))
    references = "".join(
        _tag("Strd", _tag("CdtrRefInf", kind + _text("Ref", reference)))
        for reference in line.references
    )
    return _tag("RmtInf", plain + documents + references)


def _document(cited: Cited, line: Told) -> str:
    kind = _tag("Tp", _tag("CdOrPrtry", _tag("Cd", "CREN" if cited.is_credit else "CINV")))
    about = _tag("RfrdDocInf", kind + _text("Nb", cited.number))
    if cited.amount_minor is None:
        return about
    name = "CdtNoteAmt" if cited.is_credit else "RmtdAmt"
    return about + _tag("RfrdDocAmt", _amount(name, cited.amount_minor, line.currency))
