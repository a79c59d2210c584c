"""KPIs as they were noted day by day: what a trend line is drawn from."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.insight.models import KpiSnapshot


def snapshots(entity_id: UUID, currency: str, kpi: str, as_of: date) -> QuerySet[KpiSnapshot]:
    """The history of one KPI up to a day, oldest first."""
    return KpiSnapshot.objects.filter(
        entity_id=entity_id, currency=currency, kpi=kpi, as_of__lte=as_of
    ).order_by("as_of")
