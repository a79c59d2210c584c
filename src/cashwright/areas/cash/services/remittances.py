"""Advices of remittance: taken once, and tied to the bank line they are about."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from cashwright.areas.cash.events import RemittanceTied, RemittanceTold
from cashwright.areas.cash.models import BankLine, Remittance, RemittanceItem
from cashwright.areas.cash.ports import AdviceItem, ReadAdvices, RemittanceAdvice
from cashwright.areas.cash.queries import WAITING
from cashwright.areas.cash.rules.advices import AdviceFacts, MoneyFacts, line_of
from cashwright.areas.cash.rules.names import name_key
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.personal import masked, masked_cards
from cashwright.kernel.refusals import NotFound

_SHOWN_MAX = 20_000


@command
def take_advices(read: ReadAdvices, *, entity_id: UUID, by: Actor) -> list[Remittance]:
    """Keep the advices of a file, card numbers masked: none is ever stored.

    repeat  a file that was told before adds nothing; returns what is new
    """
    known = Remittance.objects.filter(entity_id=entity_id, sha256=read.sha256)
    if known.exists():
        return []
    return [_keep(one, number, read, entity_id, by) for number, one in enumerate(read.advices)]


def _keep(
    told: RemittanceAdvice, position: int, read: ReadAdvices, entity_id: UUID, by: Actor
) -> Remittance:
    payer = masked_cards(masked(told.payer_name))
    made = Remittance.objects.create(
        entity_id=entity_id, source=str(told.source), file_name=read.name[:200],
        sha256=read.sha256, position=position, payer_name=payer[:200], payer_key=name_key(payer),
        trace_no=masked_cards(told.trace_no)[:80], paid_on=told.paid_on, currency=told.currency,
        amount_minor=told.amount_minor, shown=masked_cards(masked(told.shown))[:_SHOWN_MAX],
        told_at=now(),
    )  # fmt: skip
    RemittanceItem.objects.bulk_create(
        [_item(made, number, item) for number, item in enumerate(told.items, 1)]
    )
    event = RemittanceTold(
        entity_id=entity_id, remittance_id=made.pk, source=made.source,
        amount_minor=told.amount_minor, items=len(told.items),
    )  # fmt: skip
    announce(event, by=by)
    return made


def _item(of: Remittance, number: int, told: AdviceItem) -> RemittanceItem:
    return RemittanceItem(
        remittance=of, item_no=number, document_no=masked_cards(told.document_no)[:80],
        paid_minor=told.paid_minor, gross_minor=told.gross_minor,
        discount_minor=told.discount_minor, deduction_minor=told.deduction_minor,
        reason_code=masked_cards(told.reason)[:80],
    )  # fmt: skip


@command
def tie_advices(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Tie the advices that wait to waiting lines of their amount; returns how many were tied.

    repeat  ties nothing twice; what fits several lines waits for a person
    """
    waiting = list(
        Remittance.objects.select_for_update()
        .filter(entity_id=entity_id, line_id__isnull=True, amount_minor__isnull=False)
        .order_by("pk")
    )
    if not waiting:
        return 0
    amounts = {one.amount_minor for one in waiting if one.amount_minor is not None}
    taken = set(
        Remittance.objects.filter(entity_id=entity_id, line_id__isnull=False).values_list(
            "line_id", flat=True
        )
    )
    lines = BankLine.objects.filter(
        Q(state__in=WAITING), entity_id=entity_id, amount_minor__in=amounts, booked_on__lte=on
    )
    money = {one.pk: _money(one) for one in lines if one.pk not in taken}
    tied = 0
    for remittance in waiting:
        line_id = line_of(_facts(remittance), list(money.values()))
        if line_id is not None:
            _tie(remittance, UUID(line_id), by)
            del money[UUID(line_id)]
            tied += 1
    return tied


@command
def tie_advice(*, remittance_id: UUID, line_id: UUID, by: Actor) -> Remittance:
    """A person says which line an advice is about. Raises NotFound."""
    found = Remittance.objects.select_for_update().filter(pk=remittance_id).first()
    if found is None:
        raise NotFound(document="remittance", id=str(remittance_id))
    if not BankLine.objects.filter(pk=line_id, entity_id=found.entity_id).exists():
        raise NotFound(document="bank line", id=str(line_id))
    _tie(found, line_id, by)
    return found


def _tie(remittance: Remittance, line_id: UUID, by: Actor) -> None:
    remittance.line_id = line_id
    remittance.save(update_fields=["line_id"])
    event = RemittanceTied(
        entity_id=remittance.entity_id, remittance_id=remittance.pk, line_id=line_id
    )
    announce(event, by=by)


def _facts(one: Remittance) -> AdviceFacts:
    assert one.amount_minor is not None, "only those are looked at"
    return AdviceFacts(
        advice_id=str(one.pk), trace_no=one.trace_no, payer_key=one.payer_key, paid_on=one.paid_on,
        currency=one.currency, amount_minor=one.amount_minor,
    )  # fmt: skip


def _money(one: BankLine) -> MoneyFacts:
    return MoneyFacts(
        line_id=str(one.pk), end_to_end_id=one.end_to_end_id, bank_ref=one.bank_ref,
        payer_key=one.payer_key, booked_on=one.booked_on, currency=one.currency,
        amount_minor=one.amount_minor,
    )  # fmt: skip
