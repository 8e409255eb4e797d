from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0014_what_was_told_and_asked")]

    operations = [
        migrations.AlterField(
            model_name="trailentry",
            name="step",
            field=models.CharField(
                choices=[
                    ("submitted", "Sent to the house"),
                    ("change_asked", "A change was asked for"),
                    ("refused", "Declined"),
                    ("approved", "Approved"),
                    ("published", "Made public"),
                    ("withdrawn", "Taken out of the programme"),
                    ("changed", "Changed"),
                    ("date_added", "A date was added"),
                    ("date_moved", "A date was moved"),
                    ("date_postponed", "A date was postponed"),
                    ("date_cancelled", "A date was cancelled"),
                    ("date_on_again", "A date is on again"),
                    ("date_changed", "A date was changed"),
                    ("first_on_word", "Somebody came first on their word that they wished for it"),
                ],
                max_length=16,
            ),
        ),
    ]
