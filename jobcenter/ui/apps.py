from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: tags, form rendering, responses, portraits. No models."""

    name = "jobcenter.ui"
    label = "ui"
