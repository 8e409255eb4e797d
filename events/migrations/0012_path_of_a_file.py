from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0011_links_looked_at")]

    operations = [
        migrations.AddField(
            model_name="importsource",
            name="path_hash",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
