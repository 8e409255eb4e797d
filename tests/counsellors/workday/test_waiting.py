"""What waits today besides the conversations: told calmly, from one's own houses and people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import Wish
from counsellors.practice.enums import Author, Doer
from counsellors.responsibility.domain.choosing import wish_handover
from counsellors.responsibility.domain.handing_over import accept_handover
from jobcenter.audit.models import Reading
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.practice.story import talk_of
from tests.counsellors.responsibility.story import choose, propose
from tests.counsellors.workday.story import DAY, desk_of, html_of
from tests.factories.centres import CentreFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db
BENT, AMAL = Author.COUNSELLOR, Author.CITIZEN


def wish(centre, name):
    return Wish.objects.create(
        centre=centre, name=name, phone="+4520304050", citizen=CitizenFactory(), words="Hemmeligt"
    )


def waiting(desk):
    return desk.get(DAY).context["waiting"]


def test_first_wishes_of_my_houses_are_named_and_all_are_counted(scene, desk):
    for name in ("Amal", "Bo", "Clara", "Ditte", "Erna"):
        wish(scene.centre, name)
    wish(CentreFactory(), "Andetsteds")
    html = html_of(desk.get(DAY))

    assert [one.name for one in waiting(desk).wishes] == ["Amal", "Bo", "Clara"]
    assert "5 ønsker om en tid venter i dine huse." in html
    assert "Andetsteds" not in html
    assert "Hemmeligt" not in html


def test_nothing_that_waits_is_no_panel(desk):
    html = html_of(desk.get(DAY))

    assert "panel" not in html.split("<main", 1)[1].split("</main>", 1)[0]


def test_what_waits_stands_on_today_only(scene, desk):
    wish(scene.centre, "Clara")

    assert desk.get(DAY, {"dag": "2026-12-07"}).context["waiting"] is None


def test_somebody_handed_over_comes_with_the_card(desk, bent, dorte, amal):
    card = propose(choose(amal, dorte).responsibility, bent)
    assert "ansøgning" not in html_of(desk.get(DAY))

    accept_handover(handover=card, user=amal, now=NOW)
    html = html_of(desk.get(DAY))
    assert "Kortet fra Dorte Holm" in html
    assert "Vi er i gang med en ansøgning." in html


def test_somebody_is_new_for_two_weeks(scene, bent, amal, clock):
    choose(amal, bent)
    assert [one.name for one in waiting(desk_of(bent, scene.centre)).new] == ["Amal"]

    clock.move_to(NOW + timedelta(days=14))
    assert waiting(desk_of(bent, scene.centre)).new == []


def test_whoever_would_like_a_colleague_waits_for_me(desk, bent, dorte, amal, clara):
    choose(amal, bent)
    choose(clara, dorte)
    for user in (amal, clara):
        wish_handover(user=user, now=NOW)

    assert [one.name for one in waiting(desk).wish_handover] == ["Amal"]
    assert waiting(desk).new == []


@pytest.fixture
def after(scene, clock):
    """Amal and Bent have talked on Monday; it is ten o'clock the same day."""
    talk = talk_of(scene)
    clock.move_to(at(10))
    return talk


def test_my_own_steps_that_are_due_are_shown(scene, bent, after):
    monday = at(10).date()
    after.add(BENT, "Ringe til skolen", by_day=monday)
    after.add(AMAL, "Skrive sammen", by_whom=Doer.BOTH, by_day=monday - timedelta(days=1))
    after.add(BENT, "Senere", by_day=monday + timedelta(days=1))
    after.add(BENT, "Uden dag")
    after.add(BENT, "Amals eget", by_whom=Doer.CITIZEN, by_day=monday)
    desk = desk_of(bent, scene.centre)

    assert [step.what for step in waiting(desk).steps] == ["Skrive sammen", "Ringe til skolen"]
    assert "Ringe til skolen" in html_of(desk.get(DAY))


def test_step_that_is_done_or_removed_is_not_due(scene, bent, after):
    after.add(BENT, "Ringe", by_day=at(10).date())
    after.add(BENT, "Skrive", by_day=at(10).date())
    first, second = after.note.steps.order_by("pk")
    type(first).objects.filter(pk=first.pk).update(is_done=True)
    type(second).objects.filter(pk=second.pk).update(removed_at=at(10))

    assert waiting(desk_of(bent, scene.centre)).steps == []


def test_note_waits_for_my_yes_until_i_say_it(scene, bent, after):
    after.write(BENT, "Vi ser på kurser.")
    after.agree(AMAL)
    assert [note.name for note in waiting(desk_of(bent, scene.centre)).yes] == ["Amal"]

    after.agree(BENT)
    assert waiting(desk_of(bent, scene.centre)).yes == []


def test_steps_and_notes_of_a_colleague_are_not_mine(scene, dorte, after):
    after.add(BENT, "Ringe", by_day=at(10).date())
    after.write(BENT, "Vi ser på kurser.")
    after.agree(AMAL)
    shown = waiting(desk_of(dorte, scene.centre))

    assert (shown.steps, shown.yes) == ([], [])


def test_everybody_who_is_named_stands_in_the_read_log_for_a_reason(scene, bent, after, amal):
    clara = wish(scene.centre, "Clara").citizen
    mine = choose(amal, bent, now=at(10)).responsibility.citizen
    after.add(BENT, "Ringe", by_day=at(10).date())
    desk_of(bent, scene.centre).get(DAY)

    written = {(one.citizen, one.why) for one in Reading.objects.all()}
    assert (clara.public_id, "house") in written
    assert (mine.public_id, "own") in written
    assert (after.conversation.citizen.public_id, "conversation") in written
