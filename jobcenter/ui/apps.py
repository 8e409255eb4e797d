from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: tags, form rendering, responses, portraits. No models."""

    name = "jobcenter.ui"
    label = "ui"

    def ready(self) -> None:
        from jobcenter.ui import checks  # noqa: F401, PLC0415  (registers itself)
