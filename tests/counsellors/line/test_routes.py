"""Who is asked for whom, in words and in order: own counsellor, house, another open house."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.starting import Route
from counsellors.chat.enums import WaitsAs
from counsellors.line.domain import route
from counsellors.line.domain.passing import (
    ask_another_house,
    ask_the_house,
    close_lines,
    give_up_places,
)
from counsellors.line.domain.routes import ANSWERED_AT_HOME, ASKED_ALONE, GRACE
from counsellors.line.tasks import take_the_steps
from counsellors.models import Duty, Thread
from tests.structure.breaking import refused_by

from .story import (
    MINUTE,
    NIGHT,
    NOW,
    arrive,
    open_house,
    own_counsellor,
    said,
    somebody_at,
    take,
    wait,
)

pytestmark = pytest.mark.django_db
HERE = {"latitude": 56.15, "longitude": 10.2}
NEAR = {"latitude": 56.45, "longitude": 10.0}
FAR = {"latitude": 55.7, "longitude": 12.5}


@pytest.fixture
def house():
    return open_house(**HERE)


@pytest.fixture
def bent(house):
    return somebody_at(house)


def on_desk(counsellor, *, now=NOW) -> set[int]:
    rows = Thread.objects.on_the_desk_of(counsellor, now=now)
    return set(rows.values_list("pk", flat=True))


def test_own_counsellor_on_duty_is_asked_first_and_alone_for_three_minutes(house, bent):
    colleague = somebody_at(house)
    way = route(citizen=own_counsellor(bent), centre=house, now=NOW)
    talk = wait(bent, route=way)

    assert (way.first_asked, way.team_from, way.elsewhere) == (bent, NOW + ASKED_ALONE, None)
    assert on_desk(bent) == {talk.thread.pk}
    assert on_desk(colleague) == set()
    assert on_desk(colleague, now=NOW + ASKED_ALONE) == {talk.thread.pk}


def test_own_counsellor_in_another_house_is_asked_first_too(house, bent):
    dorte = somebody_at(open_house(**FAR))
    way = route(citizen=own_counsellor(dorte), centre=house, now=NOW)
    talk = wait(bent, route=way)

    assert way.first_asked == dorte
    assert on_desk(dorte) == {talk.thread.pk}


@pytest.mark.parametrize("who", ["nobody's", "a guest", "not on duty"])
def test_house_is_asked_at_once_where_no_own_counsellor_is_here(house, bent, who):
    citizen = None
    if who == "not on duty":
        citizen = own_counsellor(somebody_at(house, is_here=False))
    way = route(citizen=citizen, centre=house, now=NOW)

    assert (way.first_asked, way.team_from) == (None, None)
    assert way.elsewhere_from == NOW + ANSWERED_AT_HOME
    talk = wait(bent, route=way)
    assert on_desk(bent) == {talk.thread.pk}


def test_another_house_is_asked_at_once_where_nobody_is_here(house):
    bent = somebody_at(house, is_here=False)
    dorte = somebody_at(open_house(**NEAR))
    way = route(citizen=None, centre=house, now=NOW)
    talk = wait(bent, route=way)

    assert (way.elsewhere, way.elsewhere_from) == (dorte.centres.get(), NOW)
    assert on_desk(dorte) == {talk.thread.pk}
    assert on_desk(bent) == {talk.thread.pk}


def test_nearest_house_that_can_is_the_one_asked(house):
    far, near = open_house(**FAR), open_house(**NEAR)
    for place in (far, near):
        somebody_at(place)
    assert route(citizen=None, centre=house, now=NOW).elsewhere == near

    Duty.objects.filter(centre=near).delete()
    assert route(citizen=None, centre=house, now=NOW).elsewhere == far


def test_of_two_houses_as_near_the_first_by_name_is_asked(house):
    for name in ("Ørehuset", "Åhuset", "Zebrahuset"):
        somebody_at(open_house(name=name, **NEAR))

    assert route(citizen=None, centre=house, now=NOW).elsewhere.name == "Zebrahuset"


@pytest.mark.parametrize("why", ["language", "closed", "no chat", "not public", "nobody there"])
def test_house_that_cannot_answer_is_not_asked(house, why):
    near = open_house(**NEAR)
    dorte = somebody_at(near)
    if why == "closed":
        near.opening_hours.all().delete()
    if why == "no chat":
        near.has_chat = False
    if why == "not public":
        near.is_published = False
    if why == "nobody there":
        dorte.duties.all().delete()
    near.save()
    language = "en" if why == "language" else "da"

    assert route(citizen=None, centre=house, now=NOW, language=language).elsewhere is None


def test_house_is_asked_in_time_and_the_thread_says_so(house, bent):
    colleague = somebody_at(house)
    talk = wait(bent, route=route(citizen=own_counsellor(bent), centre=house, now=NOW))

    assert ask_the_house(now=NOW + MINUTE) == 0
    assert ask_the_house(now=NOW + ASKED_ALONE) == 1
    assert said(talk) == ["team"]
    assert on_desk(colleague, now=NOW) == {talk.thread.pk}
    assert ask_the_house(now=NOW + ASKED_ALONE) == 0


def test_other_house_is_asked_after_ten_minutes_and_the_thread_says_so(house, bent):
    dorte = somebody_at(open_house(name="Havnehuset", **NEAR))
    talk = wait(bent, route=route(citizen=None, centre=house, now=NOW))

    assert ask_another_house(now=NOW + 9 * MINUTE) == 0
    assert ask_another_house(now=NOW + ANSWERED_AT_HOME) == 1
    assert talk.after().events[-1].facts == {"why": "elsewhere", "house": "Havnehuset"}
    assert on_desk(dorte, now=NOW + ANSWERED_AT_HOME) == {talk.thread.pk}
    assert ask_another_house(now=NOW + ANSWERED_AT_HOME) == 0


def test_house_in_which_nobody_is_any_more_gives_way_to_the_next(house):
    bent = somebody_at(house, is_here=False)
    dorte, erik = somebody_at(open_house(**NEAR)), somebody_at(open_house(**FAR))
    talk = wait(bent, route=route(citizen=None, centre=house, now=NOW))
    dorte.duties.all().delete()
    ask_another_house(now=NOW)

    assert on_desk(erik) == {talk.thread.pk}
    assert on_desk(dorte) == set()


def test_taken_thread_is_passed_on_to_nobody(house, bent):
    dorte = somebody_at(open_house(**NEAR))
    way = route(citizen=own_counsellor(bent), centre=house, now=NOW)
    talk = wait(bent, route=way)
    take(talk)

    assert set(take_the_steps(now=NOW + 60 * MINUTE).values()) <= {0, 1}
    assert said(talk) == []
    assert on_desk(dorte, now=NOW + 60 * MINUTE) == set()


def test_place_is_given_up_when_the_browser_is_gone_for_longer_than_it_is_held(house, bent):
    talk = wait(bent, route=route(citizen=None, centre=house, now=NOW))

    assert give_up_places(now=NOW + GRACE - MINUTE) == 0
    assert give_up_places(now=NOW + GRACE) == 1
    thread = talk.fresh()
    assert (thread.waits_as, thread.grace_until) == (WaitsAs.LETTER, None)
    assert said(talk) == ["away"]
    # Never dropped: it lies on the desk as before.
    assert on_desk(bent) == {thread.pk}
    assert give_up_places(now=NOW + GRACE) == 0


def test_place_that_is_kept_by_phone_is_never_given_up(house, bent):
    talk = wait(bent, route=Route(grace_until=NOW))
    Thread.objects.filter(pk=talk.thread.pk).update(waits_as=WaitsAs.PHONE)

    assert give_up_places(now=NIGHT) == 0


def test_nobody_waits_for_a_house_that_has_gone_home(house, bent):
    talk = wait(bent, route=Route())

    assert close_lines(now=NOW) == 0
    # Somebody stays on after hours: as long as they do, the line goes on.
    arrive(bent, hours=13)
    assert close_lines(now=NIGHT) == 0
    bent.duties.all().delete()
    assert close_lines(now=NOW) == 0
    assert close_lines(now=NIGHT) == 1
    assert said(talk) == ["closed"]
    assert talk.fresh().waits_as == WaitsAs.LETTER


@pytest.mark.parametrize("who", ["the other house", "the own counsellor"])
def test_line_of_a_closed_house_goes_on_for_whoever_is_answered_elsewhere(house, bent, who):
    other = open_house(**NEAR)
    dorte = somebody_at(other)
    arrive(dorte, hours=13)
    bent.duties.all().delete()
    way = Route(elsewhere=other, elsewhere_from=NOW)
    if who == "the own counsellor":
        way = Route(first_asked=dorte, team_from=NOW)
    wait(bent, route=way)

    assert close_lines(now=NIGHT) == 0


def test_step_that_fails_does_not_stop_the_others(house, bent, monkeypatch, caplog):
    from counsellors.line import tasks

    def fails(*, now):
        raise RuntimeError

    monkeypatch.setattr(tasks, "STEPS", (fails, *tasks.STEPS))
    wait(bent, route=Route(grace_until=NOW))

    assert take_the_steps(now=NOW)["give_up_places"] == 1
    assert "could not take a step: fails" in caplog.text


def test_a_team_waits_only_behind_somebody_asked_first(bent):
    talk = wait(bent)

    with refused_by("a_team_waits_only_behind_somebody_asked_first"):
        Thread.objects.filter(pk=talk.thread.pk).update(team_from=NOW)


def test_another_house_takes_over_from_some_time(bent):
    talk = wait(bent)

    with refused_by("another_house_takes_over_from_some_time"):
        Thread.objects.filter(pk=talk.thread.pk).update(elsewhere=talk.thread.centre)
