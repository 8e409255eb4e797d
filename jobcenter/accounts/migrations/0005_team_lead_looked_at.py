from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_lead"),
    ]

    operations = [
        ValidateConstraint(
            model_name="role", name="local_roles_have_a_centre_and_national_ones_do_not"
        ),
    ]
