from __future__ import annotations

import unicodedata
from typing import Any

from django.db import migrations, models
from django.db.models import Q


# As jobcenter/shared/danish.py had it when this was written.
PLACE_OF_LETTER = {"æ": "{1", "ä": "{1", "ø": "{2", "ö": "{2", "å": "{3", "ü": "y"}


def danish_order(name: str) -> str:
    letters = unicodedata.normalize("NFC", name).casefold().replace("aa", "å")
    return "".join(filed(letter) for letter in letters)


def filed(letter: str) -> str:
    if letter in " -–’'./":
        return " "
    return PLACE_OF_LETTER.get(letter) or unicodedata.normalize("NFD", letter)[0]


def file_names(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("counsellors", "Responsibility").objects
    batch = []
    for row in rows.iterator(chunk_size=1_000):
        row.filed_as = danish_order(row.name)
        batch.append(row)
        if len(batch) == 1_000:
            rows.bulk_update(batch, ["filed_as"])
            batch = []
    rows.bulk_update(batch, ["filed_as"])


class Migration(migrations.Migration):
    dependencies = [("counsellors", "0005_calendars_in_and_out")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="choices_offered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sharednote",
            name="reply_waits_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sharednote",
            name="counsellor_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="sharednote",
            constraint=models.CheckConstraint(
                condition=Q(counsellor_told_at=None) | Q(reply_waits_since__isnull=False),
                name="a_counsellor_is_told_of_replies_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="sharednote",
            index=models.Index(
                condition=Q(reply_waits_since__isnull=False),
                fields=["reply_waits_since"],
                name="notes_with_a_waiting_reply",
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="filed_as",
            field=models.CharField(db_collation="C", default="", editable=False, max_length=160),
            preserve_default=False,
        ),
        migrations.RunPython(file_names, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="responsibility", name="own_people_of_a_counsellor"),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=Q(during__upper_inf=True),
                fields=["counsellor", "filed_as", "id"],
                name="own_people_by_name",
            ),
        ),
    ]
