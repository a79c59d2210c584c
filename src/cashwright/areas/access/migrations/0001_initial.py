import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import cashwright.kernel.clock
import cashwright.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=cashwright.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("language", models.CharField(default="en", max_length=8)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                ("sessions_epoch", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_once_in_any_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
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
                ("role", models.CharField(max_length=24)),
                ("entity_id", models.UUIDField(blank=True, null=True)),
                ("portfolio_id", models.UUIDField(blank=True, null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("granted_by", models.CharField(max_length=80)),
                ("granted_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                ("compensating_control", models.CharField(blank=True, max_length=200)),
                ("approval_id", models.UUIDField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "from_on"], name="role_assignment_of_user")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "clerk",
                                    "collector",
                                    "cash_applier",
                                    "credit_manager",
                                    "accountant",
                                    "controller",
                                    "cfo",
                                    "auditor",
                                    "developer",
                                    "admin",
                                    "sales",
                                    "success",
                                    "product",
                                    "it",
                                ],
                            )
                        ),
                        name="role_assignment_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "granted_by",
                                django.db.models.functions.comparison.Cast(
                                    "user_id", models.CharField()
                                ),
                            ),
                            _negated=True,
                        ),
                        name="role_assignment_not_to_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="role_assignment_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
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
                ("name", models.CharField(max_length=80)),
                ("secret_hash", models.CharField(max_length=64)),
                ("permissions", models.JSONField()),
                ("entity_id", models.UUIDField(blank=True, null=True)),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Hook",
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
                ("source", models.CharField(max_length=40, unique=True)),
                ("entity_id", models.UUIDField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                ("secret_no", models.PositiveIntegerField(default=1)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
