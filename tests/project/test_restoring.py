"""After a test that committed, the database is as migrations left it, append-only or not."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from cashwright.areas.controls.models import Fact
from cashwright.areas.parties.models import LegalEntity
from tests import makers, restoring


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_goes_and_what_was_seeded_stays() -> None:
    seeded = set(ContentType.objects.values_list("app_label", "model"))
    makers.entity()
    ContentType.objects.create(app_label="nowhere", model="nothing")
    assert Fact.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from controls_fact")

    restoring.restore()
    assert not LegalEntity.objects.exists()
    assert not Fact.objects.exists()
    assert set(ContentType.objects.values_list("app_label", "model")) == seeded

    with connection.cursor() as cursor:
        cursor.execute("show session_replication_role")
        assert cursor.fetchone() == ("origin",), "the triggers are awake again"
