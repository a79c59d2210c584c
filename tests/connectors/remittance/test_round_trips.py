"""What is written as EDI 820 or NACHA is read back to the cent, whatever it is."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.cash.ports import AdviceItem
from cashwright.connectors.remittance import read_advices
from cashwright.kernel.currencies import CURRENCIES, format_minor
from tests.connectors.remittance.makers import Paying, cut, nacha, x820

NUMBERS = st.from_regex(r"[A-Z]{0,4}[-/]?[0-9]{1,12}", fullmatch=True)


@dataclass(frozen=True, slots=True)
class Told:
    """An advice to write: items, and the name and trace number around them."""

    items: tuple[AdviceItem, ...]
    payer: str
    trace: str


@st.composite
def items(draw: st.DrawFn) -> AdviceItem:
    gross = draw(st.integers(1, 10**11))
    discount = draw(st.integers(0, gross // 2))
    deduction = draw(st.integers(0, gross // 3))
    return AdviceItem(
        document_no=draw(NUMBERS), paid_minor=gross - discount - deduction, gross_minor=gross,
        discount_minor=discount, deduction_minor=deduction,
        reason=draw(st.sampled_from(["01", "DMG", "L6"])) if deduction else "",
    )  # fmt: skip


advices = st.builds(
    Told,
    st.lists(items(), min_size=1, max_size=12, unique_by=lambda i: i.document_no).map(tuple),
    st.from_regex(r"[A-Z][A-Za-z &.]{0,30}[A-Za-z]", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True),
)


def amount(minor: int, currency: str) -> str:
    return format_minor(minor, currency).replace(",", "")


def segments(told: Told, currency: str) -> list[str]:
    made = []
    for one in told.items:
        paid, gross = amount(one.paid_minor or 0, currency), amount(one.gross_minor or 0, currency)
        made.append(
            f"RMR*IV*{one.document_no}**{paid}*{gross}*{amount(one.discount_minor, currency)}"
        )
        if one.deduction_minor:
            made.append(f"ADX*{amount(-one.deduction_minor, currency)}*{one.reason}")
    return made


def total(told: Told) -> int:
    return sum(one.paid_minor or 0 for one in told.items)


@settings(max_examples=80, deadline=None)
@given(advices, st.sampled_from(["USD", "EUR", "JPY", "KWD"]))
def test_an_820_is_read_back(told: Told, currency: str) -> None:
    assert currency in CURRENCIES
    body = "".join(
        f"{one}~"
        for one in [
            f"BPR*C*{amount(total(told), currency)}*C*ACH", f"TRN*1*{told.trace}", f"CUR*PR*{currency}",
            f"N1*PR*{told.payer}", "ENT*1", *segments(told, currency),
        ]
    )  # fmt: skip
    read = read_advices(x820(body))
    (advice,) = read.advices
    assert advice.items == told.items
    assert (advice.amount_minor, advice.currency, advice.trace_no, advice.payer_name) == (
        total(told), currency, told.trace, told.payer,
    )  # fmt: skip
    assert read.notes == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(advices, min_size=1, max_size=4), st.sampled_from("\\~|"))
def test_addenda_are_read_back(told: list[Told], terminator: str) -> None:
    entries = [
        Paying(total(one), cut("".join(each + terminator for each in segments(one, "USD"))))
        for one in told
        if total(one) < 10**10
    ]
    written = [one for one in told if total(one) < 10**10]
    read = read_advices(nacha(*entries))
    assert [(a.amount_minor, a.items) for a in read.advices] == [
        (total(one), one.items) for one in written
    ]
