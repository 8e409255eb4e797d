"""What the data says when it says no: RFC 9457, whoever refuses and however early."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views import defaults

from events.feeds.domain.openapi import PROBLEM_JSON, ROOT_OF_THE_DATA
from events.feeds.forms import Fault

DANISH = "da"


def problem(
    title: str,
    faults: Sequence[Fault] = (),
    *,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """With a sentence for people in `detail`; scripts of other sites may read it."""
    errors = [{"parameter": f.parameter, "value": f.value, "detail": f.words} for f in faults]
    said = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": " ".join(map(str, faults)) or title,
        "errors": errors,
    }
    response = HttpResponse(
        json.dumps(said, ensure_ascii=False), content_type=PROBLEM_JSON, status=status
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Every 400 of the house, most of them before any view was found: a null character, more
    fields than anybody has. At the addresses of the data a program reads it."""

    def said() -> HttpResponse:
        words = _(
            "This address cannot be read. Take out what no text has, such as a null character."
        )
        return problem(words, status=HTTPStatus.BAD_REQUEST)

    return _as_data(request, said) or defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Every 404 of the house."""

    def said() -> HttpResponse:
        words = _("There is nothing at this address.")
        return problem(words, status=HTTPStatus.NOT_FOUND)

    return _as_data(request, said) or defaults.page_not_found(request, exception)


def _as_data(request: HttpRequest, say: Callable[[], HttpResponse]) -> HttpResponse | None:
    """In the language of the address: nobody may have asked for it yet."""
    language = get_language_from_path(request.path_info)
    path = request.path_info.removeprefix(f"/{language}") if language else request.path_info
    if not path.startswith(ROOT_OF_THE_DATA):
        return None
    with override(language or DANISH):
        return say()
