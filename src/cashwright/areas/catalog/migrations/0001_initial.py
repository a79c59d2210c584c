import django.db.models.deletion
from django.db import migrations, models

import cashwright.areas.catalog.policies
import cashwright.kernel.clock
import cashwright.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0003_chart"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meter",
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
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("unit_name", models.CharField(max_length=40)),
                ("event_kind", models.CharField(max_length=80)),
                ("aggregation", models.CharField(max_length=12)),
                ("value_key", models.CharField(blank=True, max_length=40)),
                ("filters", models.JSONField(default=list)),
                ("group_key", models.CharField(blank=True, max_length=40)),
                ("percentile", models.PositiveSmallIntegerField(null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
            ],
            options={
                "indexes": [models.Index(fields=["event_kind"], name="meter_event_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "aggregation__in",
                                [
                                    "sum",
                                    "count",
                                    "max",
                                    "last",
                                    "unique",
                                    "weighted_sum",
                                    "percentile",
                                ],
                            )
                        ),
                        name="meter_aggregation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("aggregation", "percentile"), ("percentile__range", (1, 100))
                            ),
                            models.Q(
                                models.Q(("aggregation", "percentile"), _negated=True),
                                ("percentile__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="meter_percentile",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
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
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("model", models.CharField(max_length=24)),
                ("timing", models.CharField(max_length=8)),
                ("unit_name", models.CharField(blank=True, max_length=40)),
                ("interval_months", models.PositiveSmallIntegerField(null=True)),
                ("interval_days", models.PositiveSmallIntegerField(null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "meter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="catalog.meter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "model__in",
                                [
                                    "flat",
                                    "per_unit",
                                    "graduated",
                                    "volume",
                                    "package",
                                    "stairstep",
                                    "percentage",
                                    "graduated_percentage",
                                ],
                            )
                        ),
                        name="price_model",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("timing__in", ["advance", "arrears", "once"])),
                        name="price_timing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("interval_days__isnull", True),
                                ("interval_months__isnull", True),
                                ("timing", "once"),
                            ),
                            models.Q(
                                models.Q(("timing", "once"), _negated=True),
                                ("interval_months__gte", 1),
                                ("interval_days__isnull", True),
                            ),
                            models.Q(
                                models.Q(("timing", "once"), _negated=True),
                                ("interval_months__isnull", True),
                                ("interval_days__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="price_is_for_one_interval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("meter__isnull", True), ("timing", "arrears"), _connector="OR"
                        ),
                        name="price_of_usage_is_in_arrears",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceVersion",
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
                ("currency", models.CharField(max_length=3)),
                ("valid_from", models.DateField()),
                ("owner_id", models.UUIDField(null=True)),
                ("unit_price_e9", models.BigIntegerField(default=0)),
                ("flat_minor", models.BigIntegerField(default=0)),
                ("free_e6", models.BigIntegerField(default=0)),
                ("free_minor", models.BigIntegerField(default=0)),
                ("free_events", models.IntegerField(default=0)),
                ("package_e6", models.BigIntegerField(default=0)),
                ("package_minor", models.BigIntegerField(default=0)),
                ("rate_e9", models.BigIntegerField(default=0)),
                ("event_fee_e9", models.BigIntegerField(default=0)),
                ("event_minimum_minor", models.BigIntegerField(null=True)),
                ("event_maximum_minor", models.BigIntegerField(null=True)),
                ("minimum_minor", models.BigIntegerField(null=True)),
                ("maximum_minor", models.BigIntegerField(null=True)),
                ("is_tax_inclusive", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "price",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalog.price",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner_id"], name="price_version_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", True)),
                        fields=("price", "currency", "valid_from"),
                        name="price_version_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="price_version_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_minor__isnull", True),
                            ("maximum_minor__isnull", True),
                            ("minimum_minor__lte", models.F("maximum_minor")),
                            _connector="OR",
                        ),
                        name="price_version_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
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
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "tax_class",
                    models.CharField(
                        default=cashwright.areas.catalog.policies.TaxClass["STANDARD"],
                        max_length=12,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tax_class__in", ["standard", "reduced", "zero", "exempt"])
                        ),
                        name="product_tax_class",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="price",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prices",
                to="catalog.product",
            ),
        ),
        migrations.CreateModel(
            name="Coupon",
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
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=8)),
                ("percent_ppm", models.IntegerField(null=True)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("periods", models.PositiveSmallIntegerField(null=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("redemptions_max", models.PositiveIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_minor__isnull", True),
                                ("kind", cashwright.areas.catalog.policies.DiscountKind["PERCENT"]),
                                ("percent_ppm__range", (1, 1000000)),
                            ),
                            models.Q(
                                ("amount_minor__gt", 0),
                                ("kind", cashwright.areas.catalog.policies.DiscountKind["AMOUNT"]),
                                ("percent_ppm__isnull", True),
                                ("currency__regex", "^[A-Z]{3}$"),
                            ),
                            _connector="OR",
                        ),
                        name="coupon_is_a_share_or_an_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxExemption",
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
                ("region", models.CharField(blank=True, max_length=12)),
                (
                    "category",
                    models.CharField(
                        default=cashwright.areas.catalog.policies.TaxCategory["EXEMPT"],
                        max_length=2,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("certificate_no", models.CharField(max_length=80)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("recorded_by", models.CharField(max_length=80)),
                ("recorded_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ["S", "Z", "E", "AE", "K", "G", "O"])),
                        name="tax_exemption_category",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
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
                ("region", models.CharField(blank=True, max_length=12)),
                ("tax_class", models.CharField(max_length=12)),
                ("rate_ppm", models.IntegerField()),
                ("name", models.CharField(blank=True, max_length=80)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("country", "region", "tax_class", "valid_from"),
                        name="tax_rate_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_ppm__range", (0, 1000000))),
                        name="tax_rate_is_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRegistration",
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
                ("region", models.CharField(blank=True, max_length=12)),
                ("tax_no", models.CharField(blank=True, max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "country", "region", "valid_from"),
                        name="tax_registration_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "price_version_id",
                        "tier_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tier_no", models.PositiveSmallIntegerField()),
                ("up_to_e6", models.BigIntegerField(null=True)),
                ("unit_price_e9", models.BigIntegerField(default=0)),
                ("flat_minor", models.BigIntegerField(default=0)),
                ("rate_e9", models.BigIntegerField(default=0)),
                (
                    "price_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiers",
                        to="catalog.priceversion",
                    ),
                ),
            ],
        ),
    ]
