"""Pages of one house that need nothing from rooms above.

`jobcenter.journeys.urls` joins them with the public page of the house in the namespace `centres`.
"""

from __future__ import annotations

from datetime import date

from django.urls import URLPattern, path, register_converter

from . import views


class DateConverter:
    """2026-12-24 in an address, as a date."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DateConverter, "date")

pages_of_one_house: list[URLPattern] = [
    path("ret/", views.edit, name="edit"),
    path("ret/tider/", views.edit_hours, name="edit_hours"),
    path("ret/dage/", views.edit_days, name="edit_days"),
    path("ret/dage/<date:day>/fjern/", views.keep_day, name="keep_day"),
    path("ret/loft/", views.edit_ceiling, name="edit_ceiling"),
    path("ret/partnere/", views.edit_partners, name="edit_partners"),
    path("ret/partnere/<str:partner>/", views.edit_partner, name="edit_partner"),
    path("ret/partnere/<str:partner>/fjern/", views.remove_partner, name="remove_partner"),
]

# The root includes every room; this one's pages come in through `journeys`.
urlpatterns: list[URLPattern] = []
