"""Bus, light, and the day somebody last checked what a room is like.

No transaction around it: the rule is made without looking at the rows, and then looked at while the
old code goes on writing."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("centres", "0004_own_counsellors")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="has_calm_light",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="light one can turn down"
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="bus",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="bus"
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="facts_checked_on",
            field=models.DateField(blank=True, null=True, verbose_name="access last checked on"),
        ),
        AddConstraintNotValid(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(("bus", ""), ("has_calm_light", False))
                | models.Q(("facts_checked_on__isnull", False)),
                name="what_is_said_of_bus_and_light_was_checked",
            ),
        ),
        ValidateConstraint(model_name="room", name="what_is_said_of_bus_and_light_was_checked"),
    ]
