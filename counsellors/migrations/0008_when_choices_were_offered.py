from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counsellors", "0007_the_team")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="choices_offered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
