"""A posted document stays as it was issued, its lines make its totals, credits never exceed a line.

Lines of invoices look up what stands by index, as postings do in ledger: see there.
"""

from django.db import migrations

INVOICES = """
CREATE FUNCTION invoicing_not_as_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'invoice % starts with its whole balance', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_starts_open';
END $$;
CREATE TRIGGER invoicing_invoice_new AFTER INSERT ON invoicing_invoice FOR EACH ROW
    WHEN ((NEW.state IN ('posted', 'settled', 'credited') AND NEW.balance_minor <> NEW.total_minor)
          OR NEW.last_applied_on IS NOT NULL OR NEW.reopened_on IS NOT NULL)
    EXECUTE FUNCTION invoicing_not_as_new();

CREATE FUNCTION invoicing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lines record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice % is kept for good', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoice_kept';
    END IF;
    IF OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'invoice % is posted and stays as it is', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoice_stays';
    END IF;
    IF NEW.state IN ('posted', 'settled') THEN
        SELECT count(*) AS n, coalesce(sum(net_minor), 0) AS net, coalesce(sum(tax_minor), 0) AS tax
            INTO lines FROM invoicing_invoiceline WHERE invoice_id = NEW.id;
        IF lines.n <> NEW.line_count OR lines.net <> NEW.net_minor OR lines.tax <> NEW.tax_minor
           OR NEW.balance_minor <> NEW.total_minor THEN
            RAISE EXCEPTION 'invoice %: lines and totals differ', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_make_total';
        END IF;
    ELSIF NEW.state NOT IN ('draft', 'discarded') THEN
        RAISE EXCEPTION 'invoice %: a draft is posted or discarded', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoicing_invoice_stays BEFORE UPDATE OR DELETE ON invoicing_invoice
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION invoicing_invoice_stays();
"""

LINES = """
CREATE FUNCTION invoicing_check_lines() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE bad record;
BEGIN
    SELECT i.id INTO bad
        FROM (SELECT invoice_id, count(*) AS n, max(line_no) AS last, sum(net_minor) AS net,
                     sum(tax_minor) AS tax, bool_or(credited_net_minor <> 0 OR credited_tax_minor <> 0) AS used
              FROM new_rows GROUP BY invoice_id) AS g
        LEFT JOIN invoicing_invoice i ON i.id = g.invoice_id
        WHERE i.id IS NULL OR g.used
           OR (i.state <> 'draft' AND (g.n <> i.line_count OR g.last <> i.line_count
               OR g.net <> i.net_minor OR g.tax <> i.tax_minor))
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'invoice %: lines and totals differ', bad.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_make_total';
    END IF;
    IF EXISTS (SELECT FROM invoicing_creditnoteline WHERE charge_id IS NOT NULL) THEN
        SELECT n.charge_id INTO bad FROM new_rows n
            WHERE n.charge_id IS NOT NULL AND EXISTS (
                SELECT FROM invoicing_creditnoteline c
                WHERE c.charge_id = n.charge_id AND c.from_on = n.from_on AND c.revision = n.revision
                OFFSET 0)  -- asked row by row, never the other way round
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'charge % is billed on a credit note', bad.charge_id
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'line_billed_once';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoicing_invoiceline_new AFTER INSERT ON invoicing_invoiceline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION invoicing_check_lines();

CREATE FUNCTION invoicing_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM invoicing_invoice WHERE id = OLD.invoice_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'the lines of posted invoice % stay as they are', OLD.invoice_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoice_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoicing_invoiceline_stays BEFORE UPDATE OR DELETE ON invoicing_invoiceline
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION invoicing_line_stays();
"""

CREDIT_NOTES = """
CREATE FUNCTION invoicing_check_credit_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
    asked bigint;
    taken bigint;
BEGIN
    SELECT g.credit_note_id INTO bad
        FROM (SELECT credit_note_id, count(*) AS n, max(line_no) AS last, sum(net_minor) AS net,
                     sum(tax_minor) AS tax
              FROM new_rows GROUP BY credit_note_id) AS g
        LEFT JOIN invoicing_creditnote c ON c.id = g.credit_note_id
        WHERE c.id IS NULL OR g.n <> c.line_count OR g.last <> c.line_count
           OR g.net <> c.net_minor OR g.tax <> c.tax_minor
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'credit note %: lines and totals differ', bad.credit_note_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_note_lines_make_total';
    END IF;

    SELECT n.credit_note_id INTO bad
        FROM new_rows n JOIN invoicing_creditnote c ON c.id = n.credit_note_id
        LEFT JOIN invoicing_invoice i ON i.id = n.invoice_id
        WHERE n.invoice_id IS NOT NULL
          AND (i.id IS NULL OR c.invoice_id IS DISTINCT FROM n.invoice_id OR i.entity_id <> c.entity_id
               OR i.customer_id <> c.customer_id OR i.currency <> c.currency
               OR i.state IN ('draft', 'discarded') OR c.issued_on < i.issued_on)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'credit note % does not fit the invoice it credits', bad.credit_note_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_note_fits_invoice';
    END IF;

    SELECT count(*) INTO asked
        FROM (SELECT DISTINCT invoice_id, invoice_line_no FROM new_rows
              WHERE invoice_id IS NOT NULL) AS named;
    WITH taking AS (
        SELECT invoice_id, invoice_line_no, sum(net_minor) AS net, sum(tax_minor) AS tax
        FROM new_rows WHERE invoice_id IS NOT NULL GROUP BY invoice_id, invoice_line_no
    )
    UPDATE invoicing_invoiceline l
        SET credited_net_minor = l.credited_net_minor + t.net,
            credited_tax_minor = l.credited_tax_minor + t.tax
        FROM taking t WHERE l.invoice_id = t.invoice_id AND l.line_no = t.invoice_line_no;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> asked THEN
        RAISE EXCEPTION 'a credit note names a line that its invoice does not have'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'credit_note_line_exists';
    END IF;

    SELECT n.charge_id INTO bad FROM new_rows n
        JOIN invoicing_invoiceline l ON l.charge_id = n.charge_id AND l.from_on = n.from_on
                                    AND l.revision = n.revision
        WHERE n.charge_id IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'charge % is billed on an invoice', bad.charge_id
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'credit_line_billed_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoicing_creditnoteline_new AFTER INSERT ON invoicing_creditnoteline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION invoicing_check_credit_lines();

CREATE FUNCTION invoicing_credit_note_starts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    SELECT n.id INTO bad FROM new_rows n
        WHERE n.unapplied_minor <> n.total_minor
           OR n.unapplied_functional_minor <> n.functional_minor OR n.reopened_on IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'credit note % starts unapplied', bad.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_note_starts_unapplied';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoicing_creditnote_new AFTER INSERT ON invoicing_creditnote
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION invoicing_credit_note_starts();
""" + "".join(
    f"""
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION controls_append_only();
"""
    for table in ("invoicing_creditnote", "invoicing_creditnoteline", "invoicing_rendering")
)


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial"), ("controls", "0002_append_only")]
    operations = [migrations.RunSQL(INVOICES + LINES + CREDIT_NOTES, migrations.RunSQL.noop)]
