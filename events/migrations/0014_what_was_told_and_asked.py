from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

HOUSE = "activity__centre__"
ADDRESS = Concat(
    f"{HOUSE}name", Value("\n"), f"{HOUSE}street", Value("\n"), f"{HOUSE}postcode", Value("\n"),
    f"{HOUSE}town",
)  # fmt: skip
TITLE = Coalesce(NullIf("own_title", Value("")), F("activity__title"))


def remember_what_was_told(apps, schema_editor):
    """Whoever has a place has read its title and where it is: otherwise the next word that changes
    would write to all of them."""
    dates = apps.get_model("events", "ActivityDate").objects.filter(pk=OuterRef("date"))
    title = Case(When(activity__signup_terms__is_sensitive=True, then=Value("")), default=TITLE)
    address = Case(When(activity__whereabouts="online", then=Value("")), default=ADDRESS)
    apps.get_model("events", "Place").objects.update(
        told_title=Subquery(dates.values_list(title)[:1]),
        told_address=Subquery(dates.values_list(address)[:1]),
    )


class Migration(migrations.Migration):
    """Every place begins at 0, so the clockwork compares each once with its date: who missed a
    change because two clocks disagreed hears of it now, and nobody else has news."""

    dependencies = [("events", "0013_first_on_their_word")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="told_sequence",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="place",
            name="told_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="place",
            name="told_address",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="importsource",
            name="asked_about",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.RunPython(remember_what_was_told, migrations.RunPython.noop),
    ]
