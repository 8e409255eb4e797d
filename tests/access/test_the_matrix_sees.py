"""The matrix tried on faults: each kind it is there for, put in on purpose, must turn it red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251  views made for these tests

from counsellors.conversations.models import Conversation, Wish
from counsellors.conversations.views import managing
from counsellors.models import Offer
from counsellors.practice.views import visits as doors
from counsellors.responsibility import views as responsibility
from jobcenter.accounts.access import citizen_required
from jobcenter.accounts.policy import FITTING, About, Access, Relation

from . import test_matrix as matrix
from .cells import faults_of
from .routes import Route, all_routes

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]


def route(name: str) -> Route:
    return next(route for route in all_routes() if route.name == name)


def test_a_view_without_a_declaration_is_seen():
    @citizen_required
    def letter(request: HttpRequest, public_id: str) -> HttpResponse:
        return HttpResponse(public_id)

    undeclared = Route("breve/<str:public_id>/", "letters:letter", letter)

    with pytest.raises(AssertionError, match=r'@about\("what it is", opened_by=Relation'):
        matrix.test_a_view_of_one_thing_declares_which_and_for_whom(undeclared)


def test_a_thing_no_test_can_address_is_seen():
    known = route("conversations:wish_answered")
    unknown = replace(known, view=_about(known, "pigeon", Relation.HOUSE))

    with pytest.raises(AssertionError, match=r"tests/access/things.py, ADDRESSES:\s+'pigeon'"):
        matrix.test_a_view_of_one_thing_declares_which_and_for_whom(unknown)


def test_a_relation_that_does_not_fit_the_marker_is_seen():
    known = route("conversations:wish_answered")
    assert Relation.HOLDER not in FITTING[Access.STAFF]

    with pytest.raises(AssertionError, match="Fitting are"):
        matrix.test_a_thing_is_opened_by_those_its_marker_lets_in(
            replace(known, view=_about(known, "wish", Relation.HOLDER))
        )


def test_a_getter_that_forgets_whose_it_is_is_seen(house, monkeypatch):
    """Clara reads Amal's note, and everybody else with an account does."""
    note = route("practice:note_of_mine")
    assert faults_of(note, "GET", house) == []

    monkeypatch.setattr(
        doors,
        "get_own_begun_conversation",
        lambda _user, public_id, **_now: Conversation.objects.get(public_id=public_id),
    )
    found = "\n".join(faults_of(note, "GET", house))

    assert "GET by clara at own: expected not there, met page" in found
    assert "amalord" in found, "her words are shown to somebody else"


def test_a_foreign_post_that_changes_something_is_seen(house, monkeypatch):
    """Answering somebody else's offer leads on to one's own page and shows nothing at all."""
    answer = route("responsibility:answer_offer")
    assert faults_of(answer, "POST", house) == []

    monkeypatch.setattr(
        responsibility,
        "get_own_offer",
        lambda _user, public_id: Offer.objects.select_related("counsellor").get(
            public_id=public_id
        ),
    )
    found = "\n".join(faults_of(answer, "POST", house))

    assert "POST by clara at own: changed rows of" in found
    assert "counsellors_offer" in found


def test_a_page_with_the_mark_of_somebody_else_is_seen(house, monkeypatch):
    """Right status, right person, and one wish too many in the list."""
    from counsellors.conversations import access

    wishes = route("conversations:wishes")
    assert faults_of(wishes, "GET", house) == []

    monkeypatch.setattr(
        access, "waiting_wishes", lambda _centres: Wish.objects.waiting().select_related("centre")
    )
    found = "\n".join(faults_of(wishes, "GET", house))

    assert "GET by bent at own: shows what is not theirs to see: ['20222299', 'clara" in found


def test_a_page_of_staff_that_writes_nothing_in_the_read_log_is_seen(house, monkeypatch):
    """Right person, right wishes, and nobody is told that they were read."""
    from counsellors.conversations.access import get_centres_of_staff, waiting_wishes
    from counsellors.conversations.views import staff

    wishes = route("conversations:wishes")
    monkeypatch.setattr(
        staff,
        "see_waiting_wishes",
        lambda user, *, most, **_now: list(waiting_wishes(get_centres_of_staff(user))[:most]),
    )
    found = "\n".join(faults_of(wishes, "GET", house))

    assert "GET by bent at own: shows ['" in found
    assert "writes nothing in the read log" in found


def test_a_page_that_forbids_instead_of_being_shown_is_seen(house, monkeypatch):
    """403 was once taken for a form nobody can read."""

    def forbidden(*_args: Any, **_kwargs: Any) -> Conversation:
        raise PermissionDenied

    monkeypatch.setattr(managing, "get_conversation_by_link", forbidden)
    found = faults_of(route("conversations:cancel"), "GET", house)

    assert any("expected page, met refused (403" in fault for fault in found)


def test_an_answer_that_tells_foreign_from_missing_is_seen(house, monkeypatch):
    """404 for somebody else's calendar, something else for none; and it writes before it looks."""
    from counsellors.calendars.models import CalendarSubscription

    remove = route("calendars:remove")

    def told_apart(user: Any, public_id: str) -> Any:
        found = CalendarSubscription.objects.get(public_id=public_id)
        if found.counsellor.user == user:
            return found
        CalendarSubscription.objects.filter(pk=found.pk).update(failures=0)
        raise Http404

    assert faults_of(remove, "GET", house) == []
    monkeypatch.setattr(
        "counsellors.calendars.views.subscriptions.get_own_subscription", told_apart
    )
    found = "\n".join(faults_of(remove, "GET", house))

    assert "GET by dorte: own, missing can be told apart" in found
    assert "GET by dorte at own: changed rows of" in found


def _about(known: Route, thing: str, relation: Relation) -> Callable[..., Any]:
    def view(*_args: Any, **_kwargs: Any) -> HttpResponse:
        return HttpResponse()

    view.access, view.role_kinds = known.access, known.role_kinds  # type: ignore[attr-defined]
    view.about = About(thing, relation)  # type: ignore[attr-defined]
    return view
