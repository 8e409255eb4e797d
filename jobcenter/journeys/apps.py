from django.apps import AppConfig
from django.core.checks import register

from .retention import check_retention


class JourneysConfig(AppConfig):
    name = "jobcenter.journeys"

    def ready(self) -> None:
        register(check_retention)
