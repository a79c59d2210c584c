import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import cashwright.areas.contracts.policies
import cashwright.areas.contracts.states
import cashwright.kernel.clock
import cashwright.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charge",
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
                ("timing", models.CharField(max_length=8)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "price",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.price",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("timing__in", ["advance", "arrears", "once"])),
                        name="charge_timing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("contract_no", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        default=cashwright.areas.contracts.states.ContractState["DRAFT"],
                        max_length=9,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("renewal_months", models.PositiveSmallIntegerField(default=0)),
                ("custom_term_days", models.PositiveSmallIntegerField(null=True)),
                ("approval_id", models.UUIDField(null=True)),
                (
                    "grouping",
                    models.CharField(
                        default=cashwright.areas.contracts.policies.Grouping["CONTRACT"],
                        max_length=12,
                    ),
                ),
                ("needs_purchase_order", models.BooleanField(default=False)),
                ("purchase_order_no", models.CharField(blank=True, max_length=80)),
                (
                    "proration",
                    models.CharField(blank=True, max_length=10),
                ),
                (
                    "proration_unit",
                    models.CharField(
                        default=cashwright.areas.contracts.policies.ProrationUnit["DAY"],
                        max_length=6,
                    ),
                ),
                ("memo", models.CharField(blank=True, max_length=400)),
                ("source", models.CharField(default="console", max_length=40)),
                ("source_ref", models.CharField(max_length=120, null=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "bill_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.customer",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
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
                (
                    "terms",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.terms",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["entity", "-created_at", "-id"], name="contract_list"),
                    models.Index(fields=["customer"], name="contract_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "active", "ended", "discarded"])
                        ),
                        name="contract_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="contract_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grouping__in", ["consolidated", "contract", "subscription"])
                        ),
                        name="contract_grouping",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proration__in", ["", "now", "next_bill", "none", "full_price"]),
                            ("proration_unit__in", ["day", "second"]),
                        ),
                        name="contract_proration",
                    ),
                    models.UniqueConstraint(
                        fields=("entity", "contract_no"), name="contract_no_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_ref__isnull", False)),
                        fields=("entity", "source", "source_ref"),
                        name="contract_source_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
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
                ("sequence_no", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("effective_on", models.DateField()),
                ("effective_at", models.DateTimeField(null=True)),
                ("proration", models.CharField(max_length=10)),
                ("details", models.JSONField(default=dict)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("recorded_by", models.CharField(max_length=80)),
                ("recorded_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["contract", "effective_on"], name="amendment_contract"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "quantity",
                                    "price",
                                    "add",
                                    "remove",
                                    "pause",
                                    "resume",
                                    "cancel",
                                    "renew",
                                    "coterm",
                                ],
                            )
                        ),
                        name="amendment_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditGrant",
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
                ("amount_minor", models.BigIntegerField()),
                ("used_minor", models.BigIntegerField(default=0)),
                ("priority", models.PositiveSmallIntegerField(default=100)),
                ("granted_on", models.DateField()),
                ("expires_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                "indexes": [
                    models.Index(fields=["customer", "currency"], name="credit_grant_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="credit_grant_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_minor__gte", 0), ("used_minor__lte", models.F("amount_minor"))
                        ),
                        name="credit_grant_used_within_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditDraw",
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
                ("invoice_id", models.UUIDField()),
                ("drawn_on", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="contracts.creditgrant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grant", "invoice_id"), name="credit_draw_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="credit_draw_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Discount",
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
                ("percent_ppm", models.IntegerField(null=True)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("agreed_by", models.CharField(max_length=80)),
                ("agreed_at", models.DateTimeField()),
                (
                    "charge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.charge",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discounts",
                        to="contracts.contract",
                    ),
                ),
                (
                    "coupon",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.coupon",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_minor__isnull", True), ("percent_ppm__range", (1, 1000000))
                            ),
                            models.Q(("amount_minor__gt", 0), ("percent_ppm__isnull", True)),
                            _connector="OR",
                        ),
                        name="discount_is_a_share_or_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="discount_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                ("amount_minor", models.BigIntegerField()),
                ("due_on", models.DateField(null=True)),
                ("reached_on", models.DateField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="contracts.contract",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "position"), name="milestone_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="milestone_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                ("source", models.CharField(max_length=40)),
                ("source_ref", models.CharField(max_length=120)),
                ("ordered_on", models.DateField()),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        default=cashwright.areas.contracts.states.OrderState["RECEIVED"],
                        max_length=9,
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=60)),
                ("refusal_facts", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "source", "source_ref"), name="order_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["received", "fulfilled", "refused"])),
                        name="order_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
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
                ("reference", models.CharField(max_length=80)),
                ("interval_months", models.PositiveSmallIntegerField(null=True)),
                ("interval_days", models.PositiveSmallIntegerField(null=True)),
                ("anchor_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("trial_until", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="contracts.contract",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.customer",
                    ),
                ),
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["entity", "changed_at"], name="subscription_changed"),
                    models.Index(fields=["customer"], name="subscription_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "reference"), name="subscription_ref_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("interval_days__isnull", True), ("interval_months__gte", 1)),
                            models.Q(("interval_days__gte", 1), ("interval_months__isnull", True)),
                            _connector="OR",
                        ),
                        name="subscription_interval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="subscription_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
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
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="contracts.subscription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subscription", "from_on"), name="pause_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="pause_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargeSpan",
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
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("quantity_e6", models.BigIntegerField()),
                ("amendment_id", models.UUIDField(null=True)),
                (
                    "charge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spans",
                        to="contracts.charge",
                    ),
                ),
                (
                    "price_version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.priceversion",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.subscription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("charge", "from_on"), name="charge_span_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="charge_span_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity_e6__gte", 0)), name="charge_span_quantity"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="subscription",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="contracts.subscription",
            ),
        ),
        migrations.CreateModel(
            name="BillPeriod",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subscription_id",
                        "start_on",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("start_on", models.DateField()),
                ("end_on", models.DateField()),
                ("full_days", models.PositiveSmallIntegerField()),
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
                    "subscription",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="contracts.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["entity", "start_on"], name="bill_period_start"),
                    models.Index(fields=["entity", "end_on"], name="bill_period_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_on__gt", models.F("start_on"))),
                        name="bill_period_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("full_days__gte", 1)),
                        name="bill_period_within_its_interval",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BillItem",
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
                ("reason", models.CharField(max_length=10)),
                ("description", models.CharField(max_length=400)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("revision", models.IntegerField(default=0)),
                ("quantity_e6", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
                ("discount_minor", models.BigIntegerField(default=0)),
                ("net_minor", models.BigIntegerField()),
                ("bill_on", models.DateField()),
                ("source_ref", models.CharField(max_length=120, unique=True)),
                ("invoice_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=cashwright.kernel.clock.now)),
                (
                    "amendment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bill_items",
                        to="contracts.amendment",
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.legalentity",
                    ),
                ),
                (
                    "price_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.priceversion",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.charge",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bill_items",
                        to="contracts.contract",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bill_items",
                        to="contracts.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("invoice_id__isnull", True)),
                        fields=["entity", "bill_on"],
                        name="bill_item_waiting",
                    ),
                    models.Index(fields=["invoice_id"], name="bill_item_invoice"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["amendment", "one_off", "milestone", "order"],
                            )
                        ),
                        name="bill_item_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "net_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("gross_minor"), "-", models.F("discount_minor")
                                ),
                            )
                        ),
                        name="bill_item_net",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("from_on"))),
                        name="bill_item_has_a_day",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="amendment",
            name="subscription",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amendments",
                to="contracts.subscription",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                fields=("subscription", "sequence_no"), name="amendment_sequence_once"
            ),
        ),
    ]
