"""Which lines of a counsellor's feed were handed out last, and who has taken on a conversation."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counsellors", "0021_last_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendarfeed",
            name="handed_out",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.CreateModel(
            name="TakenOn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_on",
                        to="counsellors.conversation",
                    ),
                ),
                (
                    "counsellor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_on",
                        to="counsellors.counsellor",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation",), name="one_colleague_takes_on_a_conversation"
                    )
                ],
            },
        ),
    ]
