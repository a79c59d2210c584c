"""Matches: what was proposed for a bank line, by whom, how sure, why, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.cash.states import MATCH, MatchState
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Match(Shown):
    """One proposal for one bank line.

    lane            how it was found: cited, several, sum, account ... (rules/matching)
    confidence_ppm  how likely it is right, in millionths, calibrated
    parts           [[invoice id, document no, minor units]]; credits the same of credit notes
    difference      {"kind", "invoice_id", "amount_minor"} or {}
    over_minor      what stays on account; short_minor what stays open of the invoices
    reasons         sentences a clerk reads, the strongest first
    weights         {feature: millionths}: what moved the confidence, and how far
    guards          codes of what keeps it from being applied by itself
    alternatives    the other proposals, best first, each as {"parts", "credits", "difference", "over_minor",
                    "short_minor", "customer_id", "lane", "confidence_ppm", "reasons"}
    touch           who decided: rule or human
    """

    PREFIX: ClassVar[str] = "mat"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    line_id = models.UUIDField()
    state = models.CharField(max_length=8, default=MATCH.start)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True,
        related_name="+",
    )  # fmt: skip
    lane = models.CharField(max_length=16)
    confidence_ppm = models.IntegerField()
    parts = models.JSONField(default=list)
    credits = models.JSONField(default=list)
    difference = models.JSONField(default=dict)
    over_minor = models.BigIntegerField(default=0)
    short_minor = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=list)
    weights = models.JSONField(default=dict)
    guards = models.JSONField(default=list)
    alternatives = models.JSONField(default=list)
    is_certain = models.BooleanField(default=False)
    touch = models.CharField(max_length=5)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line_id"], condition=Q(state__in=["proposed", "applied"]),
                name="match_stands_once",
            ),
            models.CheckConstraint(
                name="match_state", condition=Q(state__in=[str(s) for s in MatchState])
            ),
            models.CheckConstraint(
                name="match_confidence", condition=Q(confidence_ppm__range=(0, 1_000_000))
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["line_id", "-made_at"], name="match_line"),
            models.Index(fields=["entity", "made_on"], name="match_day"),
        ]


class PayerAlias(Shown):
    """What a person said of a payer's account, name or habit: whose it is, or what to forget.

    kind      account, name or reference
    alias_key the print of the account in hex, the name made comparable, the reference normalised
    shown     what people see of it: DE**3000, ACME HOLDING
    customer  whose it is; null: what was learned of it before `said_at` is forgotten
    """

    PREFIX: ClassVar[str] = "ali"
    PII: ClassVar[dict[str, str]] = {"shown": "finding out whose money it is"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9)
    alias_key = models.CharField(max_length=120)
    shown = models.CharField(max_length=120)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, related_name="payer_aliases"
    )
    said_by = models.CharField(max_length=80)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "kind", "alias_key"], name="payer_alias_once"
            ),
            models.CheckConstraint(
                name="payer_alias_kind", condition=Q(kind__in=["account", "name", "reference"])
            ),
        ]
