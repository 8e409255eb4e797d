from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models.functions import Greatest


class Migration(migrations.Migration):
    # Indexes are built while the old code goes on writing, which no transaction can do.
    atomic = False

    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="useful_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                Greatest("due_at", "leased_until"),
                condition=models.Q(("state", "queued")),
                name="notices_ready",
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(fields=["created_at"], name="notices_by_age"),
        ),
        RemoveIndexConcurrently(
            model_name="notice",
            name="notices_waiting",
        ),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "dead"]), ("payload", {}), _connector="OR"
                ),
                name="a_notice_that_is_over_keeps_no_facts",
            ),
        ),
        ValidateConstraint(
            model_name="notice",
            name="a_notice_that_is_over_keeps_no_facts",
        ),
    ]
