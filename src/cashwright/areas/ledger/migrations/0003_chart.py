"""Seed the chart of accounts a SaaS company starts with."""

from django.db import migrations

from cashwright.areas.ledger.data.chart import CHART


def seed(apps, schema_editor):
    Account = apps.get_model("ledger", "Account")
    Account.objects.bulk_create(
        Account(code=code, name=name, kind=kind, role=role) for code, name, kind, role in CHART
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_books_are_kept")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
