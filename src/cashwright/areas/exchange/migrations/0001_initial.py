from django.db import migrations, models

import cashwright.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invoices", "invoices"),
                            ("payments", "payments"),
                            ("customers", "customers"),
                            ("contracts", "contracts"),
                        ],
                        max_length=12,
                    ),
                ),
                ("state", models.CharField(default="running", max_length=12)),
                ("entity_id", models.UUIDField(null=True)),
                ("file_name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("rows", models.BigIntegerField(default=0)),
                ("documents", models.BigIntegerField(default=0)),
                ("posted", models.BigIntegerField(default=0)),
                ("known", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("refused_rows", models.BigIntegerField(default=0)),
                ("new_customers", models.BigIntegerField(default=0)),
                ("amounts", models.JSONField(default=dict)),
                ("refusals", models.JSONField(default=list)),
                ("fixed_up", models.CharField(blank=True, max_length=400)),
                ("started_by", models.CharField(max_length=80)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-started_at"], name="import_newest")],
                "constraints": [
                    models.CheckConstraint(
                        name="import_state",
                        condition=models.Q(state__in=["running", "done", "refused", "interrupted"]),
                    ),
                    models.CheckConstraint(
                        name="import_ends_once",
                        condition=models.Q(state="running", ended_at__isnull=True)
                        | (~models.Q(state="running") & models.Q(ended_at__isnull=False)),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProgress",
            fields=[
                ("batch_id", models.UUIDField(primary_key=True, serialize=False)),
                ("stage", models.CharField(max_length=40)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SavedMapping",
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
                ("kind", models.CharField(max_length=12)),
                ("fingerprint", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("saved_by", models.CharField(max_length=80)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "fingerprint"], name="mapping_once")
                ],
            },
        ),
    ]
