"""Money at the bank that is no customer's: fees of the bank, refunds of others, our own transfers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cashwright.connectors.simulator.bank_writers import Kind, Told
from cashwright.connectors.simulator.banks import Bank, banks_of
from cashwright.connectors.simulator.company import Company, dice
from cashwright.connectors.simulator.ibans import account_of
from cashwright.kernel.periods import last_day_of_month

_STRANGERS = {
    "NWDE": (("Finanzkasse Hamburg", "USt-Erstattung 2025/{0:02d} StNr 12/345/67890"),
             ("Elbe Versicherung AG", "Schaden 4711-{0:02d}22 Erstattung"),
             ("SAMMELBUCHUNG", "SAMMELUEBERWEISUNG {0:04d}")),
    "NWUS": (("Comptroller of the State", "REFUND CASE {0:05d}"), ("Harbor Payroll Co", "ADJUSTMENT {0:04d}")),
    "NWUK": (("HMRC VTR", "XVAT {0:06d}"), ("Quay Estates", "DEPOSIT RETURNED UNIT {0}")),
}  # fmt: skip
_CHANCE = 0.045  # that such money comes on a working day
_FEE_MINOR, _SWEEP_MINOR, _SWEEP_DAY, _SWEEPS_FROM = 12_90, 4_000_00, 18, 62


def strange_lines(
    company: Company, bank: Bank, first: date, last: date
) -> Iterator[tuple[Told, str]]:
    """(line, what it is), by day."""
    on = first
    while on <= last:
        yield from _on(company, bank, on)
        on += timedelta(days=1)


def _on(company: Company, bank: Bank, on: date) -> Iterator[tuple[Told, str]]:
    own = banks_of(bank.entity)
    roll = dice(company.seed, "stranger", bank.code, on)
    if bank is own[0] and on.weekday() < 5 and roll.random() < _CHANCE:
        name, text = roll.choice(_STRANGERS[bank.entity])
        number = roll.randrange(1, 12)
        yield _line(
            bank, on, roll.randint(80_00, 2_400_00), name=name, text=text.format(number),
            account=account_of(own[0].entity[2:].replace("UK", "GB"), 88_000_000 + number),
        ), "not ours"  # fmt: skip
    if on.day == _SWEEP_DAY and (on - company.starts_on).days > _SWEEPS_FROM and len(own) == 3:
        yield from _sweep(bank, own, on)
    if on == last_day_of_month(on):
        yield (
            _line(bank, on, -_FEE_MINOR, text=f"Account fee {on:%Y-%m}", kind=Kind.FEE),
            "bank fee",
        )


def _sweep(bank: Bank, own: tuple[Bank, ...], on: date) -> Iterator[tuple[Told, str]]:
    """What gathered on the spare account is moved to the main one."""
    main, _, spare = own
    other = {main.code: spare, spare.code: main}.get(bank.code)
    if other is not None:
        amount = _SWEEP_MINOR if bank is main else -_SWEEP_MINOR
        yield _line(
            bank, on, amount, name=other.account.owner, account=other.account.number,
            text=f"Own transfer {on:%Y-%m}",
        ), "own transfer"  # fmt: skip


def _line(
    bank: Bank, on: date, amount: int, *, text: str, name: str = "", account: str = "",
    kind: Kind = Kind.TRANSFER,
) -> Told:  # fmt: skip
    return Told(
        booked_on=on, amount_minor=amount, currency=bank.account.currency, kind=kind, payer_name=name,
        payer_account=account, texts=(text,),
    )  # fmt: skip
