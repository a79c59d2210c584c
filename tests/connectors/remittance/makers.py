"""Writers of small EDI 820 and NACHA files, whose counts and totals are right unless said otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260120*1200*U*00401"
    "*000000001*0*P*>~"
)
BODY = (
    "BPR*C*345.50*C*ACH*CTX*01*021000021*DA*123*1512345678**01*021000089*DA*987*20260120~"
    "TRN*1*TRACE77~CUR*PR*USD~N1*PR*Acme Corp~ENT*1~"
    "RMR*IV*INV-1001**100.00*102.00*2.00~"
    "RMR*IV*INV-1002**245.50*250.00~ADX*-4.50*01~DTM*003*20260110~"
)


def x820(
    body: str = BODY, *, count: int | None = None, end: str = "GE*1*1~IEA*1*000000001~"
) -> bytes:
    segments = body.count("~") + 2 if count is None else count
    return (
        ISA + "GS*RA*PAYER*PAYEE*20260120*1200*1*X*004010~ST*820*0001~" + body
        + f"SE*{segments}*0001~" + end
    ).encode()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paying:
    """An entry of a NACHA file: cents, what its addenda say, and the transaction code."""

    cents: int
    addenda: Sequence[str] = ()
    code: str = "22"
    kind: str = "05"


def cut(text: str) -> list[str]:
    """A text in pieces of 80 characters, as addenda carry it."""
    return [text[at : at + 80] for at in range(0, len(text), 80)]


def record(kind: str, *fields: tuple[int, str]) -> str:
    """A record of 94 characters with fields at their places, from 1."""
    signs = list(kind.ljust(94))
    for place, text in fields:
        signs[place - 1 : place - 1 + len(text)] = text
    return "".join(signs)


def nacha(
    *entries: Paying,
    sec: str = "CTX",
    company: str = "ACME CORP",
    day: str = "260120",
    lies: Mapping[str, int] | None = None,
) -> bytes:
    """A file of one batch. `lies`: count, hash, debits, credits, batches said otherwise than true."""
    count = sum(1 + len(one.addenda) for one in entries)
    sums = {"5": 0, "0": 0}
    for one in entries:
        sums["0" if one.code[1] in "01234" else "5"] += one.cents
    said = {
        "count": count,
        "hash": 2100008 * len(entries),
        "debits": sums["5"],
        "credits": sums["0"],
        "batches": 1,
        **(lies or {}),
    }
    lines = [
        record("101", (4, " 021000021 0210000892601201200A094101")),
        record("5200", (5, company), (51, sec), (70, day), (80, "021000020000001")),
    ]
    for number, one in enumerate(entries, 1):
        trace = f"02100002{number:07}"
        lines.append(
            record(
                f"6{one.code}",
                (4, "02100008"),
                (12, "9"),
                (30, f"{one.cents:010}"),
                (79, "1"),
                (80, trace),
            )
        )
        lines += [
            record(f"7{one.kind}", (4, text[:80]), (84, f"{at:04}{number:07}"))
            for at, text in enumerate(one.addenda, 1)
        ]
    lines += [
        record("8200", (5, f"{said['count']:06}"), (11, f"{said['hash']:010}"), (21, f"{said['debits']:012}"),
               (33, f"{said['credits']:012}"), (80, "021000020000001")),
        record("9", (2, f"{said['batches']:06}"), (8, "000001"), (14, f"{said['count']:08}"),
               (22, f"{said['hash']:010}"),
               (32, f"{said['debits']:012}"), (44, f"{said['credits']:012}")),
    ]  # fmt: skip
    return "\n".join(lines).encode()
