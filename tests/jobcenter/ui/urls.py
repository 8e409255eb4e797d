"""A tiny house for the tests of the design system: every named page exists."""

from __future__ import annotations

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from jobcenter.ui import views
from jobcenter.ui.forms import HouseForm
from jobcenter.ui.responses import go_to, page, personal


class AskForm(HouseForm):
    name = forms.CharField(
        label="Hvad skal vi kalde dig?",
        help_text="Et kaldenavn er nok.",
        error_messages={"required": "Skriv et navn, vi kan kalde dig"},
    )
    email = forms.EmailField(
        label="Din mail", error_messages={"invalid": "Skriv en mail som navn@eksempel.dk"}
    )


def plain(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    return HttpResponse("a page")


def ask(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = AskForm(request.POST if sent else None)
    if sent and form.is_valid():
        return go_to(request, "front")
    return page(request, "ask.html", {"form": form}, fragment="ask", refused=sent)


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponseForbidden("<p>a page that must never land in the form</p>")


def explode(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the roof fell in")


def lose_the_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is closed")


@personal
def secret(request: HttpRequest) -> HttpResponse:
    return HttpResponse("about you")


def remember(request: HttpRequest) -> HttpResponse:
    request.session["draft"] = "half a booking"
    return HttpResponse("kept")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.GET["name"])


@require_safe
def only_look(request: HttpRequest) -> HttpResponse:
    return HttpResponse("looked")


def named(name: str) -> URLPattern:
    return path(f"{name}/", plain, name=name)


urlpatterns: list[URLPattern | URLResolver] = i18n_patterns(
    path("", plain, name="front"),
    named("find_centre"),
    named("about"),
    named("privacy"),
    named("accessibility"),
    named("human"),
    named("account_login"),
    named("account_logout"),
    path("style/", views.style_guide, name="style_guide"),
    path("portrait/<str:seed>.svg", views.portrait, name="portrait"),
    path("samtale/", include(([named("start"), named("mine")], "conversations"))),
    path("demo/", include(([named("people")], "demo"))),
    path("ask/", ask, name="ask"),
    path("broken/", broken, name="broken"),
    path("explode/", explode, name="explode"),
    path("lose-the-database/", lose_the_database, name="lose_the_database"),
    path("secret/", secret, name="secret"),
    path("remember/", remember, name="remember"),
    path("echo/", echo, name="echo"),
    path("only-look/", only_look, name="only_look"),
    prefix_default_language=False,
)

handler500 = "jobcenter.ui.views.server_error"
