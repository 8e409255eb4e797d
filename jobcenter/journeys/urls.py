from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.urls import pages_of_one_house
from jobcenter.ui.views import portrait, style_guide

from .views import bell_test, houses, words

A_WEEK = 7 * 24 * 60 * 60

# A drawing follows from its seed alone: whoever asks again gets the same one.
drawn_portrait = public(
    about("drawing", opened_by=Relation.ANYBODY)(
        cache_control(public=True, max_age=A_WEEK)(require_safe(portrait))
    )
)

one_house: list[URLPattern] = [path("", houses.centre, name="centre"), *pages_of_one_house]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", words.front, name="front"),
    path("huse/", houses.find_centre, name="find_centre"),
    path("huse/<slug:slug>/", include((one_house, "centres"))),
    path("om/", words.about, name="about"),
    path("privatliv/", words.privacy, name="privacy"),
    path("tilgaengelighed/", words.accessibility, name="accessibility"),
    path("kontor/klokken/", bell_test.bell_test, name="bell_test"),
    path("kontor/klokken/ring/", bell_test.ring_rehearsal, name="ring_rehearsal"),
    path("was", words.was, name="was"),
    path("stilguide/", public(require_safe(style_guide)), name="style_guide"),
    path("portraet/<str:seed>.svg", drawn_portrait, name="portrait"),
]
