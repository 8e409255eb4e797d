"""Letters, and what keeps people safe in talks."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import jobcenter.shared.secrets
from django.conf import settings
from django.db import migrations, models


# Whatever deletes the words of a talk deletes where its answers go. It is a trigger because letters
# lie in a room above the one that deletes, and because no way of deleting may be forgotten.
A_LETTER_GOES_WITH_ITS_WORDS = """
CREATE FUNCTION a_letter_goes_with_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM counsellors_letter WHERE thread_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER a_letter_goes_with_its_words AFTER UPDATE OF erased_at ON counsellors_thread
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION a_letter_goes_with_its_words();
"""
A_LETTER_STAYS = """
DROP TRIGGER a_letter_goes_with_its_words ON counsellors_thread;
DROP FUNCTION a_letter_goes_with_its_words();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0004_own_counsellors"),
        ("counsellors", "0014_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("thread", models.CharField(max_length=32)),
                ("address_hash", models.BinaryField(max_length=32)),
                ("has_account", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("has_account", False)),
                        fields=["at"],
                        name="talks_begun_lately",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("thread",), name="a_talk_begins_at_one_address")
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
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
                ("thread", models.CharField(max_length=32)),
                ("token_hash", models.BinaryField(max_length=32, null=True)),
                ("address_hash", models.BinaryField(max_length=32, null=True)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField(verbose_name="until")),
                (
                    "objection",
                    models.TextField(blank=True, max_length=1000, verbose_name="objection"),
                ),
                ("objected_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="centres.centre",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counsellors.counsellor",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counsellors.counsellor",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["token_hash"], name="blocks_of_a_browser"),
                    models.Index(fields=["user"], name="blocks_of_an_account"),
                    models.Index(fields=["address_hash"], name="blocks_of_an_address"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("token_hash__isnull", False),
                            ("user__isnull", False),
                            ("address_hash__isnull", False),
                            _connector="OR",
                        ),
                        name="a_block_stops_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_block_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__gt", models.F("made_at")),
                            (
                                "until__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("made_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=30)),
                                ),
                            ),
                        ),
                        name="a_block_ends_within_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_lifted_block_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("objected_at", None), ("objection", "")),
                            models.Q(
                                models.Q(("objection", ""), _negated=True),
                                ("objected_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_objection_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpCall",
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
                ("thread", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="help_calls",
                        to="centres.centre",
                    ),
                ),
                (
                    "coming",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="counsellors.counsellor",
                    ),
                ),
                (
                    "counsellor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="counsellors.counsellor",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("counsellor",), name="one_call_for_help_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coming", None),
                            models.Q(("coming", models.F("counsellor")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_comes_to_their_own_help",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                ("email", models.EmailField(blank=True, max_length=254)),
                ("link_hash", models.BinaryField(max_length=32, null=True)),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("proven_at", models.DateTimeField(null=True)),
                ("written_at", models.DateTimeField()),
                ("reply_by", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "thread",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="counsellors.thread",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reply_by"], name="letters_by_promise")],
                "constraints": [
                    models.UniqueConstraint(fields=("link_hash",), name="a_link_opens_one_letter"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), ("link_hash", None), ("proven_at", None)),
                            models.Q(
                                models.Q(("email", ""), _negated=True), ("link_hash__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="a_link_is_sent_to_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reply_by__gt", models.F("written_at"))),
                        name="a_reply_is_promised_for_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageReport",
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
                ("thread", models.CharField(max_length=32)),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "wrong",
                    models.CharField(
                        choices=[
                            ("threat", "It threatens somebody"),
                            ("hate", "It is hateful or degrading"),
                            ("sexual", "It is sexual and unwelcome"),
                            ("private", "It tells too much about somebody"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                        verbose_name="what is wrong",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="words")),
                ("made_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                ("answered_by", models.CharField(blank=True, max_length=120)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="message_reports",
                        to="centres.centre",
                    ),
                ),
                (
                    "counsellor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="counsellors.counsellor",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["centre", "made_at"], name="reports_of_a_house")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("thread", "seq", "counsellor"),
                        name="one_report_of_a_message_by_each",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", "")),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("answered_by", ""), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_report_says_what_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.RunSQL(A_LETTER_GOES_WITH_ITS_WORDS, A_LETTER_STAYS),
    ]
