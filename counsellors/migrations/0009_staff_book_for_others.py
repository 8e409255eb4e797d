"""The largest table of the house grows two columns: nothing here reads a row of it.

The rules are made without looking at the old rows; the next migration looks at them.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

ADD_BOOKED_BY = """
ALTER TABLE counsellors_conversation ADD COLUMN booked_by_id bigint NULL;
ALTER TABLE counsellors_conversation ADD CONSTRAINT counsellors_conversation_booked_by_id_fk
    FOREIGN KEY (booked_by_id) REFERENCES counsellors_counsellor (id)
    DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0003_staff_book_for_others"),
        ("counsellors", "0008_when_choices_were_offered"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="conversation",
            name="an_erased_conversation_holds_nothing_personal",
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    ADD_BOOKED_BY,
                    "ALTER TABLE counsellors_conversation DROP COLUMN booked_by_id",
                )
            ],
            state_operations=[
                migrations.AddField(
                    model_name="conversation",
                    name="booked_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booked_for_others",
                        to="counsellors.counsellor",
                    ),
                )
            ],
        ),
        migrations.AddField(
            model_name="conversation",
            name="outside_hours",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        AddConstraintNotValid(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    agenda="",
                    booked_by=None,
                    citizen=None,
                    email="",
                    interpreter_language="",
                    link_hash=None,
                    name="",
                    needs=[],
                    outside_hours="",
                    phone="",
                    spoken_code_hash=None,
                ),
                name="an_erased_conversation_holds_nothing_personal",
            ),
        ),
        AddConstraintNotValid(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=Q(outside_hours="") | Q(booked_by__isnull=False),
                name="only_staff_book_outside_the_hours_on_offer",
            ),
        ),
    ]
