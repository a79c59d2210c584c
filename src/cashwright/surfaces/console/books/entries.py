"""Journal entries that move an account, each with what it moved: they sum to the account's balance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Sum, Value

from cashwright.areas.ledger.models import JournalEntry, Posting


def entries_on(
    entity_ids: Collection[UUID], account: str, currency: str, as_of: date, where: Q | None = None
) -> QuerySet[JournalEntry]:
    """The entries with lines on `account` in `currency`, each with `moved_minor` and `currency`.

    where  what else the lines must meet, such as a customer
    """
    lines = Posting.objects.filter(
        where or Q(), account_id=account, currency=currency, entity_id__in=entity_ids,
        effective_on__lte=as_of,
    )  # fmt: skip
    moved = (
        lines.filter(entry_id=OuterRef("pk"))
        .order_by()
        .values("entry_id")
        .annotate(minor=Sum("amount_minor"))
        .values("minor")
    )
    return JournalEntry.objects.filter(pk__in=lines.values("entry_id")).annotate(
        moved_minor=Subquery(moved), currency=Value(currency, output_field=CharField())
    )
