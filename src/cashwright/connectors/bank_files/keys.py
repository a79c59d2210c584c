"""The key of an entry: one name for it in every file it comes in, so that nothing is taken twice.

With the bank's own reference: account, reference, direction, day, amount, and the n-th such entry.
Without: the same with everything the payer and the bank wrote in place of the reference. The
reference is never trusted alone: banks write NONREF, or one reference for a day's whole batch.
Counting starts anew each day, so files that overlap by whole days count alike, and anew in each file
of an archive and for each kind of statement, so that it does not matter what comes packed together. A
statement that stands in a file twice counts once; pending entries count by themselves.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable

from cashwright.areas.cash.ports import BankEntry, BankStatement, EntryStatus
from cashwright.connectors.bank_files.values import joined

NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOTPROVIDED.", "0", "N/A", "NONE"})


def with_keys(statements: Iterable[BankStatement]) -> tuple[BankStatement, ...]:
    """The statements, their entries named. The entries are the reader's own: none was handed out yet."""
    counters: defaultdict[object, Counter[bytes]] = defaultdict(Counter)
    named: dict[tuple[object, ...], tuple[str, ...]] = {}
    done = tuple(statements)
    for statement in done:
        own = "".join(sign for sign in statement.account.number.upper() if sign.isalnum())
        content = [_content(own, entry) for entry in statement.entries]
        same = (statement.account, statement.statement_id, statement.sequence_no,
                statement.balances, tuple(content))  # fmt: skip
        if same not in named:
            counted = counters[statement.member, statement.kind]
            named[same] = tuple(_key(one, counted) for one in content)
        for entry, key in zip(statement.entries, named[same], strict=True):
            object.__setattr__(
                entry, "key", key
            )  # a copy of each would cost a tenth of the reading
    return done


def _content(own: str, entry: BankEntry) -> bytes:
    day = entry.booked_on or entry.value_on
    reference = entry.bank_ref.strip()
    told = _text(entry) if reference.upper() in NO_REFERENCE else f"ref:{reference}"
    parts = (
        own,
        "" if entry.status is EntryStatus.BOOKED else entry.status.value,
        day.isoformat() if day else "",
        entry.direction.value,
        str(entry.amount_minor),
        entry.currency,
        told,
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).digest()


def _text(entry: BankEntry) -> str:
    told = [entry.text]
    for detail in entry.details:
        payer = detail.counterparty
        told += (detail.end_to_end_id, payer.name, payer.account.number if payer.account else "")
        told += (detail.text, *detail.references)
    return joined(" ".join(told)).upper()


def _key(content: bytes, counted: Counter[bytes]) -> str:
    counted[content] += 1
    return f"{content.hex()[:40]}-{counted[content]}"
