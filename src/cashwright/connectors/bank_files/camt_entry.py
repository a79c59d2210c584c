"""One entry of camt: its fields in every version, its details, who is at the other end."""

from datetime import date
from decimal import Decimal, InvalidOperation

from cashwright.areas.cash.ports import (
    AccountKind,
    AccountNumber,
    BankCode,
    BankEntry,
    Counterparty,
    Direction,
    DocumentPaid,
    EntryDetail,
    EntryStatus,
    Exchange,
)
from cashwright.connectors.bank_files.camt_fields import (
    Fields,
    amount_at,
    charges_of,
    direction_of,
    first,
    groups,
    repeated,
)
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import iso_day
from cashwright.connectors.bank_files.xml_stream import Part

_STATUS = {
    "BOOK": EntryStatus.BOOKED,
    "PDNG": EntryStatus.PENDING,
    "FUTR": EntryStatus.INFORMATION,
    "INFO": EntryStatus.INFORMATION,
}
_NOBODY = Counterparty()
_UNSAID = {"NOTPROVIDED", "NOT PROVIDED", "NONREF"}
_RATE_CHARACTERS = 24


def read_entry(reading: Reading, entry: Part, own: str) -> BankEntry:
    """One `Ntry` of the account `own`. Raises Unreadable; counts entry and details."""
    fields, parts = entry.fields, entry.inner
    for _ in parts or (None,):
        reading.count(entry.line)
    amount = amount_at(fields, "Amt")
    if amount is None:
        raise Unreadable("Amt", "", "the amount of the entry")
    direction = direction_of(fields.get("CdtDbtInd", ""))
    status = first(fields, "Sts/Cd", "Sts", "Sts/Prtry") or "BOOK"
    if status not in _STATUS:
        raise Unreadable("Sts", status, "BOOK, PDNG, FUTR or INFO")
    whole = amount if len(parts) <= 1 else None
    code = _code(fields)
    details = tuple(
        _detail(part, direction, whole, amount[1], own, code)
        for part in parts or (Part(entry.line),)
    )
    return BankEntry(
        line=entry.line,
        direction=direction,
        amount_minor=amount[0],
        currency=amount[1],
        status=_STATUS[status],
        is_reversal=fields.get("RvslInd") in ("true", "1"),
        booked_on=_day(fields, "BookgDt"),
        value_on=_day(fields, "ValDt"),
        bank_ref=first(fields, "AcctSvcrRef") or (details[0].bank_ref if len(parts) == 1 else ""),
        batch_ref=first(fields, "NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId"),
        text=fields.get("AddtlNtryInf", ""),
        code=code,
        charges=charges_of(entry),
        details=details,
        raw=fields,
    )


def _day(fields: Fields, path: str) -> date | None:
    text = first(fields, f"{path}/Dt", f"{path}/DtTm")
    return iso_day(text, path) if text else None


