"""Warnings: that a customer pays worse than before, and how much of a risk they are. Rows stay."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cashwright.areas.credit.policies import Detector, Tier
from cashwright.areas.credit.rules.telling import drift_words
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class DriftAlert(Shown):
    """A customer was found to pay worse; a task of a person, and nothing more until the cooldown ends.

    score_centi     how clearly, in hundredths of what the detector counts in
    baseline_days   days late before;  latest_days: now (plain counts where signs are counted)
    cooldown_until  the last day on which the customer is not spoken of again
    told            the owner of the account, who is told as well; null where there is none
    """

    PREFIX: ClassVar[str] = "drf"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="drift_alerts")
    noted_on = models.DateField()
    detector = models.CharField(max_length=8)
    score_centi = models.IntegerField()
    baseline_days = models.IntegerField()
    latest_days = models.IntegerField()
    cooldown_until = models.DateField()
    task_id = models.UUIDField()
    told = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    policy_version = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "noted_on"], name="drift_alert_once_a_day"),
            models.CheckConstraint(
                name="drift_alert_detector", condition=Q(detector__in=[d.value for d in Detector])
            ),
            models.CheckConstraint(
                name="drift_alert_cools_down", condition=Q(cooldown_until__gte=F("noted_on"))
            ),
        ]
        indexes = [models.Index(fields=["entity", "-cooldown_until"], name="drift_alert_standing")]

    @property
    def words(self) -> str:
        """What changed."""
        return drift_words(Detector(self.detector), self.baseline_days, self.latest_days)


class RiskRating(Shown):
    """How much of a risk a customer is from a day on: told by the rule, or set by a person for a time.

    tier      empty in a person's row that takes back what a person set
    until_on  the last day a person's word holds; null in what the rule told
    reasons   in words, the weightiest first
    """

    PREFIX: ClassVar[str] = "rsk"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="risk_ratings")
    tier = models.CharField(max_length=6, blank=True)
    rated_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    points = models.IntegerField(default=0)
    reasons = models.JSONField(default=list)
    policy_version = models.IntegerField(default=0)
    rated_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="risk_rating_tier",
                condition=Q(tier__in=[t.value for t in Tier]) | Q(tier="", until_on__isnull=False),
            ),
            models.CheckConstraint(
                name="risk_rating_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("rated_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-rated_on", "-id"], name="risk_rating_latest"),
            models.Index(fields=["entity", "customer"], name="risk_rating_of_entity"),
        ]
