"""What a price said on a day it always said: versions and tiers are added, never edited or removed."""

from django.db import migrations

KEPT = """
CREATE TRIGGER catalog_priceversion_append_only BEFORE UPDATE OR DELETE ON catalog_priceversion
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER catalog_priceversion_no_truncate BEFORE TRUNCATE ON catalog_priceversion
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER catalog_tier_append_only BEFORE UPDATE OR DELETE ON catalog_tier
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER catalog_tier_no_truncate BEFORE TRUNCATE ON catalog_tier
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("controls", "0002_append_only"), ("catalog", "0001_initial")]
    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
