"""No page, export, API or query groups anything by counsellor for whoever leads.

Three nets: the code, the templates and the back office as they are written; and every page a leader
can open, with the statements it sends to the database. `tests/structure/counting.py` has the nets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from counsellors.availability.domain import tables
from counsellors.models import Cover, Minutes, RoomHold
from counsellors.team.access import name_of
from jobcenter.accounts.admin import HouseModelAdmin, house_admin
from jobcenter.accounts.enums import NATIONAL_ROLES, RoleKind
from tests.counsellors.conversations.story import NOW, at, set_the_scene
from tests.counsellors.responsibility.story import account, choose
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.counsellors import ConversationFactory

from .counting import counted_in, relations_of_counsellors, sql_faults, template_faults
from .test_routes_declare_access import every_route

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("jobcenter", "citizens", "counsellors", "events", "boards")

# Where something is counted within sight of a counsellor, and why nobody learns a figure about one.
PERMITTED = {
    "counsellors/availability/domain/offers.py offer_times": "starts taken away by each rule",
    "counsellors/availability/domain/tables.py _HOURS": "packs ids of those with the same hours",
    "counsellors/availability/domain/tables.py _TAKEN": "packs one calendar for the engine",
    "counsellors/availability/domain/week.py working_week": "weekdays that are alike, in the plan",
    "counsellors/calendars/domain/subscribing.py _subscribe": "one's own calendars, at most five",
    "counsellors/callbacks/domain/windows.py _window": "calls a house can keep in one window",
    "counsellors/caseload/domain/continuity.py share_with_own_counsellor": "a figure of the house",
    "counsellors/chat/domain/waiting.py CLAIM": "the latest number somebody has not read",
    "counsellors/conversations/domain/fairness.py STANDING": "robots filling one calendar",
    "counsellors/conversations/domain/wishing.py _leave": "one citizen's own wishes, at most three",
    "counsellors/conversations/forms/picker.py _some_of": "times of one day, for whoever books",
    "counsellors/line/domain/untaken.py UNTAKEN": "when a wait began, from the talk's own events",
    "counsellors/management/commands/offer_times.py _as_text": "times that are free, to a shell",
    "counsellors/responsibility/domain/reading.py has_room": "the ceiling; the answer is yes or no",
    "counsellors/responsibility/domain/reading.py with_room": "the same, of all in one house",
    "counsellors/workday/access.py see_my_day": "the first of one counsellor's own houses",
}
LEADERS = (
    RoleKind.TEAM_LEAD,
    RoleKind.BOARD_MEMBER,
    RoleKind.STATE,
    RoleKind.ADMINISTRATOR,
    RoleKind.CENTRE_EDITOR,
)
# The engine's own questions, word for word: whoever opens a page of free times asks them.
ENGINE = [getattr(tables, name) for name in ("_HOURS", "_TAKEN", "_ROOMS")]


def counted_places() -> set[str]:
    return {
        f"{path.relative_to(HOUSE)} {place}"
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
        if "migrations" not in path.parts
        for place in counted_in(path.read_text())
    }


def test_code_counts_nothing_near_a_counsellor_but_what_is_permitted_here():
    assert counted_places() == set(PERMITTED)


def test_templates_show_no_number_beside_a_counsellor():
    found = {
        str(path.relative_to(HOUSE)): faults
        for path in (HOUSE / "templates").rglob("*.html")
        if (faults := template_faults(path.read_text()))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        'def f():\n    return Conversation.objects.values("counsellor").annotate(n=Count("pk"))',
        'def f():\n    return Counsellor.objects.annotate(n=Count("conversations"))',
        'def f():\n    return Thing.objects.annotate(n=models.Sum("responsibilities__x"))',
        'def f(c):\n    return c.conversations.count()',
        'def f(rows):\n    return Counter(row.counsellor_id for row in rows)',
        'def f(rows):\n    return groupby(rows, key=lambda row: row.counsellor)',
        'ASK = "SELECT counsellor_id, x FROM t GROUP BY counsellor_id"',
        'def f():\n    return run("select count(*) from c where covering_id = 1")',
        'class CounsellorAdmin:\n    def talks(self, row):\n        return row.talks.count()',
        'rows = Conversation.objects.filter(counsellor=1).aggregate(n=Max("pk"))',
    ],
)  # fmt: skip
def test_net_of_the_code_would_catch(source):
    assert list(counted_in(source))


@pytest.mark.parametrize(
    "source",
    [
        "{% for counsellor in all %}{{ counsellor.x|length }}{% endfor %}",
        "{% for colleague in house.here %}<td>{{ forloop.counter }}</td>{% endfor %}",
        "{% for slug, person in all %}{% blocktranslate count n=person.n %}{% endfor %}",
        "<b>{{ counsellor.conversations.count }}</b>",
        "{{ colleague.responsibilities.all|length }}",
    ],
)
def test_net_of_the_templates_would_catch(source):
    assert template_faults(source)


@pytest.mark.parametrize(
    ("sql", "is_a_fault"),
    [
        ('SELECT "x"."counsellor_id", COUNT("x"."id") FROM "x" GROUP BY 1', True),
        ('SELECT "x"."a" FROM "x" GROUP BY "x"."counsellor_id"', True),
        ("SELECT max(id) FROM counsellors_conversation v WHERE v.covering_id = 1", True),
        ('SELECT SUM(x) FROM t JOIN "counsellors_counsellor" ON (true)', True),
        ("SELECT count(*) FROM counsellors_conversation WHERE centre_id = 1", False),
        ('SELECT "x"."counsellor_id" FROM "x" ORDER BY 1', False),
        ('SELECT COUNT(*) FROM "counsellors_counsellor" WHERE is_active', False),
    ],
)
def test_net_of_the_statements_tells_one_from_the_other(sql, is_a_fault):
    assert bool(sql_faults(sql)) == is_a_fault


# --- the back office ---------------------------------------------------------------------------


def models_about_counsellors() -> set[type]:
    counsellor = apps.get_model("counsellors", "Counsellor")
    near = {relation.related_model for relation in counsellor._meta.related_objects}
    return near | {counsellor}


def test_back_office_neither_filters_searches_nor_counts_by_counsellor():
    """Django's lists say how many rows fit a filter, a search or (as facets) each of its values."""
    watched = models_about_counsellors()
    lists = {model: row for model, row in house_admin._registry.items() if model in watched}

    assert lists
    for model, row in lists.items():
        columns = {field.name for field in model._meta.get_fields()}
        named = str([*row.list_filter, *row.search_fields, row.date_hierarchy])
        if model._meta.model_name != "counsellor":
            assert "counsellor" not in named, model
        assert not re.search("|".join(relations_of_counsellors()), named), model
        assert row.show_facets == admin.ShowFacets.NEVER, model
        assert {*row.list_display} <= columns | {"__str__", "name"}, model


