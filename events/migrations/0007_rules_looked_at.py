from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Old rows are read against the rules of 0002 and 0003, without locking anybody out."""

    dependencies = [
        ("events", "0006_wishes"),
    ]

    operations = [
        ValidateConstraint(model_name="activitydate", name="what_the_rule_leaves_out_is_cancelled"),
        ValidateConstraint(
            model_name="signupterms", name="all_dates_or_none_is_for_the_whole_series"
        ),
    ]
