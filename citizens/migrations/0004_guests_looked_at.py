from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0003_staff_book_for_others"),
    ]

    operations = [
        ValidateConstraint(model_name="citizen", name="a_citizen_can_be_reached"),
    ]
