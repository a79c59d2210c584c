"""The database notes what moves receivables, in the statement that moves them.

Statement-level triggers see all rows of one INSERT or COPY at once: a million documents become a
few rows of equal dates. They append and never update, so writers do not wait for one another.
"""

from django.db import migrations

SQL = """
CREATE FUNCTION insight_note_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insight_movement
        (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
        SELECT entity_id, currency, 'issued', issued_on, issued_on, due_on, sum(total_minor)
        FROM new_rows WHERE state NOT IN ('draft', 'discarded') AND total_minor <> 0
        GROUP BY entity_id, currency, issued_on, due_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON invoicing_invoice
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_issued();

CREATE FUNCTION insight_note_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insight_movement
        (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
        VALUES (NEW.entity_id, NEW.currency, 'issued', NEW.issued_on, NEW.issued_on, NEW.due_on,
                NEW.total_minor);
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_posted AFTER UPDATE ON invoicing_invoice
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state NOT IN ('draft', 'discarded')
                       AND NEW.total_minor <> 0)
    EXECUTE FUNCTION insight_note_posted();

CREATE FUNCTION insight_note_applied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insight_movement
        (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
        SELECT n.entity_id, n.currency, n.source_kind, n.applied_on, i.issued_on, i.due_on,
               -sum(n.amount_minor)
        FROM new_rows n JOIN invoicing_invoice i ON i.id = n.invoice_id
        GROUP BY n.entity_id, n.currency, n.source_kind, n.applied_on, i.issued_on, i.due_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON cash_application
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_applied();

CREATE FUNCTION insight_note_credited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insight_movement
        (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
        SELECT entity_id, currency, 'credited', issued_on, NULL, NULL, -sum(total_minor)
        FROM new_rows GROUP BY entity_id, currency, issued_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON invoicing_creditnote
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_credited();

CREATE FUNCTION insight_note_unapplied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insight_movement
        (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)
        SELECT entity_id, currency, 'unapplied', effective_on, NULL, NULL, sum(amount_minor)
        FROM new_rows
        WHERE account_id = (SELECT code FROM ledger_account WHERE role = 'customer_credit')
          AND amount_minor <> 0
        GROUP BY entity_id, currency, effective_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_unapplied();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_initial"),
        ("invoicing", "0002_documents_stay"),
        ("cash", "0002_applications_move_balances"),
        ("ledger", "0003_chart"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
