"""The database notes what moves receivables, in the statement that moves them.

Statement-level triggers see all rows of one INSERT or COPY at once: a million documents become a
few rows of equal dates. They append and never update, so writers do not wait for one another.
"""

from django.db import migrations

INSERT = """INSERT INTO insight_movement
        (entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor)"""

SQL = f"""
CREATE FUNCTION insight_note_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {INSERT}
        SELECT entity_id, currency, 'issued', issued_on, issued_on, due_on, sum(total_minor)
        FROM new_rows WHERE state NOT IN ('draft', 'discarded') AND total_minor <> 0
        GROUP BY entity_id, currency, issued_on, due_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON invoicing_invoice
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_invoices();

CREATE FUNCTION insight_note_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {INSERT}
        VALUES (NEW.entity_id, NEW.currency, 'issued', NEW.issued_on, NEW.issued_on, NEW.due_on,
                NEW.total_minor);
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_posted AFTER UPDATE ON invoicing_invoice
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state NOT IN ('draft', 'discarded')
                       AND NEW.total_minor <> 0)
    EXECUTE FUNCTION insight_note_posting();

CREATE FUNCTION insight_note_applications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {INSERT}
        SELECT n.entity_id, n.currency, n.source_kind, n.applied_on, i.issued_on, i.due_on,
               -sum(n.amount_minor)
        FROM new_rows n JOIN invoicing_invoice i ON i.id = n.invoice_id
        GROUP BY n.entity_id, n.currency, n.source_kind, n.applied_on, i.issued_on, i.due_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON cash_application
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_applications();

CREATE FUNCTION insight_note_credit_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {INSERT}
        SELECT entity_id, currency, 'credited', issued_on, NULL, NULL, -sum(total_minor)
        FROM new_rows GROUP BY entity_id, currency, issued_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON invoicing_creditnote
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_credit_notes();

CREATE FUNCTION insight_note_credits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {INSERT}
        SELECT entity_id, currency, 'unapplied', effective_on, NULL, NULL, sum(amount_minor)
        FROM new_rows
        WHERE account_id = (SELECT code FROM ledger_account WHERE role = 'customer_credit')
          AND amount_minor <> 0
        GROUP BY entity_id, currency, effective_on;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_notes_new AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION insight_note_credits();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_initial"),
        ("invoicing", "0002_documents_stay"),
        ("cash", "0002_applications_move_balances"),
        ("ledger", "0003_chart"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
