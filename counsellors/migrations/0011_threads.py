"""Threads and their events: the numbers of a thread rise by one and have no gaps.

The rules Django cannot write are triggers. They hold for everybody, also for a hand in the database:
a thread begins at 0; its latest number rises by one, and at the commit the event of that number is
there; an event is written with the thread's latest number and keeps number, kind and author for
ever; it goes only with the oldest ones, after `first_seq` has passed it.
"""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import jobcenter.shared.secrets
from django.db import migrations, models


NUMBERS = """
ALTER TABLE counsellors_event
    -- squawk-ignore renaming-object
    RENAME CONSTRAINT counsellors_event_pkey TO one_event_per_number_of_a_thread;

CREATE FUNCTION threads_begin_at_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_seq <> 0 OR NEW.first_seq <> 1 THEN
        RAISE EXCEPTION 'a thread begins without events' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'a_thread_begins_without_events';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER threads_begin_at_nothing BEFORE INSERT ON counsellors_thread
    FOR EACH ROW EXECUTE FUNCTION threads_begin_at_nothing();

CREATE FUNCTION numbers_rise_by_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_seq NOT IN (OLD.last_seq, OLD.last_seq + 1) OR NEW.first_seq < OLD.first_seq THEN
        RAISE EXCEPTION 'thread % cannot go from % to %', NEW.id, OLD.last_seq, NEW.last_seq USING
            ERRCODE = 'check_violation', CONSTRAINT = 'numbers_of_a_thread_rise_by_one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER numbers_rise_by_one BEFORE UPDATE OF last_seq, first_seq ON counsellors_thread
    FOR EACH ROW EXECUTE FUNCTION numbers_rise_by_one();

-- At the commit, because the number comes first and its event after it.
CREATE FUNCTION every_number_has_its_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM counsellors_thread t WHERE t.id = NEW.id AND t.first_seq <= NEW.last_seq
    ) AND NOT EXISTS (
        SELECT FROM counsellors_event e WHERE e.thread_id = NEW.id AND e.seq = NEW.last_seq
    ) THEN
        RAISE EXCEPTION 'number % of thread % has no event', NEW.last_seq, NEW.id USING
            ERRCODE = 'check_violation', CONSTRAINT = 'every_number_has_its_event';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER every_number_has_its_event
    AFTER UPDATE OF last_seq ON counsellors_thread DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.last_seq <> OLD.last_seq)
    EXECUTE FUNCTION every_number_has_its_event();

CREATE FUNCTION events_bear_the_latest_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM counsellors_thread t WHERE t.id = NEW.thread_id AND t.last_seq = NEW.seq
    ) THEN
        RAISE EXCEPTION 'thread % is not at number %', NEW.thread_id, NEW.seq USING
            ERRCODE = 'check_violation', CONSTRAINT = 'an_event_bears_the_latest_number';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_bear_the_latest_number BEFORE INSERT ON counsellors_event
    FOR EACH ROW EXECUTE FUNCTION events_bear_the_latest_number();

CREATE FUNCTION events_stay_what_they_are() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'number % of thread % is written', OLD.seq, OLD.thread_id USING
        ERRCODE = 'check_violation', CONSTRAINT = 'an_event_stays_what_it_is';
END $$;
CREATE TRIGGER events_stay_what_they_are BEFORE UPDATE ON counsellors_event
    FOR EACH ROW WHEN (
        (OLD.thread_id, OLD.seq, OLD.kind, OLD.side, OLD.about, OLD.at, OLD.facts)
        IS DISTINCT FROM (NEW.thread_id, NEW.seq, NEW.kind, NEW.side, NEW.about, NEW.at, NEW.facts)
        OR OLD.counsellor_id IS DISTINCT FROM NEW.counsellor_id
        OR OLD.changed = 'redaction'
    )
    EXECUTE FUNCTION events_stay_what_they_are();

CREATE FUNCTION events_go_from_the_old_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM counsellors_thread t WHERE t.id = OLD.thread_id AND t.first_seq <= OLD.seq
    ) THEN
        RAISE EXCEPTION 'number % of thread % is still kept', OLD.seq, OLD.thread_id USING
            ERRCODE = 'check_violation', CONSTRAINT = 'an_event_goes_from_the_old_end';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER events_go_from_the_old_end BEFORE DELETE ON counsellors_event
    FOR EACH ROW EXECUTE FUNCTION events_go_from_the_old_end();
"""

