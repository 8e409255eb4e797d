from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf


def remember_what_was_told(apps, schema_editor):
    """Whoever has a place has seen price and language: otherwise the next word that changes would
    write to all of them."""
    dates = apps.get_model("events", "ActivityDate").objects.filter(pk=OuterRef("date"))
    language = Coalesce(NullIf("own_language", Value("")), "activity__language")
    price = Coalesce("own_price_kroner", "activity__price_kroner")
    apps.get_model("events", "Place").objects.update(
        told_language=Subquery(dates.values_list(language)[:1]),
        told_price_kroner=Subquery(dates.values_list(price)[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0009_partners_and_sources")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="told_language",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="place",
            name="told_price_kroner",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(remember_what_was_told, migrations.RunPython.noop),
    ]
