"""The table of Django's database cache: failed log-ins are counted once for all processes."""

from django.db import migrations

TABLE = """
CREATE TABLE access_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE access_cache")]