# The triggers go with their tables.
WITHOUT_NUMBERS = """
DROP FUNCTION threads_begin_at_nothing, numbers_rise_by_one, every_number_has_its_event,
    events_bear_the_latest_number, events_stay_what_they_are, events_go_from_the_old_end CASCADE;
ALTER TABLE counsellors_event
    RENAME CONSTRAINT one_event_per_number_of_a_thread TO counsellors_event_pkey;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0004_own_counsellors"),
        ("citizens", "0004_guests_looked_at"),
        ("counsellors", "0010_staff_bookings_looked_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=jobcenter.shared.secrets.new_public_id,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32, null=True)),
                ("nickname", models.CharField(blank=True, max_length=60, verbose_name="nickname")),
                ("page_language", models.CharField(default="da", max_length=2)),
                ("last_seq", models.PositiveBigIntegerField(default=0, editable=False)),
                ("first_seq", models.PositiveBigIntegerField(default=1, editable=False)),
                ("rights_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "last_event_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="centres.centre",
                    ),
                ),
                (
                    "citizen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="threads",
                        to="citizens.citizen",
                    ),
                ),
                (
                    "counsellor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="counsellors.counsellor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_seq", models.PositiveBigIntegerField(default=0)),
                ("told_seq", models.PositiveBigIntegerField(default=0)),
                ("look_lasts_until", models.DateTimeField(null=True)),
                (
                    "joined_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "counsellor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places_in_threads",
                        to="counsellors.counsellor",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="counsellors.thread",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "thread_id",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("message", "Message"),
                            ("edit", "Edit"),
                            ("redaction", "Redaction"),
                            ("read", "Read"),
                            ("queue_joined", "Queue Joined"),
                            ("queue_left", "Queue Left"),
                            ("taken", "Taken"),
                            ("handover", "Handover"),
                            ("invited", "Invited"),
                            ("booked", "Booked"),
                            ("call_back", "Call Back"),
                            ("claimed", "Claimed"),
                            ("ended", "Ended"),
                            ("erased", "Erased"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("citizen", "Citizen"),
                            ("counsellor", "Counsellor"),
                            ("house", "House"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=4000, verbose_name="words")),
                (
                    "changed",
                    models.CharField(
                        blank=True,
                        choices=[("edit", "edit"), ("redaction", "redaction")],
                        max_length=14,
                    ),
                ),
                ("about", models.PositiveBigIntegerField(null=True)),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "counsellor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counsellors.counsellor",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="counsellors.thread",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["token_hash"], name="threads_of_a_browser"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("counsellor", None), ("ended_at", None)),
                fields=["centre", "started_at"],
                name="threads_waiting_at_a_house",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["last_event_at"], name="threads_by_age"),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_seq__gte", 1),
                    (
                        "first_seq__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("last_seq"), "+", models.Value(1)
                        ),
                    ),
                ),
                name="a_thread_keeps_its_latest_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("citizen", None), ("token_hash", None), _connector="OR"),
                name="a_thread_is_opened_by_an_account_or_a_browser",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None),
                    models.Q(
                        ("citizen", None),
                        ("ended_at__isnull", False),
                        ("nickname", ""),
                        ("token_hash", None),
                    ),
                    _connector="OR",
                ),
                name="an_erased_thread_is_about_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("counsellor", None), ("ended_at", None), ("token_hash__isnull", False)
                ),
                fields=("token_hash",),
                name="one_waiting_thread_per_browser",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("thread", "counsellor"),
                name="one_place_per_person_in_a_thread",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counsellor__isnull", False),
                    models.Q(("left_at", None), ("look_lasts_until", None)),
                    _connector="OR",
                ),
                name="a_citizen_never_leaves_their_own_thread",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("seq__gte", 1)), name="numbers_of_a_thread_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("about__isnull", False),
                        ("about__lt", models.F("seq")),
                        ("kind__in", ("edit", "redaction", "read")),
                    ),
                    models.Q(
                        models.Q(("kind__in", ("edit", "redaction", "read")), _negated=True),
                        ("about", None),
                    ),
                    _connector="OR",
                ),
                name="an_edit_or_a_mark_is_about_an_earlier_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("words", ""),
                    ("kind__in", ("message", "handover", "invited", "call_back")),
                    _connector="OR",
                ),
                name="only_messages_and_cards_hold_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "message"), _negated=True),
                    models.Q(("words", ""), ("changed", "redaction")),
                    models.Q(
                        models.Q(("words", ""), _negated=True),
                        models.Q(("changed", "redaction"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_message_says_something_or_is_a_tombstone",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counsellor__isnull", False), ("side", "counsellor")),
                    models.Q(models.Q(("side", "counsellor"), _negated=True), ("counsellor", None)),
                    _connector="OR",
                ),
                name="a_counsellors_event_bears_their_name",
            ),
        ),
        migrations.RunSQL(NUMBERS, WITHOUT_NUMBERS),
    ]
