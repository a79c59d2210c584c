"""What was agreed stays: amendments, invoiced items, started periods; spans of a charge never overlap.

The day the books are at, to which a period counts as started, is said by the service (transaction
setting cashwright.books_day), else it is the test clock's, else the machine's.
"""

from django.db import migrations

SQL = """
CREATE TRIGGER contracts_amendment_append_only BEFORE UPDATE OR DELETE ON contracts_amendment
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();

CREATE FUNCTION contracts_bill_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.invoice_id IS NOT NULL THEN
            RAISE EXCEPTION 'bill item % is on an invoice', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_item_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF (to_jsonb(NEW) - 'invoice_id') IS DISTINCT FROM (to_jsonb(OLD) - 'invoice_id') THEN
        RAISE EXCEPTION 'bill item % stays as it was priced', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_item_stays';
    END IF;
    IF OLD.invoice_id IS NOT NULL AND NEW.invoice_id IS DISTINCT FROM OLD.invoice_id AND (
        NEW.invoice_id IS NOT NULL
        OR EXISTS (SELECT FROM invoicing_invoice i WHERE i.id = OLD.invoice_id AND i.state <> 'discarded')
        OR EXISTS (SELECT FROM invoicing_creditnote c WHERE c.id = OLD.invoice_id)) THEN
        RAISE EXCEPTION 'bill item % is on an invoice', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_item_invoiced_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_bill_item_stays BEFORE UPDATE OR DELETE ON contracts_billitem
    FOR EACH ROW EXECUTE FUNCTION contracts_bill_item_stays();

CREATE FUNCTION contracts_bill_period_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE books_day date := COALESCE(
    NULLIF(current_setting('cashwright.books_day', true), '')::date,
    (SELECT today FROM controls_bookclock WHERE id = 1),
    CURRENT_DATE);
BEGIN
    IF TG_OP = 'UPDATE' OR OLD.start_on < books_day THEN
        RAISE EXCEPTION 'the period from % on stays as it is', OLD.start_on
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_period_stays';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER contracts_bill_period_stays BEFORE UPDATE OR DELETE ON contracts_billperiod
    FOR EACH ROW EXECUTE FUNCTION contracts_bill_period_stays();

CREATE FUNCTION contracts_spans_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    SELECT n.charge_id, n.from_on INTO bad FROM new_rows n
        JOIN contracts_chargespan s ON s.charge_id = n.charge_id AND s.id <> n.id
        AND s.from_on < COALESCE(n.until_on, 'infinity') AND n.from_on < COALESCE(s.until_on, 'infinity')
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'spans of charge % overlap at %', bad.charge_id, bad.from_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_spans_apart';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER contracts_span_new AFTER INSERT ON contracts_chargespan
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_spans_apart();
CREATE TRIGGER contracts_span_changed AFTER UPDATE ON contracts_chargespan
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_spans_apart();

CREATE FUNCTION contracts_use_credit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE contracts_creditgrant g SET used_minor = g.used_minor + d.amount
        FROM (SELECT grant_id, sum(amount_minor)::bigint AS amount FROM new_rows GROUP BY 1) d
        WHERE g.id = d.grant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER contracts_draw_new AFTER INSERT ON contracts_creditdraw
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_use_credit();

CREATE FUNCTION contracts_free_credit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE contracts_creditgrant g SET used_minor = g.used_minor - d.amount
        FROM (SELECT grant_id, sum(amount_minor)::bigint AS amount FROM old_rows GROUP BY 1) d
        WHERE g.id = d.grant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER contracts_draw_gone AFTER DELETE ON contracts_creditdraw
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_free_credit();

CREATE FUNCTION contracts_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT FROM invoicing_invoice i
        WHERE i.id = OLD.invoice_id AND i.state NOT IN ('draft', 'discarded')) THEN
        RAISE EXCEPTION 'a draw on credit stays once its invoice is posted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'credit_draw_stays';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER contracts_draw_stays BEFORE UPDATE OR DELETE ON contracts_creditdraw
    FOR EACH ROW EXECUTE FUNCTION contracts_draw_stays();

CREATE FUNCTION contracts_grant_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'credit % stays as granted; its draws use it', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'credit_grant_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_grant_stays BEFORE UPDATE OR DELETE ON contracts_creditgrant
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION contracts_grant_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("controls", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
