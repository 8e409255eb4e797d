"""The rule is made anew without looking at the old rows; the next migration looks at them."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_a_table_to_count_in"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="role",
            name="local_roles_have_a_centre_and_national_ones_do_not",
        ),
        migrations.AlterField(
            model_name="role",
            name="kind",
            field=models.CharField(
                choices=[
                    ("counsellor", "Counsellor"),
                    ("centre_editor", "Centre editor"),
                    ("team_lead", "Team lead"),
                    ("board_member", "Board member"),
                    ("state", "The state"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        AddConstraintNotValid(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=Q(centre_id=None, kind__in=["state", "administrator"])
                | Q(
                    centre_id__isnull=False,
                    kind__in=["counsellor", "centre_editor", "team_lead", "board_member"],
                ),
                name="local_roles_have_a_centre_and_national_ones_do_not",
            ),
        ),
    ]
