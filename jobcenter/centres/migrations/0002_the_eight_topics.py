"""The eight topics every installation begins with; administrators may reword them."""

from django.db import migrations

TOPICS = [
    (
        "job",
        "Job",
        "Work",
        "Find, få eller behold et arbejde, du trives med.",
        "Find, get or keep work that suits you.",
        45,
    ),
    (
        "uddannelse",
        "Uddannelse og karriere",
        "Education and career",
        "Kurser, uddannelse og næste skridt i dit arbejdsliv.",
        "Courses, education and the next step in your working life.",
        45,
    ),
    (
        "skift-spor",
        "Skift spor",
        "Change track",
        "Du har et arbejde, men vil noget andet.",
        "You have work, but want something else.",
        45,
    ),
    (
        "egen-virksomhed",
        "Start egen virksomhed",
        "Start a business",
        "Fra idé til de første kunder. Også som freelancer.",
        "From idea to your first customers. Also as a freelancer.",
        60,
    ),
    (
        "frivillig",
        "Frivillighed",
        "Volunteering",
        "Brug dine kræfter, hvor de gør en forskel.",
        "Use your energy where it makes a difference.",
        30,
    ),
    (
        "sundhed",
        "Sundhed og mad",
        "Health and food",
        "Søvn, mad og bevægelse, så hverdagen bliver lettere.",
        "Sleep, food and movement that make everyday life easier.",
        30,
    ),
    (
        "skabende",
        "Skabende evner",
        "Creative skills",
        "Musik, håndværk, tekst eller billeder: kom i gang eller kom videre.",
        "Music, crafts, words or pictures: get going or go further.",
        45,
    ),
    (
        "kom-videre",
        "Kom videre fra et svært sted",
        "Move on from a hard place",
        "Når det hele er gået i stå, og du vil finde en vej videre.",
        "When everything has come to a halt and you want to find a way on.",
        60,
    ),
]


def add_topics(apps, schema_editor):
    topic = apps.get_model("centres", "Topic")
    for slug, name_da, name_en, about_da, about_en, minutes in TOPICS:
        topic.objects.get_or_create(
            slug=slug,
            defaults={
                "name_da": name_da,
                "name_en": name_en,
                "about_da": about_da,
                "about_en": about_en,
                "minutes": minutes,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("centres", "0001_initial")]

    operations = [migrations.RunPython(add_topics, migrations.RunPython.noop)]
