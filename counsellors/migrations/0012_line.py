"""Who is on duty, whose turn it is, and how long people wait."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# NOT VALID looks at no row that is there; threads are new in this release, so there is none.
ADD_WHO_IS_ASKED = """
ALTER TABLE counsellors_thread ADD COLUMN first_asked_id bigint NULL;
ALTER TABLE counsellors_thread ADD COLUMN elsewhere_id bigint NULL;
ALTER TABLE counsellors_thread ADD CONSTRAINT counsellors_thread_first_asked_id_fk
    FOREIGN KEY (first_asked_id) REFERENCES counsellors_counsellor (id)
    DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE counsellors_thread ADD CONSTRAINT counsellors_thread_elsewhere_id_fk
    FOREIGN KEY (elsewhere_id) REFERENCES centres_centre (id)
    DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""
WITHOUT_WHO_IS_ASKED = """
ALTER TABLE counsellors_thread DROP COLUMN first_asked_id, DROP COLUMN elsewhere_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0004_own_counsellors"),
        ("citizens", "0004_guests_looked_at"),
        ("counsellors", "0011_threads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("lease_until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("place", models.PositiveSmallIntegerField()),
                ("promised_minutes", models.PositiveSmallIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("was_reached", models.BooleanField(null=True)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ADD_WHO_IS_ASKED, WITHOUT_WHO_IS_ASKED)],
            state_operations=[
                migrations.AddField(
                    model_name="thread",
                    name="elsewhere",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        db_index=False,
                        related_name="guest_threads",
                        to="centres.centre",
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="first_asked",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        db_index=False,
                        related_name="asked_first",
                        to="counsellors.counsellor",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="thread",
            name="elsewhere_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="grace_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="team_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="waits_as",
            field=models.CharField(
                choices=[("line", "Line"), ("phone", "Phone"), ("letter", "Letter")],
                db_default="line",
                max_length=6,
            ),
        ),
        AddConstraintNotValid(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("team_from", None), ("first_asked__isnull", False), _connector="OR"
                ),
                name="a_team_waits_only_behind_somebody_asked_first",
            ),
        ),
        AddConstraintNotValid(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("elsewhere", None), ("elsewhere_from__isnull", False), _connector="OR"
                ),
                name="another_house_takes_over_from_some_time",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="centre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="centres.centre",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="counsellor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="counsellors.counsellor",
            ),
        ),
        migrations.AddField(
            model_name="wait",
            name="centre",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="waits",
                to="centres.centre",
            ),
        ),
        migrations.AddField(
            model_name="wait",
            name="thread",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="waits",
                to="counsellors.thread",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["centre", "lease_until"], name="duties_of_a_house"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                fields=("counsellor",), name="one_house_at_a_time_for_whoever_is_on_duty"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("lease_until__gt", models.F("since"))),
                name="a_duty_ends_after_it_began",
            ),
        ),
        migrations.AddIndex(
            model_name="wait",
            index=models.Index(
                fields=["centre", "place", "ended_at"],
                include=("joined_at", "was_reached"),
                name="waits_of_a_house_by_place",
            ),
        ),
        migrations.AddIndex(
            model_name="wait",
            index=models.Index(
                fields=["centre", "ended_at"],
                include=("joined_at", "was_reached", "promised_minutes"),
                name="waits_of_a_house_by_end",
            ),
        ),
        migrations.AddIndex(
            model_name="wait",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["centre", "joined_at"],
                name="waits_of_a_house_that_go_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(
                fields=("thread",), name="one_wait_at_a_time_per_thread"
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("was_reached", None)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("thread", None),
                        ("was_reached__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_wait_that_is_over_is_about_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("joined_at")), _connector="OR"
                ),
                name="a_wait_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1)), name="places_in_a_line_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("promised_minutes", None), ("promised_minutes__gte", 1), _connector="OR"
                ),
                name="a_promise_is_at_least_a_minute",
            ),
        ),
    ]
