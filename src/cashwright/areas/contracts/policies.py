"""The fixed words of contracts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Grouping(StrEnum):
    """How the charges of a contract come to invoices."""

    CONSOLIDATED = "consolidated"  # with all others of the same payer, currency and terms
    CONTRACT = "contract"  # one invoice a contract
    SUBSCRIPTION = "subscription"  # one invoice a subscription


class AmendmentKind(StrEnum):
    """What changed."""

    QUANTITY = "quantity"
    PRICE = "price"  # upgrade or downgrade: one price is followed by another
    ADD = "add"
    REMOVE = "remove"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RENEW = "renew"
    COTERM = "coterm"


class Proration(StrEnum):
    """What happens to the rest of a period that is billed already when something changes in it."""

    NOW = "now"  # credit the unused part, charge the new, on an invoice at once
    NEXT_BILL = "next_bill"  # the same, on the next invoice
    NONE = "none"  # the period stays as billed; the change counts from the next
    FULL_PRICE = "full_price"  # nothing is credited, the new is charged in full


class Turn(StrEnum):
    """Which way a change goes: what the policy of proration tells apart."""

    UPGRADE = "upgrade"  # a period costs more, or as much: another price, one more, resumed
    DOWNGRADE = "downgrade"  # it costs less: another price, one fewer, paused
    QUANTITY_UP = "quantity_up"
    QUANTITY_DOWN = "quantity_down"
    CANCEL = "cancel"


PRORATION = "contracts.proration"  # the name of the policy


def matrix_of(value: Mapping[str, Any] | None) -> dict[Turn, Proration]:
    """What the policy's value says of each turn; with the next bill where it says nothing."""
    given = value or {}
    return {turn: Proration(given.get(turn, Proration.NEXT_BILL)) for turn in Turn}


class ProrationUnit(StrEnum):
    """What a share of a billed period is counted in, where a change cuts it.

    By the second the instant of a change tells billed days apart, credit and charge alike. Days nobody
    has billed are days in either: a line of the bill run says from which day to which it bills, and the
    day of the change is billed as agreed from that day on.
    """

    DAY = "day"
    SECOND = "second"


class BillReason(StrEnum):
    """Why a priced line waits to be invoiced."""

    AMENDMENT = "amendment"
    ONE_OFF = "one_off"
    MILESTONE = "milestone"
    ORDER = "order"


CUSTOM_TERMS = "contracts.custom_terms"
"""The kind of approval a contract needs whose payment terms are not of the catalogue."""
