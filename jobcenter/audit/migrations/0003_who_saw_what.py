"""The read log: one row per person and look, numbered and chained within a month.

Django cannot write PARTITION BY, so the table is made by hand and its rules by Django. A month is a
partition, so that forgetting one is dropping a table; whatever has no month of its own yet lands in
`audit_reading_other`, so that a clockwork that stands still never stops anybody from reading.
"""

import django.contrib.postgres.fields
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import jobcenter.shared.secrets
import zoneinfo
from django.db import migrations, models


PARTITIONED = """
CREATE TABLE audit_reading (
    month date NOT NULL,
    number bigint NOT NULL,
    public_id varchar(32) NOT NULL,
    at timestamptz NOT NULL,
    reader_id bigint NOT NULL,
    reader_name varchar(120) NOT NULL,
    reader_role varchar(20) NOT NULL,
    centre_id bigint,
    citizen varchar(40) NOT NULL,
    way varchar(10) NOT NULL,
    kinds varchar(10)[] NOT NULL,
    why varchar(12) NOT NULL,
    words varchar(500) NOT NULL,
    searched_for varchar(200) NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (month, number)
) PARTITION BY RANGE (month);
CREATE TABLE audit_reading_other PARTITION OF audit_reading DEFAULT;
"""

# A test database may be emptied between tests; it is told by the name Django gives it.
# Statement triggers are not inherited, so each month gets its own against TRUNCATE.
APPEND_ONLY = """
CREATE FUNCTION refuse_to_rewrite_the_read_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    -- Twin of the period `readings` in jobcenter/retention.yaml, by the database's own clock.
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'audit_readingmonth' THEN
        IF OLD.month + interval '1 month' + interval '365 days' <= now() THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'The read log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER readings_are_never_rewritten
    BEFORE UPDATE OR DELETE ON audit_reading
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_the_read_log();
CREATE TRIGGER readings_are_never_emptied
    BEFORE TRUNCATE ON audit_reading
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_the_read_log();
CREATE TRIGGER readings_are_never_emptied
    BEFORE TRUNCATE ON audit_reading_other
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_the_read_log();
CREATE TRIGGER heads_are_never_taken_back
    BEFORE UPDATE ON audit_readingmonth
    FOR EACH ROW WHEN (NEW.count < OLD.count OR NEW.month <> OLD.month)
    EXECUTE FUNCTION refuse_to_rewrite_the_read_log();
CREATE TRIGGER heads_are_never_removed
    BEFORE DELETE ON audit_readingmonth
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_the_read_log();
CREATE TRIGGER heads_are_never_emptied
    BEFORE TRUNCATE ON audit_readingmonth
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_the_read_log();

-- One way in: whoever appends holds the head of the month until their transaction ends.
-- The hash is checked by jobcenter/audit/domain/chain.py, in Python: see `chained` there.
CREATE FUNCTION append_readings(wanted date, readings jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    size bigint := jsonb_array_length(readings);
    before bigint;
    last bytea;
    hashes bytea[] := '{}';
    content text;
BEGIN
    INSERT INTO audit_readingmonth AS m (month, count, last_hash)
        VALUES (wanted, size, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (month) DO UPDATE SET count = m.count + EXCLUDED.count
        RETURNING m.count - size, m.last_hash INTO before, last;
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
    UPDATE audit_readingmonth SET last_hash = last WHERE month = wanted;
END $$;

CREATE FUNCTION make_reading_month(first date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    name text := 'audit_reading_' || to_char(first, 'YYYY_MM');
BEGIN
    -- Rows that came before their month was made stay where they are: nothing is ever moved.
    IF to_regclass(name) IS NOT NULL
        OR EXISTS (SELECT FROM audit_reading_other WHERE month = first) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_reading FOR VALUES FROM (%L) TO (%L)',
        name, first, (first + interval '1 month')::date);
    EXECUTE format('CREATE TRIGGER readings_are_never_emptied BEFORE TRUNCATE ON %I '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_the_read_log()', name);
    RETURN true;
END $$;
SELECT make_reading_month((date_trunc('month', now()) + n * interval '1 month')::date)
    FROM generate_series(0, 3) AS n;
"""

REWRITABLE = """
DROP FUNCTION make_reading_month(date);
DROP FUNCTION append_readings(date, jsonb);
DROP TRIGGER heads_are_never_emptied ON audit_readingmonth;
DROP TRIGGER heads_are_never_removed ON audit_readingmonth;
DROP TRIGGER heads_are_never_taken_back ON audit_readingmonth;
DROP FUNCTION refuse_to_rewrite_the_read_log() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_the_trail_is_append_only"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "month",
                                "number",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("month", models.DateField()),
                        ("number", models.BigIntegerField()),
                        (
                            "public_id",
                            models.CharField(
                                default=jobcenter.shared.secrets.new_public_id,
                                editable=False,
                                max_length=32,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reader_id", models.BigIntegerField()),
                        ("reader_name", models.CharField(max_length=120)),
                        ("reader_role", models.CharField(max_length=20)),
                        ("centre_id", models.BigIntegerField(null=True)),
                        ("citizen", models.CharField(blank=True, max_length=40)),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("page", "On a page about you"),
                                    ("list", "In a list"),
                                    ("search", "In a search"),
                                    ("export", "In a file with several people"),
                                    ("download", "In a file about you"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("name", "your name"),
                                        ("contact", "your mail or phone number"),
                                        ("time", "when you meet"),
                                        ("agenda", "what you would like to talk about"),
                                        ("needs", "what you need"),
                                        ("wish", "your wishes for a time"),
                                        ("notes", "what you agreed"),
                                    ],
                                    max_length=10,
                                )
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("today", "You talk together that day"),
                                    ("conversation", "You have booked a conversation together"),
                                    ("own", "They are your counsellor"),
                                    ("cover", "They stand in for your counsellor"),
                                    ("house", "You have written to their house"),
                                    ("asked", "They gave a reason"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=500)),
                        ("searched_for", models.CharField(blank=True, max_length=200)),
                        ("hash", models.BinaryField(max_length=32)),
                    ],
                ),
            ],
            database_operations=[migrations.RunSQL(PARTITIONED, "DROP TABLE audit_reading")],
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "month",
                        django.db.models.functions.comparison.Cast(
                            django.db.models.functions.datetime.TruncMonth(
                                "at", tzinfo=zoneinfo.ZoneInfo(key="Europe/Copenhagen")
                            ),
                            output_field=models.DateField(),
                        ),
                    )
                ),
                name="a_reading_lies_in_its_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("citizen", ""), _negated=True), ("way", "search"), _connector="OR"
                ),
                name="a_reading_is_about_somebody_or_a_search",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "search"), _negated=True),
                    models.Q(("searched_for", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_search_says_what_was_searched_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("why", "asked"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_reading_without_a_relation_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["citizen", "-at"], name="readings_about_one_citizen"),
        ),
        migrations.CreateModel(
            name="ReadingMonth",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("count", models.BigIntegerField()),
                ("last_hash", models.BinaryField(max_length=32)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="a_month_is_named_by_its_first_day",
                    )
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
    ]
