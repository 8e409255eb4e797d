from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

HOUSES = "ALTER TABLE events_place VALIDATE CONSTRAINT events_place_told_centre_id_fk;"


class Migration(migrations.Migration):
    """Old rows are read against the rules of 0008 and 0009, without locking anybody out."""

    dependencies = [
        ("events", "0010_price_and_language_told"),
    ]

    operations = [
        migrations.RunSQL(HOUSES, migrations.RunSQL.noop),
        ValidateConstraint("activity", "an_activity_in_the_house_has_no_online_address"),
        ValidateConstraint("activity", "an_online_address_is_https"),
        ValidateConstraint("activitydate", "an_online_address_of_a_date_is_https"),
        ValidateConstraint("importsource", "a_failing_source_says_when_it_failed"),
    ]
