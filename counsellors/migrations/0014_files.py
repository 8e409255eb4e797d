"""Files of a talk: each belongs to the event of its number, and goes with it.

Two rules Django cannot write. A file goes with its event, and with the message it was sent with when
that is taken back, whoever does it. And whenever a row lets go of what it had in the storage, the
name stands among the leftovers, in the same transaction: that is how nothing stays on the disk.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import jobcenter.shared.secrets
from django.db import migrations, models


RULES = """
ALTER TABLE counsellors_attachment
    ADD CONSTRAINT a_file_goes_with_its_event FOREIGN KEY (thread_id, seq)
    REFERENCES counsellors_event (thread_id, seq) ON DELETE CASCADE;

CREATE FUNCTION files_leave_their_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.stored_as <> '' THEN
        INSERT INTO counsellors_leftover (stored_as, delete_from) VALUES (OLD.stored_as, now())
        ON CONFLICT (stored_as) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER files_leave_their_name_when_they_go AFTER DELETE ON counsellors_attachment
    FOR EACH ROW EXECUTE FUNCTION files_leave_their_name();
CREATE TRIGGER files_leave_their_name_when_it_changes
    AFTER UPDATE OF stored_as ON counsellors_attachment
    FOR EACH ROW WHEN (NEW.stored_as <> OLD.stored_as)
    EXECUTE FUNCTION files_leave_their_name();

CREATE FUNCTION files_go_with_their_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE counsellors_event SET changed = 'redaction'
    FROM counsellors_attachment file
    WHERE file.thread_id = NEW.thread_id AND file.sent_with = NEW.seq
        AND counsellors_event.thread_id = file.thread_id AND counsellors_event.seq = file.seq
        AND counsellors_event.changed <> 'redaction';
    DELETE FROM counsellors_attachment
    WHERE thread_id = NEW.thread_id AND sent_with = NEW.seq;
    RETURN NULL;
END $$;
CREATE TRIGGER files_go_with_their_message AFTER UPDATE OF changed ON counsellors_event
    FOR EACH ROW WHEN (NEW.kind = 'message' AND NEW.changed = 'redaction')
    EXECUTE FUNCTION files_go_with_their_message();
"""

# The other triggers go with their table.
WITHOUT_RULES = """
DROP TRIGGER files_go_with_their_message ON counsellors_event;
DROP FUNCTION files_go_with_their_message, files_leave_their_name CASCADE;
ALTER TABLE counsellors_attachment DROP CONSTRAINT a_file_goes_with_its_event;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("counsellors", "0013_language_of_a_calendar"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
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
                    ("file", "File"),
                    ("claimed", "Claimed"),
                    ("ended", "Ended"),
                    ("erased", "Erased"),
                ],
                max_length=14,
            ),
        ),
        migrations.CreateModel(
            name="Leftover",
            fields=[
                ("stored_as", models.CharField(max_length=60, primary_key=True, serialize=False)),
                (
                    "delete_from",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["delete_from"], name="leftovers_by_age")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                ("seq", models.PositiveBigIntegerField(editable=False)),
                ("sent_with", models.PositiveBigIntegerField(editable=False, null=True)),
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
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("picture", "Picture"), ("pdf", "PDF")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "We are checking the file. It takes a moment."),
                            (
                                "delayed",
                                "The check takes longer than usual. We go on by ourselves; you need do nothing.",
                            ),
                            ("ready", "Ready"),
                            ("refused", "We could not let the file through."),
                        ],
                        default="checking",
                        max_length=10,
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "damaged",
                                "The file is damaged. Send it again, or take the picture anew.",
                            ),
                            (
                                "locked",
                                "The PDF has a password. Save it without one, and send it again.",
                            ),
                            (
                                "active",
                                "There is a program or another file in the PDF. Print it as a PDF, and send that one.",
                            ),
                            (
                                "large",
                                "There is more in the PDF than we can look through. Send fewer pages.",
                            ),
                            (
                                "virus",
                                "The virus check found something in it. Have your device looked at.",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("stored_as", models.CharField(blank=True, max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("sent_at", models.DateTimeField()),
                ("check_due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
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
                        related_name="files",
                        to="counsellors.thread",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("checking", "delayed"))),
                        fields=["check_due_at"],
                        name="files_waiting_for_a_check",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("thread", "seq"), name="one_file_per_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("stored_as", ""), _negated=True),
                        fields=("stored_as",),
                        name="a_stored_file_belongs_to_one_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "refused"),
                                ("stored_as", ""),
                                models.Q(("fault", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True),
                                ("fault", ""),
                                models.Q(("stored_as", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_refused_file_says_why_and_keeps_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("counsellor__isnull", False), ("side", "counsellor")),
                            models.Q(("counsellor", None), ("side", "citizen")),
                            _connector="OR",
                        ),
                        name="a_file_is_sent_by_one_of_the_two",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULES, WITHOUT_RULES),
    ]
