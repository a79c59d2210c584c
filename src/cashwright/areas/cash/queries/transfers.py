"""Reading what may be a transfer between two accounts of ours."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.cash.models import BankAccount, BankLine
from cashwright.areas.cash.queries.matching import WAITING
from cashwright.areas.cash.rules.transfers import OwnLine, Transfer, fits, likely_transfers

_FIELDS = (
    "pk", "entity_id", "bank_account_id", "booked_on", "currency", "amount_minor", "payer_print",
)  # fmt: skip


def transfers_of(line: BankLine) -> list[Transfer]:
    """What a waiting line may be one side of, those that name each other's account first."""
    rows = BankLine.objects.filter(
        entity_id=line.entity_id, currency=line.currency, amount_minor=-line.amount_minor,
        state__in=WAITING,
    ).exclude(bank_account_id=line.bank_account_id)  # fmt: skip
    (mine,) = _own(BankLine.objects.filter(pk=line.pk))
    others = _own(rows.order_by("booked_on", "pk")[:100])
    pairs = ((mine, one) if mine.amount_minor < 0 else (one, mine) for one in others)
    found = [one for one in (fits(*pair) for pair in pairs) if one is not None]
    return sorted(found, key=lambda one: (not one.is_named, abs(one.days)))


def likely_transfers_in(entity_ids: Collection[UUID]) -> list[Transfer]:
    """The transfers among the waiting lines of legal entities that nothing competes with."""
    rows = BankLine.objects.filter(entity_id__in=list(entity_ids), state__in=WAITING)
    found: list[Transfer] = []
    for entity_id in sorted(entity_ids):
        found += likely_transfers(_own(rows.filter(entity_id=entity_id)))
    return found


def other_side(line: BankLine) -> BankLine | None:
    """The other line of the transfer that a line is part of."""
    if line.transfer_id is None:
        return None
    rows = BankLine.objects.select_related("bank_account").filter(transfer_id=line.transfer_id)
    return rows.exclude(pk=line.pk).first()


def _own(rows: QuerySet[BankLine]) -> list[OwnLine]:
    given = list(rows.values(*_FIELDS))
    prints = {
        (entity_id, bytes(told or b"")): str(pk)
        for pk, entity_id, told in BankAccount.objects.filter(
            entity_id__in={row["entity_id"] for row in given}, number_print__isnull=False
        ).values_list("pk", "entity_id", "number_print")
    }  # fmt: skip
    return [
        OwnLine(
            line_id=str(row["pk"]), account_id=str(row["bank_account_id"]),
            booked_on=row["booked_on"], currency=row["currency"], amount_minor=row["amount_minor"],
            other_id=prints.get((row["entity_id"], bytes(row["payer_print"] or b"")), ""),
        )
        for row in given
    ]  # fmt: skip
