"""The head of a month gets another hash only together with more rows.

Whoever rewrites the last row of a month has to rewrite the head as well; until now the trigger let
that pass as long as the count stayed. So count and hash are written in one step.

Two transactions: a page that appends while the trigger comes has the new function by then.
"""

from django.db import migrations

ONE_STEP = """
CREATE OR REPLACE FUNCTION append_readings(wanted date, readings jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    size bigint := jsonb_array_length(readings);
    before bigint;
    last bytea;
    hashes bytea[] := '{}';
    content text;
BEGIN
    -- Nothing changes yet: the head is made if need be, and locked.
    INSERT INTO audit_readingmonth AS m (month, count, last_hash)
        VALUES (wanted, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (month) DO UPDATE SET count = m.count
        RETURNING m.count, m.last_hash INTO before, last;
    FOR content IN SELECT value ->> 'content' FROM jsonb_array_elements(readings) LOOP
        last := sha256(last || convert_to(to_char(wanted, 'YYYY-MM-DD') || '/'
            || before + cardinality(hashes) + 1 || ':' || content, 'UTF8'));
        hashes := array_append(hashes, last);
    END LOOP;
    INSERT INTO audit_reading (
        month, number, public_id, at, reader_id, reader_name, reader_role, centre_id, citizen,
        way, kinds, why, words, searched_for, hash
    )
    SELECT wanted, before + r.ordinality, r.public_id, r.at, r.reader_id, r.reader_name,
        r.reader_role, r.centre_id, r.citizen, r.way, r.kinds, r.why, r.words, r.searched_for,
        hashes[r.ordinality]
    FROM ROWS FROM (jsonb_to_recordset(readings) AS (
        public_id text, at timestamptz, reader_id bigint, reader_name text, reader_role text,
        centre_id bigint, citizen text, way text, kinds text[], why text, words text,
        searched_for text
    )) WITH ORDINALITY AS r;
    UPDATE audit_readingmonth SET count = before + size, last_hash = last WHERE month = wanted;
END $$;
"""
TWO_STEPS = ONE_STEP.replace(
    """    -- Nothing changes yet: the head is made if need be, and locked.
    INSERT INTO audit_readingmonth AS m (month, count, last_hash)
        VALUES (wanted, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (month) DO UPDATE SET count = m.count
        RETURNING m.count, m.last_hash INTO before, last;
""",
    """    INSERT INTO audit_readingmonth AS m (month, count, last_hash)
        VALUES (wanted, size, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (month) DO UPDATE SET count = m.count + EXCLUDED.count
        RETURNING m.count - size, m.last_hash INTO before, last;
""",
).replace("SET count = before + size, last_hash = last", "SET last_hash = last")

GUARD = """
CREATE OR REPLACE TRIGGER heads_are_never_taken_back
    BEFORE UPDATE ON audit_readingmonth
    FOR EACH ROW WHEN (
        NEW.count < OLD.count OR NEW.month <> OLD.month
        OR (NEW.count = OLD.count AND NEW.last_hash <> OLD.last_hash)
    )
    EXECUTE FUNCTION refuse_to_rewrite_the_read_log();
"""
EARLIER_GUARD = GUARD.replace(
    "\n        OR (NEW.count = OLD.count AND NEW.last_hash <> OLD.last_hash)", ""
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("audit", "0006_files_are_a_kind"),
    ]

    operations = [
        migrations.RunSQL(ONE_STEP, TWO_STEPS),
        migrations.RunSQL(GUARD, EARLIER_GUARD),
    ]
