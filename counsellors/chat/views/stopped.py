"""Somebody who may not write meets that before they have filled anything in, and not after."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from counsellors.chat.access import stop_of_visitor
from jobcenter.ui.responses import go_to


def say_it_is_stopped(request: HttpRequest, *, for_letter: bool = False) -> HttpResponse | None:
    """In place of an empty form: why, until when, and the ways that stay open. What is being sent
    goes on, is refused with the same words, and stands in its form as it was typed.
    """
    if request.method == "POST":
        return None
    if stop_of_visitor(request, now=timezone.now(), for_letter=for_letter) is None:
        return None
    return go_to(request, "safety:blocked")
