"""Languages conversations are held in, in their own names, and the one a house is written to."""

from __future__ import annotations

from django.db import models

LANGUAGE_OF_THE_HOUSE = "da"


class SpokenLanguage(models.TextChoices):
    DANISH = "da", "Dansk"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"
    GERMAN = "de", "Deutsch"
    FARSI = "fa", "فارسی"
    GREENLANDIC = "kl", "Kalaallisut"
    POLISH = "pl", "Polski"
    ROMANIAN = "ro", "Română"
    SOMALI = "so", "Soomaali"
    TURKISH = "tr", "Türkçe"
    UKRAINIAN = "uk", "Українська"
    URDU = "ur", "اردو"
    DANISH_SIGN = "dsl", "Dansk tegnsprog"
