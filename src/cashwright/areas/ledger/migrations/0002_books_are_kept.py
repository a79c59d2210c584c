"""The database keeps the books: whole, balanced, in open periods, never changed.

Statement-level triggers see all rows of one INSERT or COPY at once, so a million lines cost one query.
What stands is looked up by index, a probe a row: plans are kept for as long as the connection, and one
made while a table was small would read it whole ever after.
"""

from django.db import migrations

POSTINGS = """
CREATE FUNCTION ledger_check_postings() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    bad record;
    is_sound boolean;
    has_reversal boolean;
    entities uuid[];
    days date[];
    accounts text[];
BEGIN
    -- What few values all rows have between them: one pass, and the questions are asked of those.
    SELECT array_agg(entity_id), array_agg(effective_on), array_agg(account_id)
        INTO entities, days, accounts
        FROM (SELECT DISTINCT entity_id, effective_on, account_id FROM new_rows) AS found;

    -- Whoever posts holds this shared; whoever closes a period takes it alone.
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ledger ' || entity_id::text, 0))
        FROM (SELECT DISTINCT entity_id FROM unnest(entities) AS entity_id) AS each;

    SELECT n.entity_id, n.effective_on INTO bad
        FROM (SELECT DISTINCT * FROM unnest(entities, days) AS u (entity_id, effective_on)) AS n
        JOIN ledger_period p ON p.entity_id = n.entity_id AND n.effective_on <= p.ends_on
            AND p.state <> 'open'
        LEFT JOIN ledger_period own ON own.entity_id = n.entity_id
            AND n.effective_on BETWEEN own.starts_on AND own.ends_on
        WHERE own.id IS NULL OR own.state <> 'open'
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'period closed: entity % on %', bad.entity_id, bad.effective_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_period_open';
    END IF;

    -- One pass over all: an entry in one currency, as most are, is found whole and balanced by it.
    SELECT bool_and(coalesce(g.amount = 0 AND g.functional = 0 AND g.lines = e.line_count
                             AND g.last = e.line_count AND g.entity_id = e.entity_id
                             AND g.effective_on = e.effective_on, false)),
           bool_or(e.reverses_id IS NOT NULL)
        INTO is_sound, has_reversal
        FROM (SELECT entry_id, entity_id, effective_on, currency, count(*) AS lines,
                     max(line_no) AS last, sum(amount_minor) AS amount,
                     sum(functional_minor) AS functional
              FROM new_rows GROUP BY entry_id, entity_id, effective_on, currency) AS g
        LEFT JOIN ledger_journalentry e ON e.id = g.entry_id;
    IF NOT is_sound THEN
        SELECT g.entry_id, g.currency, g.amount INTO bad
            FROM (SELECT entry_id, currency, sum(amount_minor) AS amount
                  FROM new_rows GROUP BY entry_id, currency) AS g
            WHERE g.amount <> 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'entry % is off by % %', bad.entry_id, bad.amount, bad.currency
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_zero_sum';
        END IF;

        SELECT g.entry_id INTO bad
            FROM (SELECT entry_id, entity_id, effective_on, count(*) AS lines, max(line_no) AS last,
                         sum(functional_minor) AS functional
                  FROM new_rows GROUP BY entry_id, entity_id, effective_on) AS g
            LEFT JOIN ledger_journalentry e ON e.id = g.entry_id AND e.entity_id = g.entity_id
                AND e.effective_on = g.effective_on
            WHERE e.id IS NULL OR g.functional <> 0 OR g.lines <> e.line_count OR g.last <> e.line_count
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'entry % is not whole, not balanced or does not fit its head', bad.entry_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_entry_whole';
        END IF;
    END IF;

    SELECT a.code INTO bad
        FROM unnest(accounts) AS a (code)
        WHERE a.code NOT IN (SELECT code FROM ledger_account WHERE is_active) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % is not in the chart', bad.code
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'posting_account_known';
    END IF;

    IF has_reversal THEN
        SELECT n.entry_id INTO bad
            FROM new_rows n
            JOIN ledger_journalentry e ON e.id = n.entry_id AND e.reverses_id IS NOT NULL
            LEFT JOIN ledger_posting o ON o.entry_id = e.reverses_id AND o.line_no = n.line_no
                AND o.account_id = n.account_id AND o.currency = n.currency
                AND o.amount_minor = -n.amount_minor AND o.functional_minor = -n.functional_minor
            WHERE o.entry_id IS NULL LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'entry % does not mirror what it reverses', bad.entry_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_mirrors';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_posting_check AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_postings();
"""

APPEND_ONLY = "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION controls_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION controls_append_only();
"""
    for table in ("ledger_journalentry", "ledger_posting")
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("controls", "0002_append_only")]
    operations = [migrations.RunSQL(POSTINGS + APPEND_ONLY, migrations.RunSQL.noop)]
