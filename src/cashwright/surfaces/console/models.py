"""Tables of the console: what people keep for themselves. Nothing here is part of the books."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id


class PolicyDraft(models.Model):
    """A policy somebody is at work on: not proposed yet, seen by nobody else, followed by no run.

    owner_id   the house, or the company whose own policy it is to become
    value      as it would be stored; previous is what it was before the last change, for undo
    after      the latest version when the work began
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="policy_drafts"
    )
    owner_id = models.UUIDField()
    policy = models.CharField(max_length=60)
    value = models.JSONField()
    previous = models.JSONField(null=True)
    after = models.IntegerField()
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "owner_id", "policy"], name="policy_draft_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.policy


class SavedView(models.Model):
    """A list as somebody wants to find it again: the query string under a name."""

    PREFIX: ClassVar[str] = "view"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    list_key = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_key", "name"], name="saved_view_name_once_per_list"
            ),
        ]

    def __str__(self) -> str:
        return self.name
