import django.db.models.deletion
from django.db import migrations, models

import cashwright.kernel.ids
import cashwright.runs.states


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cashwright.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("as_of", models.DateField()),
                ("round_no", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        default=cashwright.runs.states.RunState["RUNNING"], max_length=7
                    ),
                ),
                ("bucket_count", models.PositiveSmallIntegerField()),
                ("report", models.JSONField(default=dict)),
                ("failure", models.CharField(blank=True, max_length=400)),
                ("started_by", models.CharField(max_length=80)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.legalentity",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-as_of", "-id"], name="run_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "kind", "as_of", "round_no"), name="run_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "done", "failed"])),
                        name="run_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "running"), ("finished_at__isnull", False), _connector="OR"
                        ),
                        name="run_ended_has_its_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BillException",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("contract_id", models.UUIDField()),
                ("subscription_id", models.UUIDField()),
                ("charge_id", models.UUIDField()),
                ("start_on", models.DateField()),
                ("end_on", models.DateField()),
                ("full_days", models.PositiveSmallIntegerField()),
                ("timing", models.CharField(max_length=8)),
                ("code", models.CharField(max_length=60)),
                ("as_of", models.DateField()),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.legalentity",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["entity", "code"], name="bill_exception_code")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("charge_id", "start_on"), name="bill_exception_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RunChunk",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=24)),
                ("bucket", models.PositiveSmallIntegerField()),
                ("tally", models.JSONField(default=dict)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chunks",
                        to="runs.run",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "step", "bucket"), name="run_chunk_once"
                    ),
                ],
            },
        ),
    ]
