"""A payment's money never changes; refunds take from what is left; only the database moves balances."""

from django.db import migrations

SQL = """
CREATE FUNCTION payments_payment_starts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    SELECT n.id INTO bad FROM new_rows n
        WHERE n.unapplied_minor <> n.amount_minor OR n.unapplied_functional_minor <> n.functional_minor
           OR n.refunded_minor <> 0 OR n.state <> 'received' OR n.reopened_on IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'payment % starts unapplied', bad.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_starts_unapplied';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_payment_new AFTER INSERT ON payments_payment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION payments_payment_starts();

CREATE FUNCTION payments_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE forgets boolean := TG_OP = 'UPDATE' AND OLD.customer_id IS NOT NULL AND NEW.customer_id IS NULL
    AND OLD.unapplied_minor = OLD.amount_minor;  -- whose it is, when nothing of it is used
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'payment % is kept for good', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_kept';
    END IF;
    IF (NEW.id, NEW.entity_id, NEW.received_on, NEW.currency, NEW.amount_minor, NEW.functional_minor,
        NEW.rate_numerator, NEW.rate_denominator, NEW.refunded_minor, NEW.source, NEW.entry_id,
        NEW.created_at, NEW.reference, NEW.payer_text, NEW.method)
       IS DISTINCT FROM
       (OLD.id, OLD.entity_id, OLD.received_on, OLD.currency, OLD.amount_minor, OLD.functional_minor,
        OLD.rate_numerator, OLD.rate_denominator, OLD.refunded_minor, OLD.source, OLD.entry_id,
        OLD.created_at, OLD.reference, OLD.payer_text, OLD.method)
       OR NEW.source_ref IS DISTINCT FROM OLD.source_ref
       OR NEW.money_account_id IS DISTINCT FROM OLD.money_account_id
       OR NEW.reopened_on IS DISTINCT FROM OLD.reopened_on
       OR OLD.state = 'returned'
       OR (NOT forgets AND NEW.account_sealed IS DISTINCT FROM OLD.account_sealed)
       OR (NOT forgets AND OLD.customer_id IS NOT NULL
           AND NEW.customer_id IS DISTINCT FROM OLD.customer_id) THEN
        RAISE EXCEPTION 'payment % stays as it came', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_stays';
    END IF;
    IF (NEW.unapplied_minor, NEW.unapplied_functional_minor)
       IS DISTINCT FROM (OLD.unapplied_minor, OLD.unapplied_functional_minor)
       AND NOT (NEW.state = 'returned' AND NEW.unapplied_minor = 0
                AND NEW.unapplied_functional_minor = 0 AND OLD.unapplied_minor = OLD.amount_minor) THEN
        RAISE EXCEPTION 'payment %: its applications move the balance, nothing else does', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_balance_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_payment_stays BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION payments_payment_stays();

CREATE FUNCTION payments_take_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken bigint;
BEGIN
    IF NEW.source_kind = 'payment' THEN
        UPDATE payments_payment
            SET unapplied_minor = unapplied_minor - NEW.amount_minor,
                unapplied_functional_minor = unapplied_functional_minor - NEW.source_functional_minor,
                refunded_minor = refunded_minor + NEW.amount_minor
            WHERE id = NEW.source_id AND entity_id = NEW.entity_id AND currency = NEW.currency
              AND customer_id = NEW.customer_id AND received_on <= NEW.refunded_on;
    ELSE
        UPDATE invoicing_creditnote
            SET unapplied_minor = unapplied_minor - NEW.amount_minor,
                unapplied_functional_minor = unapplied_functional_minor - NEW.source_functional_minor
            WHERE id = NEW.source_id AND entity_id = NEW.entity_id AND currency = NEW.currency
              AND customer_id = NEW.customer_id AND issued_on <= NEW.refunded_on;
    END IF;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> 1 THEN
        RAISE EXCEPTION 'refund % does not fit what it refunds', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_fits_source';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_refund_new AFTER INSERT ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_take_refund();
CREATE TRIGGER payments_refund_append_only BEFORE UPDATE OR DELETE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("invoicing", "0002_documents_stay"),
        ("controls", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
