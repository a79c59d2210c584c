"""A mail as advices: of the files that came with it, else of its own text."""

from collections.abc import Callable
from dataclasses import replace

from cashwright.areas.cash.ports import RemittanceAdvice
from cashwright.areas.cash.refusals import BankFileRefused, NoStatement
from cashwright.areas.exchange.refusals import FileRefused
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance.prose import read_prose
from cashwright.connectors.remittance.texts import Attached, Mail, mail_of

_FILES_MAX = 10
_READ = (".pdf", ".csv", ".xlsx", ".txt", ".edi", ".820", ".x12", ".ach", ".tsv")
_NO_MAIL_WITHIN = (".eml", ".msg", ".zip", ".gz")

ReadWithin = Callable[[Attached], list[RemittanceAdvice]]


def read_mail(reading: Reading, data: bytes, within: ReadWithin) -> list[RemittanceAdvice]:
    """The advices of a mail. Raises NoStatement when neither files nor text name a document.

    within  reads one file that came with it; what it cannot read is noted and left
    """
    mail = mail_of(reading, data)
    found = [one for file in _worth_reading(reading, mail) for one in _of(reading, file, within)]
    if found:
        return [replace(one, payer_name=one.payer_name or mail.sender) for one in found]
    return read_prose(reading, f"{mail.subject}\n{mail.text}", payer=mail.sender)


def _worth_reading(reading: Reading, mail: Mail) -> list[Attached]:
    files = [file for file in mail.files if file.name.lower().endswith(_READ)]
    reading.notes += [
        f"{file.name[:60]}: not read, take it in by itself"
        for file in (*mail.files, *files[_FILES_MAX:])
        if file.name.lower().endswith(_NO_MAIL_WITHIN) or file in files[_FILES_MAX:]
    ]
    return files[:_FILES_MAX]


def _of(reading: Reading, file: Attached, within: ReadWithin) -> list[RemittanceAdvice]:
    try:
        return within(file)
    except NoStatement:
        return []
    except (BankFileRefused, FileRefused) as refused:
        reading.notes.append(f"{file.name[:60]}: not read ({refused.code})")
        return []
