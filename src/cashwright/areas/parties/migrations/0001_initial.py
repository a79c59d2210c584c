import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cashwright.areas.parties.policies
import cashwright.kernel.clock
import cashwright.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="LegalEntity",
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
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("legal_name", models.CharField(blank=True, max_length=200)),
                ("postal_address", models.TextField(blank=True)),
                ("tax_no", models.CharField(blank=True, max_length=40)),
                ("payment_details", models.TextField(blank=True)),
                ("document_footer", models.TextField(blank=True)),
                ("brand_color", models.CharField(default="#1d4ed8", max_length=7)),
                ("logo", models.BinaryField(blank=True, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("zone", models.CharField(max_length=64)),
                ("country", models.CharField(max_length=2)),
                ("calendar", models.CharField(blank=True, max_length=12)),
                ("fiscal_year_start_month", models.PositiveSmallIntegerField(default=1)),
                ("invoice_prefix", models.CharField(default="INV", max_length=12)),
                ("credit_note_prefix", models.CharField(default="CN", max_length=12)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
            ],
            options={
                "verbose_name_plural": "legal entities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("brand_color__regex", "^#[0-9a-f]{6}$")),
                        name="legal_entity_brand_color",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year_start_month__range", (1, 12))),
                        name="legal_entity_fiscal_year_starts_in_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="legal_entity_currency_is_a_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Portfolio",
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
                ("code", models.CharField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=80)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Segment",
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
                ("code", models.CharField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=80)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Customer",
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
                ("account_no", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("postal_address", models.TextField(blank=True)),
                ("country", models.CharField(max_length=2)),
                ("region", models.CharField(blank=True, db_default="", default="", max_length=12)),
                ("currency", models.CharField(max_length=3)),
                ("language", models.CharField(default="en", max_length=8)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                (
                    "delivery",
                    models.CharField(
                        default=cashwright.areas.parties.policies.Delivery["EMAIL"], max_length=8
                    ),
                ),
                ("credit_limit_minor", models.BigIntegerField(null=True)),
                ("is_vip", models.BooleanField(db_default=False, default=False)),
                (
                    "account_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="parties.customer",
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="parties.legalentity",
                    ),
                ),
                (
                    "portfolio",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="parties.portfolio",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="parties.segment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["entity", "name"], name="customer_by_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "account_no"), name="customer_account_no_once_per_entity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="customer_is_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery__in", ["email", "portal", "post", "none"])),
                        name="customer_delivery",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit_limit_minor__isnull", True),
                            ("credit_limit_minor__gte", 0),
                            _connector="OR",
                        ),
                        name="customer_credit_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="customer_currency_is_a_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerParticulars",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("party_id", models.UUIDField()),
                ("until_at", models.DateTimeField()),
                ("particulars", models.JSONField()),
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
                    models.Index(fields=["party_id", "until_at"], name="former_particulars")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("name", models.CharField(max_length=120)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=8)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("channel", models.CharField(blank=True, db_default="", default="", max_length=8)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="parties.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", ""),
                            ("email__regex", '^[^[:space:]@,;:<>()"]+@[^[:space:]@,;:<>()"]+$'),
                            _connector="OR",
                        ),
                        name="contact_email_is_one_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "roles__contained_by",
                                [
                                    "accounts_payable",
                                    "approver",
                                    "executive",
                                    "technical",
                                    "purchasing",
                                ],
                            )
                        ),
                        name="contact_roles",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("email", ""),
                                ("is_active", False),
                                ("name", "Erased"),
                                ("phone", ""),
                            ),
                            _connector="OR",
                        ),
                        name="contact_erased_is_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel", ""),
                            ("channel__in", ["email", "sms", "phone", "post", "portal"]),
                            _connector="OR",
                        ),
                        name="contact_channel",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                ("kind", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=200)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("released_on", models.DateField(blank=True, null=True)),
                ("placed_by", models.CharField(max_length=80)),
                ("placed_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="parties.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["credit", "dunning", "delivery"])),
                        name="hold_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="hold_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxId",
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
                ("country", models.CharField(max_length=2)),
                ("kind", models.CharField(default="vat", max_length=12)),
                ("value", models.CharField(max_length=40)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tax_ids",
                        to="parties.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "country", "kind"),
                        name="tax_id_once_per_country_and_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Terms",
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
                ("code", models.CharField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=12)),
                ("term_days", models.PositiveSmallIntegerField(default=0)),
                ("term_months", models.PositiveSmallIntegerField(default=0)),
                ("discount_bp", models.PositiveSmallIntegerField(default=0)),
                ("discount_days", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["immediate", "net", "eom", "nth_prox"])),
                        name="terms_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discount_bp__lte", 10000)),
                        name="terms_discount_within_price",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="legalentity",
            name="default_terms",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.terms",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="terms",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.terms",
            ),
        ),
        migrations.CreateModel(
            name="Consent",
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
                ("channel", models.CharField(max_length=8)),
                ("purpose", models.CharField(max_length=16)),
                ("is_given", models.BooleanField()),
                ("stated_at", models.DateTimeField()),
                ("proof_sealed", models.BinaryField()),
                ("recorded_by", models.CharField(max_length=80)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="parties.contact",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["contact", "channel", "purpose", "-stated_at"],
                        name="consent_latest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["email", "sms", "phone", "post", "portal"])
                        ),
                        name="consent_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["invoices", "reminders", "confirmations", "marketing"])
                        ),
                        name="consent_purpose",
                    ),
                ],
            },
        ),
    ]
