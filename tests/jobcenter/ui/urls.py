"""A tiny house for the tests of the design system: every named page exists."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from jobcenter.ui import views


def plain(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    return HttpResponse("a page")


def named(name: str) -> URLPattern:
    return path(f"{name}/", plain, name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", plain, name="front"),
    named("find_centre"),
    named("about"),
    named("privacy"),
    named("accessibility"),
    named("account_login"),
    named("account_logout"),
    path("style/", views.style_guide, name="style_guide"),
    path("portrait/<str:seed>.svg", views.portrait, name="portrait"),
    path("samtale/", include(([named("start"), named("mine")], "conversations"))),
    path("demo/", include(([named("people")], "demo"))),
]
