import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

# NOT VALID looks at no row that is there: 0011 does, without locking anybody out.
ADD_TOLD_CENTRE = """
ALTER TABLE events_place ADD COLUMN told_centre_id bigint NULL;
ALTER TABLE events_place ADD CONSTRAINT events_place_told_centre_id_fk
    FOREIGN KEY (told_centre_id) REFERENCES centres_centre (id)
    DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""
WITHOUT_TOLD_CENTRE = "ALTER TABLE events_place DROP COLUMN told_centre_id;"


def remember_what_was_told(apps, schema_editor):
    """Whoever has a place knows where it is: otherwise the next word that changes would write to
    all of them."""
    place = apps.get_model("events", "Place")
    activity = apps.get_model("events", "Activity").objects.filter(dates=OuterRef("date"))
    place.objects.update(
        told_centre_id=Subquery(activity.values("centre_id")[:1]),
        told_whereabouts=Subquery(activity.values("whereabouts")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0004_own_counsellors"),
        ("events", "0007_rules_looked_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="online_address",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="activitydate",
            name="own_online_address",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ADD_TOLD_CENTRE, WITHOUT_TOLD_CENTRE)],
            state_operations=[
                migrations.AddField(
                    model_name="place",
                    name="told_centre",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        db_index=False,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="centres.centre",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="place",
            name="told_online_address",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="place",
            name="told_whereabouts",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_house", "In the house"),
                    ("online", "Online"),
                    ("hybrid", "In the house and online"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        AddConstraintNotValid(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("whereabouts", "in_house"), _negated=True),
                    ("online_address", ""),
                    _connector="OR",
                ),
                name="an_activity_in_the_house_has_no_online_address",
            ),
        ),
        AddConstraintNotValid(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("online_address", ""),
                    ("online_address__startswith", "https://"),
                    _connector="OR",
                ),
                name="an_online_address_is_https",
            ),
        ),
        AddConstraintNotValid(
            model_name="activitydate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("own_online_address", ""),
                    ("own_online_address__startswith", "https://"),
                    _connector="OR",
                ),
                name="an_online_address_of_a_date_is_https",
            ),
        ),
        migrations.RunPython(remember_what_was_told, migrations.RunPython.noop),
    ]
