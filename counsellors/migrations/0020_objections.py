"""An objection to a block gets an answer, and who leads a house can lift a block.

The rules are made without looking at the old rows, which all keep them.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("counsellors", "0019_reached_and_scripts"),
    ]

    operations = [
        migrations.AddField(
            model_name="block",
            name="lifted_by_name",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="block",
            name="answer",
            field=models.TextField(
                blank=True, db_default="", max_length=1000, verbose_name="answer"
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="answered_by",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="block",
            name="answered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(model_name="block", name="a_lifted_block_says_by_whom"),
        AddConstraintNotValid(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_by_name="")
                | (
                    Q(lifted_at__isnull=False)
                    & (~Q(lifted_by_name="") | Q(lifted_by__isnull=False))
                ),
                name="a_lifted_block_says_by_whom",
            ),
        ),
        AddConstraintNotValid(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=Q(address_hash=None) | Q(token_hash=None, user=None),
                name="a_block_is_of_a_person_or_of_a_connection",
            ),
        ),
        AddConstraintNotValid(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=Q(answer="", answered_by="", answered_at=None)
                | (
                    ~Q(answer="")
                    & ~Q(answered_by="")
                    & Q(answered_at__isnull=False, objected_at__isnull=False)
                ),
                name="an_answer_to_an_objection_says_what_and_by_whom",
            ),
        ),
    ]
