"""What a person once said about consent stays said: statements are only added."""

from django.db import migrations

KEPT = """
CREATE TRIGGER parties_consent_append_only BEFORE UPDATE OR DELETE ON parties_consent
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER parties_consent_no_truncate BEFORE TRUNCATE ON parties_consent
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("controls", "0002_append_only"), ("parties", "0001_initial")]
    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
