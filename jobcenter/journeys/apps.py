from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.core.checks import register
from django.db.models.signals import pre_delete

from .retention import check_retention


class JourneysConfig(AppConfig):
    name = "jobcenter.journeys"

    def ready(self) -> None:
        # Knows the models, which are there only now.
        from .erasing import erase_talks_of_account  # noqa: PLC0415

        register(check_retention)
        pre_delete.connect(erase_talks_of_account, sender=get_user_model())
