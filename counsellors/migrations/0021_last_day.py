"""The last day of a counsellor who leaves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counsellors", "0020_objections"),
    ]

    operations = [
        migrations.AddField(
            model_name="counsellor",
            name="last_day",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
    ]
