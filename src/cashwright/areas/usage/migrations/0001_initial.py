import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("contracts", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "event_key",
                        "meter_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("event_key", models.UUIDField()),
                ("content_key", models.BigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("value_e6", models.BigIntegerField()),
                ("group_value", models.CharField(blank=True, max_length=80)),
                ("identity_key", models.BigIntegerField(null=True)),
                ("source", models.CharField(max_length=80)),
                ("source_id", models.CharField(max_length=120)),
                ("properties", models.JSONField(null=True)),
                ("corrects_key", models.UUIDField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "entity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.legalentity",
                    ),
                ),
                (
                    "meter",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.meter",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["subscription", "meter", "occurred_at"],
                        include=["value_e6", "received_at", "superseded_at", "identity_key"],
                        name="usage_event_subscription",
                    ),
                    models.Index(fields=["entity", "received_at"], name="usage_event_received"),
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", False)),
                        fields=["entity", "superseded_at"],
                        name="usage_event_superseded",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("superseded_at__gte", models.F("received_at")),
                            _connector="OR",
                        ),
                        name="usage_event_superseded_later",
                    )
                ],
            },
        ),
    ]
