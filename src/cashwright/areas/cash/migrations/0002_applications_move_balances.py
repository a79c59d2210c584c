"""Applications are the only thing that moves the balances of invoices, payments and credit notes.

One statement, however many rows: the sums of the new rows are taken from the documents they tie,
whose own constraints refuse to go below zero or above what they were.
"""

from django.db import migrations

SQL = """
CREATE FUNCTION cash_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
    expected bigint;
    moved bigint;
BEGIN
    SELECT n.id INTO bad
        FROM new_rows n LEFT JOIN invoicing_invoice i ON i.id = n.invoice_id
        WHERE i.id IS NULL OR i.entity_id <> n.entity_id OR i.customer_id <> n.customer_id
           OR i.currency <> n.currency OR i.state NOT IN ('posted', 'settled', 'credited')
           OR n.applied_on < i.issued_on OR n.applied_on < i.reopened_on
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'application % does not fit its invoice', bad.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_fits_invoice';
    END IF;

    SELECT n.id INTO bad
        FROM new_rows n LEFT JOIN cash_application o ON o.id = n.reverses_id
        WHERE n.reverses_id IS NOT NULL
          AND (o.id IS NULL OR o.amount_minor <> -n.amount_minor OR o.invoice_id <> n.invoice_id
               OR o.source_id <> n.source_id OR o.source_kind <> n.source_kind
               OR o.invoice_functional_minor <> -n.invoice_functional_minor
               OR o.source_functional_minor <> -n.source_functional_minor
               OR n.applied_on < o.applied_on)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'application % does not undo what it names', bad.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_undoes';
    END IF;

    UPDATE invoicing_invoice i
        SET balance_minor = i.balance_minor - d.amount,
            balance_functional_minor = i.balance_functional_minor - d.functional,
            last_applied_on = greatest(i.last_applied_on, d.latest),
            reopened_on = greatest(i.reopened_on, d.reopened),
            state = CASE WHEN i.balance_minor - d.amount <> 0 THEN 'posted'
                         WHEN d.one_credit_note AND i.balance_minor = i.total_minor THEN 'credited'
                         ELSE 'settled' END
        FROM (SELECT invoice_id, sum(amount_minor) AS amount, sum(invoice_functional_minor) AS functional,
                     max(applied_on) AS latest,
                     max(applied_on) FILTER (WHERE amount_minor < 0) AS reopened,
                     count(*) = 1 AND bool_and(source_kind = 'credit_note') AS one_credit_note
              FROM new_rows GROUP BY invoice_id) AS d
        WHERE i.id = d.invoice_id;

    SELECT count(DISTINCT source_id) INTO expected FROM new_rows WHERE source_kind = 'payment';
    IF expected > 0 THEN
        UPDATE payments_payment p
            SET unapplied_minor = p.unapplied_minor - d.amount,
                unapplied_functional_minor = p.unapplied_functional_minor - d.functional,
                reopened_on = greatest(p.reopened_on, d.reopened)
            FROM (SELECT source_id, entity_id, currency, sum(amount_minor) AS amount,
                         sum(source_functional_minor) AS functional, min(applied_on) AS earliest,
                         max(applied_on) FILTER (WHERE amount_minor < 0) AS reopened
                  FROM new_rows WHERE source_kind = 'payment' GROUP BY source_id, entity_id, currency) AS d
            WHERE p.id = d.source_id AND p.entity_id = d.entity_id AND p.currency = d.currency
              AND p.state = 'received' AND p.received_on <= d.earliest
              AND (p.reopened_on IS NULL OR p.reopened_on <= d.earliest) AND p.customer_id IS NOT NULL;
        GET DIAGNOSTICS moved = ROW_COUNT;
        IF moved <> expected THEN
            RAISE EXCEPTION 'an application does not fit its payment'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'application_fits_source';
        END IF;
    END IF;

    SELECT count(DISTINCT source_id) INTO expected FROM new_rows WHERE source_kind = 'credit_note';
    IF expected > 0 THEN
        UPDATE invoicing_creditnote c
            SET unapplied_minor = c.unapplied_minor - d.amount,
                unapplied_functional_minor = c.unapplied_functional_minor - d.functional,
                reopened_on = greatest(c.reopened_on, d.reopened)
            FROM (SELECT source_id, entity_id, currency, sum(amount_minor) AS amount,
                         sum(source_functional_minor) AS functional, min(applied_on) AS earliest,
                         max(applied_on) FILTER (WHERE amount_minor < 0) AS reopened
                  FROM new_rows WHERE source_kind = 'credit_note'
                  GROUP BY source_id, entity_id, currency) AS d
            WHERE c.id = d.source_id AND c.entity_id = d.entity_id AND c.currency = d.currency
              AND c.issued_on <= d.earliest AND (c.reopened_on IS NULL OR c.reopened_on <= d.earliest);
        GET DIAGNOSTICS moved = ROW_COUNT;
        IF moved <> expected THEN
            RAISE EXCEPTION 'an application does not fit its credit note'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'application_fits_source';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cash_application_new AFTER INSERT ON cash_application
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cash_apply();
CREATE TRIGGER cash_application_append_only BEFORE UPDATE OR DELETE ON cash_application
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER cash_application_no_truncate BEFORE TRUNCATE ON cash_application
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cash", "0001_initial"),
        ("invoicing", "0002_documents_stay"),
        ("payments", "0002_payments_stay"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
