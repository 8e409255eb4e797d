"""What the data looks like, for programs: OpenAPI 3.1. A test holds every answer to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from events.activities.enums import ActivityKind, DateState, Whereabouts
from jobcenter.centres.enums import RoomFact
from jobcenter.shared.languages import SpokenLanguage

PROBLEM_JSON = "application/problem+json"
# Whatever is refused below it is refused as programs read it: see `urls` and `views.problems`.
ROOT_OF_THE_DATA = "/det-sker/api/"
Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MOMENT_OR_NONE: Schema = {"type": ["string", "null"], "format": "date-time"}
_ADDRESS: Schema = {"type": "string", "format": "uri"}
_DAY: Schema = {"type": "string", "format": "date"}
_SLUG: Schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}


def description_of_the_data(*, most_at_once: int, usually: int) -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: what happens in the houses",
            "version": "1",
            "description": (
                "Everything that is open to all, as data. Read-only, without a key, from any site. "
                "Nothing here is about people. Put /en in front of a path for English sentences. "
                "Ask again with If-None-Match and the ETag you were given, or with "
                "If-Modified-Since and the Last-Modified; where you send both, the ETag counts. "
                "304 says that nothing has changed. Every refusal is application/problem+json."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {
            reverse("feeds:dates"): {"get": _list(most_at_once, usually)},
            f"{reverse('feeds:dates')}{{id}}/": {"get": _one()},
        },
        "components": {"schemas": _schemas()},
    }


def _list(most_at_once: int, usually: int) -> Schema:
    page = {
        "antal": (
            f"How many at once, usually {usually}.",
            {"type": "integer", "minimum": 1, "maximum": most_at_once, "default": usually},
        ),
        "efter": (
            "Where to go on: given in “next”, not made by hand.",
            _TEXT | {"maxLength": 200},
        ),
    }
    asked = [_asked(name, *told) for name, told in {**_filters(), **page}.items()]
    return {
        "operationId": "listDates",
        "summary": "Dates to come within a year, the next first",
        "parameters": asked,
        "responses": {
            "200": _answer("A part of the list.", "Dates"),
            **_refusals("422", "The filter could not be read; `errors` name each bad value."),
        },
    }


def _one() -> Schema:
    return {
        "operationId": "readDate",
        "summary": "One date, also when it is over or was called off",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
        "responses": {
            "200": _answer("The date.", "Date"),
            **_refusals("404", "There is no such date, or it is not public any more."),
        },
    }


def _refusals(status: str, words: str) -> Schema:
    problem = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": words, "content": {PROBLEM_JSON: {"schema": problem}}},
        "400": {
            "description": "An address that cannot be read: a null character in it, for one.",
            "content": {PROBLEM_JSON: {"schema": problem}},
        },
        "304": {
            "description": (
                "Nothing has changed since the ETag you sent in If-None-Match, or, without one, "
                "since the moment you sent in If-Modified-Since."
            )
        },
    }


def _answer(words: str, schema: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "description": words,
        "headers": {
            "ETag": {"schema": _TEXT, "required": True},
            "Last-Modified": {
                "schema": _TEXT,
                "description": "When the answer became this one; left out while we do not know.",
            },
        },
        "content": content,
    }


def _asked(name: str, words: str, schema: Schema) -> Schema:
    asked: Schema = {"name": name, "in": "query", "description": words, "schema": schema}
    return asked | ({"explode": True} if schema.get("type") == "array" else {})


def _filters() -> dict[str, tuple[str, Schema]]:
    only = ["gratis", "online", "aften", "weekend", "naermest", "alle"]
    return {
        "q": ("Danish words; compounds and endings are understood.", _TEXT | {"maxLength": 100}),
        "fra": ("The first day.", _DAY),
        "til": ("The last day.", _DAY),
        "sted": ("A postcode or town: houses within 40 km.", _TEXT | {"maxLength": 60}),
        "hus": ("The `id` of a house.", _SLUG),
        "emne": ("The `id` of a topic.", _SLUG),
        "slags": ("A kind.", _one_of(ActivityKind.values)),
        "sprog": ("A language.", _one_of(SpokenLanguage.values)),
        "adgang": ("What the room must have.", _many_of(RoomFact.values)),
        "kun": ("Free, online, in the evening or at the weekend. The last two change nothing here, "
                "so that addresses of the page work.", _many_of(only)),
    }  # fmt: skip


def _one_of(values: list[str]) -> Schema:
    return {"type": "string", "enum": values}


def _many_of(values: list[str]) -> Schema:
    return {"type": "array", "items": _one_of(values), "uniqueItems": True}


def _thing(**fields: Schema) -> Schema:
    """An object with exactly these fields, all of them there."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _schemas() -> dict[str, Schema]:
    fault = _thing(parameter=_TEXT, value=_TEXT, detail=_TEXT)
    return {
        "Dates": _thing(
            dates={"type": "array", "items": {"$ref": "#/components/schemas/Date"}},
            next={"type": ["string", "null"], "format": "uri",
                  "description": "The address of what comes after; null at the end."},
        ),
        "Date": _date(),
        "House": _thing(
            id=_SLUG, name=_TEXT, street=_TEXT, postcode=_TEXT, town=_TEXT, phone=_TEXT,
            latitude={"type": "number"}, longitude={"type": "number"}, page=_ADDRESS,
        ),
        "Room": _room(),
        "Problem": _thing(
            type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT,
            errors={"type": "array", "items": fault},
        ),
    }  # fmt: skip


def _room() -> Schema:
    return _thing(
        name=_TEXT,
        **{fact: {"type": "boolean"} for fact in RoomFact.values},
        bus=_TEXT | {"description": "Which stop, and how far; empty where nobody wrote it."},
        facts_checked_on={
            "type": ["string", "null"], "format": "date",
            "description": "When the house last looked. Null: nobody has, and false says nothing.",
        },
    )  # fmt: skip


def _date() -> Schema:
    room = {"anyOf": [{"$ref": "#/components/schemas/Room"}, {"type": "null"}]}
    postponed = "Null while it is postponed: nobody knows yet."
    return _thing(
        id=_TEXT,
        uid=_TEXT | {"description": "In every calendar, for life."},
        page=_ADDRESS, calendar=_ADDRESS, picture=_ADDRESS,
        state=_one_of(DateState.values),
        title=_TEXT, text=_TEXT,
        starts_at=_MOMENT_OR_NONE | {"description": postponed},
        ends_at=_MOMENT_OR_NONE | {"description": postponed},
        planned_at=_MOMENT | {"description": "Where its series had it; stays when it is moved."},
        changed_at=_MOMENT,
        sequence={"type": "integer", "minimum": 0},
        kind=_one_of(ActivityKind.values),
        topics={"type": "array", "items": _SLUG},
        language=_one_of(SpokenLanguage.values),
        whereabouts=_one_of(Whereabouts.values),
        price_kroner={"type": "integer", "minimum": 0},
        companion_welcome={"type": "boolean"},
        arranged_by={"type": ["string", "null"]},
        house={"$ref": "#/components/schemas/House"},
        room=room,
    )  # fmt: skip
