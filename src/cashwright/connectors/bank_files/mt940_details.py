"""What stands in field 86: the German `?20` fields, the Dutch `/EREF/` words, or plain text.

All are read into the same words: name, account, bank, eref, mref, text and so on, each once.
"""

import re

from cashwright.connectors.bank_files.values import ibans_in, joined

Told = dict[str, str]

_STRUCTURED = re.compile(r"(?:([0-9]{3}))?([?>#~])([0-9]{2})")
_SEPA = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|PURP|RREF|RTRN)\+ ?"
)
_SLASHED = re.compile(
    r"/(TRTP|IBAN|BBAN|BIC|NAME|REMI|EREF|MARF|CSID|ORDP|BENM|PREF|RTRN|ACCW|ISDT|ADDR|KREF|ID"
    r"|PURP|ULTB|ULTD|SVCL|OCMT|CHGS|EXCH|CNTP|OAMT|CREF|BUSP|CHGR|OGB|OSDR|VA|PT|FT|PY)/"
)
_NOT_TEXT = {"ISDT", "CSID", "BUSP", "CHGR", "ADDR", "ID", "SVCL", "CREF", "OAMT", "CTRY"}
_WIDTH = 27  # of a purpose field; one that is shorter ends with a blank the bank has cut off
_POLISH = re.compile(r"(ID IPH|Z RACH\.|NA RACH\.|OD|DLA|TYT\.|TNR): ?")
_KNAB = re.compile(r"(REK|NAAM): ?")
_PURPOSE = {*(str(number) for number in range(20, 30)), "60", "61", "62", "63", "64", "65"}
_SEPA_WORDS = {
    "EREF": "eref", "KREF": "kref", "MREF": "mref", "CRED": "creditor", "DEBT": "debtor",
    "SVWZ": "text", "ABWA": "ultimate", "ABWE": "ultimate", "IBAN": "account", "BIC": "bank",
    "OAMT": "instructed", "COAM": "charges", "PURP": "purpose", "RREF": "rref", "RTRN": "return",
}  # fmt: skip
_SLASHED_WORDS = {
    "IBAN": "account", "BBAN": "account", "ACCW": "account", "BIC": "bank", "NAME": "name",
    "REMI": "text", "EREF": "eref", "MARF": "mref", "CSID": "creditor", "PREF": "batch",
    "RTRN": "return", "KREF": "kref", "PURP": "purpose", "ULTB": "ultimate", "ULTD": "ultimate",
    "OCMT": "instructed", "CHGS": "charges", "EXCH": "rate", "TRTP": "posting",
}  # fmt: skip
_POLISH_WORDS = {"Z RACH.": "account", "NA RACH.": "account", "OD": "name", "DLA": "name",
                 "TYT.": "text", "TNR": "ref"}  # fmt: skip


def read_details(text: str) -> Told:
    """The words of a field 86; `text` is what the payer wrote, or all of it."""
    flat = "".join(line.rstrip("\r") for line in text.split("\n"))
    if (begun := _STRUCTURED.match(flat)) and (begun[1] or begun[2] == "?"):
        return _structured(flat, begun)
    if len(_SLASHED.findall(flat)) >= 1 and flat.lstrip().startswith("/"):
        return _slashed(flat)
    if "TYT.:" in flat:
        return _labelled(joined(text), _POLISH, _POLISH_WORDS)
    if "REK:" in flat and "NAAM:" in flat:
        return _labelled(joined(text), _KNAB, {"REK": "account", "NAAM": "name"})
    told = {"text": joined(text)}
    if len(found := ibans_in(told["text"])) == 1:
        told["account"] = found[0]
    return told


def _structured(flat: str, begun: re.Match[str]) -> Told:
    sign = begun[2]
    told: Told = {"gvc": begun[1]} if begun[1] else {}
    purpose: list[str] = []
    name: list[str] = []
    for piece in flat[len(begun[1] or "") :].split(sign)[1:]:
        code, value = piece[:2], piece[2:]
        if code in _PURPOSE:
            purpose.append(value)
        elif code in ("32", "33"):
            name.append(value)
        elif code in ("00", "30", "31", "34"):
            told[{"00": "posting", "30": "bank", "31": "account", "34": "key"}[code]] = (
                value.strip()
            )
        elif purpose and not (code.isascii() and code.isdigit()):
            purpose.append(sign + piece)  # the sign itself stood in the text
    if full := "".join(name).strip():
        told["name"] = full
    return told | _sepa(_wrapped(purpose), told)


def _wrapped(purpose: list[str]) -> str:
    """Fields of a fixed width, put together again."""
    width = max([_WIDTH, *map(len, purpose)])
    return "".join(value if len(value) >= width else f"{value} " for value in purpose).rstrip()


def _sepa(purpose: str, before: Told) -> Told:
    """`EREF+...SVWZ+...` in the purpose; what is said outside of it goes before."""
    parts = _SEPA.split(purpose)
    if len(parts) == 1:
        return {"text": purpose.strip()} if purpose.strip() else {}
    told: Told = {}
    lead = parts[0].strip()
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        name = _SEPA_WORDS[word]
        if name not in before and name not in told and value.strip():
            told[name] = value.strip()
    if lead:
        told["text"] = f"{lead} {told['text']}" if "text" in told else lead
    return told


def _slashed(flat: str) -> Told:
    told: Told = {}
    parts = _SLASHED.split(flat)
    rest = [parts[0].strip()]
    for word, written in zip(parts[1::2], parts[2::2], strict=True):
        value = written.strip().strip("/")
        name = _SLASHED_WORDS.get(word)
        if word == "CNTP":
            account, bank, holder = [*value.split("/"), "", "", ""][:3]
            told |= {k: v for k, v in (("account", account), ("bank", bank), ("name", holder)) if v}
        elif name is None or name in told:
            if word not in _NOT_TEXT:
                rest.append(value)
        elif value:
            told[name] = value
    if "REMI" not in parts[1::2] and (left := joined(" ".join(rest))):
        told["text"] = left
    return told


def _labelled(flat: str, labels: re.Pattern[str], words: dict[str, str]) -> Told:
    told: Told = {}
    parts = labels.split(flat)
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        name = words.get(word)
        if name and name not in told and (value := value.strip(" ;/")):
            told[name] = value
    told.setdefault("text", flat)
    return told
