"""A recovery takes from the payment that brought it and counts against the write-off."""

from django.db import migrations

SQL = """
CREATE FUNCTION credit_recover() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken bigint;
BEGIN
    UPDATE payments_payment
        SET unapplied_minor = unapplied_minor - NEW.amount_minor,
            unapplied_functional_minor = unapplied_functional_minor - NEW.functional_minor
        WHERE id = NEW.payment_id AND entity_id = NEW.entity_id AND currency = NEW.currency
          AND customer_id = NEW.customer_id AND received_on <= NEW.recovered_on;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken = 1 THEN
        UPDATE credit_writeoff SET recovered_minor = recovered_minor + NEW.amount_minor
            WHERE id = NEW.write_off_id AND currency = NEW.currency AND customer_id = NEW.customer_id
              AND written_off_on <= NEW.recovered_on;
        GET DIAGNOSTICS taken = ROW_COUNT;
    END IF;
    IF taken <> 1 THEN
        RAISE EXCEPTION 'recovery % does not fit its payment or write-off', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_fits';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION credit_check_undoing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    SELECT w.id INTO bad FROM new_rows n JOIN credit_writeoff w ON w.application_id = n.reverses_id
        WHERE n.source_kind = 'write_off' AND w.recovered_minor > 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'write-off % was recovered in part and stays', bad.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'write_off_recovered_stays';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER credit_checks_undoing AFTER INSERT ON cash_application
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION credit_check_undoing();
CREATE TRIGGER credit_recovery_new AFTER INSERT ON credit_recovery
    FOR EACH ROW EXECUTE FUNCTION credit_recover();
CREATE TRIGGER credit_recovery_append_only BEFORE UPDATE OR DELETE ON credit_recovery
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER credit_driftalert_append_only BEFORE UPDATE OR DELETE ON credit_driftalert
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER credit_riskrating_append_only BEFORE UPDATE OR DELETE ON credit_riskrating
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER credit_writeoff_stays BEFORE UPDATE OR DELETE ON credit_writeoff
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0001_initial"),
        ("payments", "0002_payments_stay"),
        ("cash", "0002_applications_move_balances"),
        ("controls", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