def ways_to_a_counsellor(model: type, steps: int = 2) -> Iterator[str]:
    """How a lookup gets from a row to a counsellor: counsellor, conversations__counsellor, …"""
    counsellor = apps.get_model("counsellors", "Counsellor")
    for field in model._meta.get_fields():
        if not field.is_relation or field.related_model is None:
            continue
        if field.related_model is counsellor or model is counsellor:
            yield field.name
        elif steps > 1:
            further = ways_to_a_counsellor(field.related_model, steps - 1)
            yield from (f"{field.name}__{way}" for way in further)


def questions_about_one_counsellor(bent: Any) -> list[tuple[type, str]]:
    """Each list of the back office with what an address could make up to ask about Bent."""
    found = []
    for model, row in house_admin._registry.items():
        offered = {*row.list_filter}
        for way in sorted({*ways_to_a_counsellor(model)} - offered):
            for lookup in (f"{way}={bent.pk}", f"{way}__id__exact={bent.pk}", f"{way}__isnull=0"):
                meta = model._meta
                found.append((model, f"/forvaltning/{meta.app_label}/{meta.model_name}/?{lookup}"))
    return found


def test_every_list_of_the_back_office_answers_only_what_it_offers():
    for model, row in house_admin._registry.items():
        assert isinstance(row, HouseModelAdmin), f"{model} is registered past HouseModelAdmin"


@pytest.mark.django_db(transaction=True)
def test_back_office_answers_no_question_about_one_counsellor(scene):
    """Django lets the address of a list filter by any relation of its rows, and counts them."""
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.ADMINISTRATOR, centre_id=None)
    browser = Client(raise_request_exception=False)
    enter_as_staff(browser, user)
    asked = questions_about_one_counsellor(scene.bent)
    faults = {}
    for _model, address in asked:
        with CaptureQueriesContext(connection) as sent:
            response = browser.get(address)
        found = [fault for query in sent for fault in sql_faults(query["sql"])]
        if response.status_code != 400 or found:
            faults[address] = (response.status_code, found)

    assert {"Absence", "Centre", "Counsellor", "User"} <= {model.__name__ for model, _ in asked}
    assert faults == {}


