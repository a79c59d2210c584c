import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import cashwright.areas.messaging.states
import cashwright.areas.parties.policies
import cashwright.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
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
                    "channel",
                    models.CharField(
                        default=cashwright.areas.parties.policies.Channel["EMAIL"], max_length=8
                    ),
                ),
                ("purpose", models.CharField(max_length=12)),
                ("to_address", models.CharField(max_length=254)),
                ("language", models.CharField(default="en", max_length=8)),
                ("subject", models.CharField(max_length=400)),
                ("body_text", models.TextField()),
                ("body_html", models.TextField(blank=True)),
                ("template", models.CharField(blank=True, max_length=60)),
                (
                    "document_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("dedupe_key", models.CharField(max_length=160)),
                (
                    "state",
                    models.CharField(
                        default=cashwright.areas.messaging.states.MessageState["QUEUED"],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("queued_at", models.DateTimeField()),
                ("queued_by", models.CharField(max_length=80)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="parties.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="parties.customer",
                    ),
                ),
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
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    cashwright.areas.messaging.states.MessageState["QUEUED"],
                                    cashwright.areas.messaging.states.MessageState["SENDING"],
                                ],
                            )
                        ),
                        fields=["id"],
                        name="message_waiting",
                    ),
                    models.Index(fields=["customer", "-queued_at"], name="message_of_customer"),
                    models.Index(fields=["entity", "-queued_at"], name="message_of_entity"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "dedupe_key"), name="message_once_per_dedupe_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "queued",
                                    "sending",
                                    "sent",
                                    "failed",
                                    "suppressed",
                                    "unknown",
                                    "bounced",
                                ],
                            )
                        ),
                        name="message_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", cashwright.areas.messaging.states.MessageState["SENT"]),
                                _negated=True,
                            ),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sent_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_address__regex", '^[^[:space:]@,;:<>()"]+@[^[:space:]@,;:<>()"]+$')
                        ),
                        name="message_goes_to_one_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__regex", "[[:cntrl:]]"), _negated=True),
                        name="message_subject_is_one_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["invoices", "reminders", "marketing"])),
                        name="message_purpose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("document_id", models.UUIDField()),
                ("key", models.CharField(max_length=60)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="messaging.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document_id", "key"), name="mention_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
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
                ("key", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("published_by", models.CharField(max_length=80)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "language", "version"), name="template_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "key__in",
                                [
                                    "reminder.before_due",
                                    "reminder.first",
                                    "reminder.second",
                                    "reminder.third",
                                    "reminder.final",
                                    "document.invoice",
                                    "document.credit_note",
                                ],
                            )
                        ),
                        name="template_key",
                    ),
                ],
            },
        ),
    ]
