from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("counsellors", "0009_staff_book_for_others"),
    ]

    operations = [
        ValidateConstraint(
            model_name="conversation", name="an_erased_conversation_holds_nothing_personal"
        ),
        ValidateConstraint(
            model_name="conversation", name="only_staff_book_outside_the_hours_on_offer"
        ),
        migrations.RunSQL(
            "ALTER TABLE counsellors_conversation"
            " VALIDATE CONSTRAINT counsellors_conversation_booked_by_id_fk",
            migrations.RunSQL.noop,
        ),
    ]