# --- the pages as they are opened --------------------------------------------------------------


@pytest.fixture
def scene(transactional_db, eight_topics):
    """A house in which there would be something to count about each counsellor."""
    with time_machine.travel(NOW, tick=False):
        scene = set_the_scene(rooms=2)
        dorte = scene.colleague(slug="dorte", first_name="Dorte")
        for hour, who in ((9, scene.bent), (10, scene.bent), (9, dorte)):
            ConversationFactory(
                counsellor=who, centre=scene.centre, topic=scene.topic,
                starts_at=at(hour), ends_at=at(hour, 45),
            )  # fmt: skip
        choose(account("amal@example.org"), scene.bent)
        scene.bent.absences.create(during=(at(12), at(13)))
        days = (at(9).date(), at(9, weeks=1).date())
        Cover.objects.create(
            centre=scene.centre, absent=scene.bent, covering=dorte, during=days, made_at=NOW
        )
        RoomHold.objects.create(
            room=scene.centre.rooms.first(), kind="reserved", during=(at(13), at(14)),
            what_for="Møde", made_at=NOW,
        )  # fmt: skip
        words = {"title": "Møde", "words": "Ord", "held_on": at(9).date(), "written_at": NOW}
        Minutes.objects.create(centre=scene.centre, **words)
        yield scene


def pages(scene) -> Iterator[str]:
    """Every address that is a page of the house, a counsellor, a room, or of nothing at all."""
    house, bent = scene.centre, scene.bent
    known = {
        "house": [house.slug],
        "slug": [house.slug, bent.slug],
        "room": [name_of(house.rooms.first())],
        "public_id": [Minutes.objects.get().public_id],
        "object_id": [str(bent.pk), str(bent.absences.get().pk), str(house.pk)],
    }
    for pattern, _route in every_route(get_resolver()):
        for address in _filled(pattern, known):
            yield "/" + address
    for model in house_admin._registry:
        meta = model._meta
        yield f"/forvaltning/{meta.app_label}/{meta.model_name}/?q=bent&_facets=True"


def _filled(pattern: str, known: dict[str, list[str]]) -> Iterator[str]:
    parameter = re.search(r"<(?:\w+:)?(\w+)>", pattern)
    if parameter is None:
        if not re.search(r"[\^$?\\()]", pattern):
            yield pattern
        return
    for value in known.get(parameter[1], ()):
        yield from _filled(pattern.replace(parameter[0], value, 1), known)


def is_the_figure_of_a_house(sql: str) -> bool:
    """`share_with_own_counsellor`: one row for one house, hidden below five people."""
    return 'FILTER (WHERE "is_with_own")' in sql and "GROUP BY" not in sql


def is_the_engines(sql: str) -> bool:
    """Only the values differ: Django's log has them written in."""
    for asked in ENGINE:
        pieces = [re.escape(piece) for piece in re.split(r"%\(\w+\)s", asked.strip())]
        if re.fullmatch(".*?".join(pieces), sql.strip(), re.DOTALL):
            return True
    return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", LEADERS)
def test_no_page_a_leader_opens_groups_by_counsellor(scene, kind):
    user = UserFactory(name="Erik Lund")
    RoleFactory(user=user, kind=kind, centre_id=None if kind in NATIONAL_ROLES else scene.centre.pk)
    browser = Client(raise_request_exception=False)
    enter_as_staff(browser, user)
    opened, faults = set(), {}
    for address in sorted(set(pages(scene)) - {"/konto/log-af/"}):
        with CaptureQueriesContext(connection) as sent:
            response = browser.get(address)
        if response.status_code == 200:
            opened.add(address)
        found = [
            (fault, query["sql"][:300])
            for query in sent
            if not is_the_engines(query["sql"]) and not is_the_figure_of_a_house(query["sql"])
            for fault in sql_faults(query["sql"])
        ]
        if found:
            faults[address] = found

    assert len(opened) > 20, "nothing was opened"
    assert OPENED_BY[kind] <= opened
    assert faults == {}


OPENED_BY = {
    RoleKind.TEAM_LEAD: {"/vejleder/hold/"},
    RoleKind.BOARD_MEMBER: {"/vejledere/"},
    RoleKind.STATE: {"/vejledere/"},
    RoleKind.ADMINISTRATOR: {"/kontor/", "/forvaltning/counsellors/absence/"},
    RoleKind.CENTRE_EDITOR: {"/kontor/", "/vejleder/oensker/"},
}
