"""The steps a case took stay as they were taken: rows are only added."""

from django.db import migrations

KEPT = """
CREATE TRIGGER disputes_disputemove_append_only BEFORE UPDATE OR DELETE ON disputes_disputemove
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER disputes_disputemove_no_truncate BEFORE TRUNCATE ON disputes_disputemove
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("controls", "0002_append_only"), ("disputes", "0001_initial")]
    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
