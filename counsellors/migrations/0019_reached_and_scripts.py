from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counsellors", "0018_stopped_talks"),
    ]

    operations = [
        migrations.AddField(
            model_name="helpcall",
            name="reached",
            field=models.CharField(
                choices=[
                    ("here", "Here"),
                    ("away", "Away"),
                    ("lead", "Lead"),
                    ("house", "House"),
                    ("nobody", "Nobody"),
                ],
                db_default="here",
                default="here",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="has_scripts",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
