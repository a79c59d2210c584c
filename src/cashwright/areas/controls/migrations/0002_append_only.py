"""Facts and policy versions are appended; the database refuses to change, delete or empty them.

A data key is wrapped anew or destroyed; the row of a destroyed one stays as it is.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION controls_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> str:
    return f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""


KEYS = """
CREATE FUNCTION controls_erased_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.erased_at IS NOT NULL
       OR (NEW.id, NEW.kind, NEW.subject_id) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject_id) THEN
        RAISE EXCEPTION 'data key %: % refused', OLD.id, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER controls_subjectkey_stays BEFORE UPDATE OR DELETE ON controls_subjectkey
    FOR EACH ROW EXECUTE FUNCTION controls_erased_stays();
CREATE TRIGGER controls_subjectkey_no_truncate BEFORE TRUNCATE ON controls_subjectkey
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("controls", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION controls_append_only"),
        migrations.RunSQL(
            append_only("controls_fact") + append_only("controls_policyversion"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(KEYS, "DROP FUNCTION controls_erased_stays CASCADE"),
    ]
