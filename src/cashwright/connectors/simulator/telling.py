"""A payment as its payer's bank passes it on: name, account, and what was written of the invoices."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from cashwright.connectors.simulator.bank_writers import Cited, Kind, Told
from cashwright.connectors.simulator.company import Company, dice
from cashwright.connectors.simulator.noise import Writing, name_on_transfer, sentence, written
from cashwright.connectors.simulator.payers import Refers, writing
from cashwright.connectors.simulator.paying import Paid
from cashwright.connectors.simulator.slips import Slip

_TEXT, _REFERENCE = 140, 35
_SOME_OF_THEM, _RANGE, _WRONG, _CHARGE_TOLD = 0.06, 0.2, 0.012, 0.5
_MANY = 3
_RETURN_CODES = ("AC04", "AC06", "MD07")


def told_of(company: Company, paid: Paid, others: Sequence[str]) -> tuple[Told, str]:
    """(the line without the bank's reference, what kind of line it is).

    others  the numbers of older invoices of the same buyer: some cite the wrong one
    """
    roll = dice(company.seed, "told", paid.payment_id)
    name = name_on_transfer(paid.payer.name, roll)
    if paid.amount_minor < 0:
        return _return(paid, name, roll), "return"
    texts, documents, end_to_end, how = _remittance(paid, others, roll)
    is_charge_told = paid.slip is Slip.FEE and roll.random() < _CHARGE_TOLD
    told = Told(
        booked_on=paid.received_on, amount_minor=paid.amount_minor, currency=paid.currency,
        payer_name=name, payer_account=paid.payer.account_on(paid.received_on),
        texts=texts, documents=documents, end_to_end_id=end_to_end,
        charge_minor=paid.kept_minor if is_charge_told else 0,
    )  # fmt: skip
    is_plain = paid.slip in (Slip.NONE, Slip.RETURNED) or (paid.slip is Slip.TWICE and paid.covers)
    return told, how if is_plain else str(paid.slip)


def _return(paid: Paid, name: str, roll: Random) -> Told:
    texts = (f"Return of {' '.join(paid.cites)}"[:_TEXT],)
    return Told(
        booked_on=paid.received_on, amount_minor=paid.amount_minor, currency=paid.currency,
        kind=Kind.RETURN, payer_name=name, payer_account=paid.payer.account_on(paid.received_on),
        texts=texts, return_reason=roll.choice(_RETURN_CODES),
    )  # fmt: skip


def _remittance(
    paid: Paid, others: Sequence[str], roll: Random
) -> tuple[tuple[str, ...], tuple[Cited, ...], str, str]:
    """(texts, structured documents, end-to-end id, what was made of the references)."""
    refers, language = paid.payer.refers, paid.buyer.language
    if paid.slip is Slip.AHEAD:
        return ("Prepayment, thank you",), (), "", ""
    if refers is Refers.SILENT:
        return _texts(sentence([], language, roll)), (), "", "silent"
    if refers is Refers.CUSTOMER:
        return (
            _texts(f"{paid.buyer.account_no} {sentence([], language, roll)}"),
            (),
            "",
            "customer no",
        )
    if refers is Refers.STRUCTURED:
        money = dict(paid.covers)
        cited = tuple(Cited(number, money.get(number)) for number in paid.cites)
        return (), cited, "", "structured"
    numbers, how = _cited(paid.cites, others, roll)
    spoilt = [writing(refers, roll) for _ in numbers]
    if how in ("one", "several"):
        worst = max(spoilt, key=list(Writing).index)
        how = how if worst is Writing.EXACT and how == "several" else str(worst)
    words = [written(number, one, roll) for number, one in zip(numbers, spoilt, strict=True)]
    if refers is Refers.END_TO_END and len(words) == 1:
        return (), (), words[0][:_REFERENCE], how
    return _texts(sentence(words, language, roll)), (), "", how


def _cited(cites: tuple[str, ...], others: Sequence[str], roll: Random) -> tuple[list[str], str]:
    """Which numbers are written down, and what that is called."""
    chance = roll.random()
    if others and chance < _WRONG:
        return [others[-1]], "wrong"
    if len(cites) >= _MANY and chance < _RANGE:
        return [f"{cites[0]} - {cites[-1]}"], "range"
    if len(cites) > 1 and chance > 1 - _SOME_OF_THEM:
        return list(cites[:-1]), "some of them"
    return list(cites), "one" if len(cites) == 1 else "several"


def _texts(text: str) -> tuple[str, ...]:
    """Never more than a transfer has room for; what is longer is cut."""
    kept = text.strip()[:_TEXT].strip()
    return (kept,) if kept else ()