def _code(fields: Fields) -> BankCode:
    domain = [fields.get(f"BkTxCd/Domn/{name}", "") for name in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return BankCode("-".join(domain) if domain[0] else "", fields.get("BkTxCd/Prtry/Cd", ""))


def _said(text: str) -> str:
    return "" if text.upper() in _UNSAID else text


def _detail(
    part: Part,
    direction: Direction,
    whole: tuple[int, str] | None,
    currency: str,
    own: str,
    code: BankCode,
) -> EntryDetail:
    """One `TxDtls`; `whole` is the entry's amount when there is only this one."""
    fields = part.fields
    told = fields.get("CdtDbtInd")
    amount = amount_at(fields, "Amt", "AmtDtls/TxAmt/Amt") or whole
    own_code = _code(fields) if "BkTxCd" in part.counts else code
    is_structured = "RmtInf/Strd" in part.counts
    return EntryDetail(
        direction=direction_of(told) if told else direction,
        amount_minor=amount[0] if amount else None,
        currency=amount[1] if amount else currency,
        counterparty=_counterparty(fields, direction, own),
        end_to_end_id=_said(fields.get("Refs/EndToEndId", "")),
        mandate_id=_said(fields.get("Refs/MndtId", "")),
        bank_ref=_said(first(fields, "Refs/AcctSvcrRef", "Refs/TxId", "Refs/ClrSysRef")),
        text="\n".join(repeated(fields, "RmtInf/Ustrd") + _additional(part) + _about(fields)),
        references=_references(part) if is_structured else (),
        documents=_documents(part) if is_structured else (),
        charges=charges_of(part),
        exchange=_exchange(fields) if "AmtDtls" in part.counts else None,
        code=own_code,
        return_reason=first(fields, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"),
        raw=fields,
    )


def _references(part: Part) -> tuple[str, ...]:
    found = (part.fields.get(f"{at}CdtrRefInf/Ref", "") for at in groups(part, "RmtInf/Strd"))
    return tuple(text for text in found if _said(text))


def _additional(part: Part) -> list[str]:
    return [
        text
        for at in groups(part, "RmtInf/Strd")
        for text in repeated(part.fields, f"{at}AddtlRmtInf")
    ]


def _about(fields: Fields) -> list[str]:
    """The bank's own words, where the payer wrote none."""
    written = "RmtInf/Ustrd" in fields
    return [] if written or "AddtlTxInf" not in fields else [fields["AddtlTxInf"]]


class _Role:
    """Where a party's fields lie, in every version."""

    def __init__(self, role: str) -> None:
        party, agent = f"RltdPties/{role}", f"RltdAgts/{role}Agt/FinInstnId"
        self.names = (f"{party}/Pty/Nm", f"{party}/Nm", f"{party}/Agt/FinInstnId/Nm")
        ultimate = f"RltdPties/Ultmt{role}"
        self.ultimate = (f"{ultimate}/Pty/Nm", f"{ultimate}/Nm")
        self.iban = f"{party}Acct/Id/IBAN"
        self.numbers = tuple(
            f"{party}Acct/Id/{name}" for name in ("Othr/Id", "BBAN", "PrtryAcct/Id")
        )
        self.banks = tuple(
            f"{agent}/{name}" for name in ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Othr/Id")
        )

    def account(self, fields: Fields) -> AccountNumber | None:
        """The party's account, or its bank alone."""
        bank = first(fields, *self.banks)
        if iban := fields.get(self.iban):
            return AccountNumber(iban.replace(" ", "").upper(), AccountKind.IBAN, bank)
        number = first(fields, *self.numbers).replace(" ", "")
        return AccountNumber(number, AccountKind.LOCAL, bank) if number or bank else None


_DEBTOR, _CREDITOR = _Role("Dbtr"), _Role("Cdtr")


def _counterparty(fields: Fields, direction: Direction, own: str) -> Counterparty:
    """Who is not us. Banks turn the roles round for what is taken back, so both are looked at."""
    is_in = direction is Direction.CREDIT
    for role in (_DEBTOR, _CREDITOR) if is_in else (_CREDITOR, _DEBTOR):
        name, account = first(fields, *role.names), role.account(fields)
        is_own = account is not None and bool(own) and account.number == own
        if (name or account) and not is_own:
            ultimate = first(fields, *role.ultimate)
            return Counterparty(name=name, account=account, ultimate_name=ultimate)
    return _NOBODY


def _documents(part: Part) -> tuple[DocumentPaid, ...]:
    fields, found = part.fields, []
    for at in groups(part, "RmtInf/Strd"):
        number = fields.get(f"{at}RfrdDocInf/Nb", "")
        if not number:
            continue
        issued = first(fields, f"{at}RfrdDocInf/RltdDt", f"{at}RfrdDocInf/RltdDt/Dt")
        sums = f"{at}RfrdDocAmt/"
        due = amount_at(fields, f"{sums}DuePyblAmt")
        paid = amount_at(fields, f"{sums}RmtdAmt")
        less = amount_at(fields, f"{sums}DscntApldAmt/Amt", f"{sums}DscntApldAmt")
        credited = amount_at(fields, f"{sums}CdtNoteAmt")
        known = paid or due or less or credited
        found.append(
            DocumentPaid(
                number=number,
                kind=first(fields, f"{at}RfrdDocInf/Tp/CdOrPrtry/Cd",
                           f"{at}RfrdDocInf/Tp/CdOrPrtry/Prtry"),
                issued_on=iso_day(issued, "RltdDt") if issued else None,
                currency=known[1] if known else "",
                due_minor=due[0] if due else None,
                remitted_minor=paid[0] if paid else None,
                discount_minor=less[0] if less else None,
                credited_minor=credited[0] if credited else None,
            )
        )  # fmt: skip
    return tuple(found)


def _exchange(fields: Fields) -> Exchange | None:
    at = "AmtDtls/InstdAmt"
    instructed = amount_at(fields, f"{at}/Amt")
    told = first(
        fields, f"{at}/CcyXchg/XchgRate", "AmtDtls/TxAmt/CcyXchg/XchgRate",
        "AmtDtls/CntrValAmt/CcyXchg/XchgRate",
    )  # fmt: skip
    if not told and (instructed is None or instructed[1] == fields.get("Amt@Ccy")):
        return None
    return Exchange(
        instructed_minor=instructed[0] if instructed else None,
        instructed_currency=instructed[1] if instructed else "",
        rate=_rate(told) if told else None,
    )


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text) if len(text) <= _RATE_CHARACTERS else Decimal(0)
    except InvalidOperation:
        rate = Decimal(0)
    if not (rate.is_finite() and rate > 0):
        raise Unreadable("XchgRate", text, "a rate above 0")
    return rate
