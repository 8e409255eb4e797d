"""A last day is said: one letter to each, choices for all, nothing silently cancelled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from counsellors.availability.domain.offers import Question, offer_times
from counsellors.caseload.domain.leaving import FORM, finish_leaving, leave
from counsellors.caseload.tasks import let_go
from counsellors.conversations.domain.going_on import can_be_offered
from counsellors.covering.domain.away import conversations_to_cover
from counsellors.models import Conversation, Counsellor, Responsibility, SpecialDay
from counsellors.responsibility.domain.handing_over import accept_handover
from counsellors.responsibility.domain.offering import accept_offer
from counsellors.responsibility.domain.reading import own_responsibility
from counsellors.responsibility.domain.refusals import CounsellorMeetsNobodyNow
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change, Reading
from jobcenter.centres.models import Centre
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at, everything
from tests.counsellors.responsibility.story import choose, offer, propose, staff_user
from tests.counsellors.workday.story import html_of, key_in
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.races.lock_order import one_lock_order

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 12, 7)  # the first Monday
PAGE = "/vejleder/sidste-dag/"
AFTER = at(9) + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved, translation.override("da"):
        yield moved


@pytest.fixture
def before(scene):
    """On the last day itself: nothing happens to it."""
    return scene.book(email="clara@example.org", start=at(14)).conversation


@pytest.fixture
def after(scene):
    return scene.book(start=at(9, weeks=1)).conversation


@pytest.fixture
def own(amal, bent):
    return choose(amal, bent).responsibility


def says(bent, last_day=LAST_DAY, *, by=None, now=NOW):
    by = by or bent.user or staff_user(bent, bent.centres.get())
    with one_lock_order():
        return leave(
            counsellor=bent, last_day=last_day, form_key=mint_form_key(form=FORM), by=by, now=now
        )


def letters(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def free_times(bent) -> set[date]:
    offers = offer_times(question=Question(counsellor=bent, days=60), now=NOW)
    return {day.date for day in offers.days}


def test_everybody_after_the_last_day_gets_choices_and_nothing_is_cancelled(
    scene, bent, dorte, before, after
):
    assert says(bent) == (1, 0)

    assert [one.recipient for one in letters("conversation_choices")] == ["amal@example.org"]
    assert Conversation.objects.booked().count() == 2
    assert not Conversation.objects.get(pk=before.pk).has_choices(NOW)
    assert Conversation.objects.get(pk=after.pk).has_choices(NOW)


def test_hours_end_with_the_last_day(scene, bent):
    SpecialDay.objects.create(
        counsellor=bent, centre=scene.centre, on_date=date(2026, 12, 9), minutes=(540, 600),
        modes=["phone"],
    )  # fmt: skip
    says(bent)

    assert free_times(bent) == {LAST_DAY}
    assert not SpecialDay.objects.exists()
    assert [row.valid_on.upper for row in bent.working_hours.all()] == [date(2026, 12, 8)]


def test_own_people_get_one_letter_with_the_day_and_the_way_to_somebody_else(bent, dorte, own):
    assert says(bent).letters == 1
    says(bent, LAST_DAY + timedelta(days=7))

    [letter] = letters("own_counsellor_leaves")
    mail = compose_mail(letter)
    assert letter.recipient == "amal@example.org"
    assert "mandag den 7. december" in mail.body
    assert "/min-vejleder/" in mail.body
    assert "kort" not in mail.body


def test_letter_tells_of_the_card_when_one_is_written(bent, dorte, own):
    propose(own, dorte, by=own.citizen.user)
    says(bent)

    [letter] = letters("own_counsellor_leaves")
    assert "kort" in compose_mail(letter).body


def test_somebody_with_a_number_only_gets_a_text_and_nobody_to_reach_is_counted(bent, own):
    own.citizen.user = None
    own.citizen.email, own.citizen.phone = None, "+4520212223"
    own.citizen.save()
    nobody = Responsibility.objects.create(
        citizen=_guest(), counsellor=bent, name="Clara", during=(NOW, None), came_by="chosen"
    )

    assert says(bent) == (1, 1)
    [letter] = letters("own_counsellor_leaves")
    assert nobody.public_id not in letter.effect_key
    assert "mandag den 7. december" in compose_sms(letter)


def _guest():
    return CitizenFactory(email=None, phone=None, is_guest=True)


def test_own_page_says_the_last_day_and_who_is_left_can_choose_a_colleague(bent, dorte, own, amal):
    says(bent)
    browser = Client()
    browser.force_login(amal)

    assert "mandag den 7. december" in html_of(browser.get("/min-vejleder/"))
    choose(amal, dorte)
    assert own_responsibility(amal).counsellor == dorte


def test_nobody_new_becomes_theirs_by_any_of_the_three_ways(scene, bent, dorte, amal, clara):
    talk = scene.book(user=clara, email=clara.email, counsellor=dorte.slug).conversation
    card = propose(choose(amal, bent).responsibility, dorte, by=amal)
    offered = offer(talk)
    says(dorte)

    for way in (
        lambda: choose(clara, dorte),
        lambda: accept_offer(offer=offered, language="da", user=clara, now=NOW),
        lambda: accept_handover(handover=card, user=amal, now=NOW),
        lambda: propose(own_responsibility(amal), dorte, by=amal),
    ):
        with pytest.raises(CounsellorMeetsNobodyNow):
            way()
    browser = Client()
    browser.force_login(clara)
    assert "tager ikke imod lige nu" in html_of(browser.get(f"/min-vejleder/vaelg/{dorte.slug}/"))


def test_same_form_twice_is_once_and_a_day_that_is_over_is_refused(bent, own, after):
    by, key = staff_user(bent, bent.centres.get()), mint_form_key(form=FORM)
    said = {"counsellor": bent, "form_key": key, "by": by, "now": NOW}
    assert leave(last_day=LAST_DAY, **said) is not None
    assert leave(last_day=LAST_DAY, **said) is None

    desk = desk_of(by)
    rows = everything()
    answer = desk.post(PAGE, {"last_day": "2026-11-30", "key": mint_form_key(form=FORM)})
    assert answer.status_code == 422
    assert everything() == rows


def test_after_the_last_day_colleagues_cover_what_is_left_and_nothing_ends_by_itself(
    scene, bent, dorte, after
):
    says(bent)

    houses = Centre.objects.filter(pk=scene.centre.pk)
    assert list(conversations_to_cover(dorte, centres=houses, now=AFTER)) == [after]
    finish_leaving(now=AFTER)
    assert Conversation.objects.booked().get() == after
    assert Counsellor.objects.get(pk=bent.pk).is_active


def test_night_after_the_last_day_lets_go_and_the_counsellor_meets_nobody_any_more(
    bent, own, amal, clock
):
    says(bent)
    let_go()
    assert own_responsibility(amal) == own

    clock.move_to(AFTER)
    let_go()
    let_go()

    assert own_responsibility(amal) is None
    assert not Counsellor.objects.get(pk=bent.pk).is_active
    ended = Change.objects.filter(action__in=["responsibility.ended", "counsellor.left"])
    assert sorted(ended.values_list("action", "actor_kind")) == [
        ("counsellor.left", "system"),
        ("responsibility.ended", "system"),
    ]


def test_card_that_waits_keeps_the_way_on_open_after_the_last_day(bent, dorte, own, amal):
    card = propose(own, dorte, by=amal)
    says(bent)
    finish_leaving(now=AFTER)
    assert own_responsibility(amal) == own

    accept_handover(handover=card, user=amal, now=AFTER)
    finish_leaving(now=AFTER)
    assert own_responsibility(amal).counsellor == dorte
    assert not Counsellor.objects.get(pk=bent.pk).is_active


# --- the pages ---------------------------------------------------------------------------------


def desk_of(user) -> Client:
    browser = Client()
    enter_as_staff(browser, user)
    return browser


def test_counsellor_sees_first_whom_it_touches_and_that_is_written_down(
    scene, bent, dorte, own, before, after
):
    desk = desk_of(staff_user(bent, scene.centre))
    assert PAGE in html_of(desk.get("/vejleder/arbejdstid/"))
    first = html_of(desk.get(PAGE))
    assert 'type="date"' in first
    seen = Reading.objects.count()

    html = html_of(desk.get(PAGE, {"last_day": "2026-12-07"}))

    assert "mandag den 14. december" in html
    assert "kl. 14.00" not in html
    assert f"/vejleder/mennesker/{own.public_id}/overlever/" in html
    assert Reading.objects.count() == seen + 2
    assert not letters("conversation_choices")
    said = desk.post(PAGE, {"last_day": "2026-12-07", "key": key_in(html)}, follow=True)
    assert "Det er sagt." in html_of(said)
    assert len(letters("conversation_choices")) == len(letters("own_counsellor_leaves")) == 1
    assert "Du har sagt det" in html_of(desk.get(PAGE))
    assert {kind for row in Reading.objects.all() for kind in row.kinds} == {"name", "time"}


def test_last_day_is_taken_back_and_people_can_choose_again(scene, bent, own, clara):
    desk = desk_of(staff_user(bent, scene.centre))
    says(bent, by=bent.user)

    for _twice in range(2):
        assert desk.post(PAGE, {"stay": "1"})["Location"] == "/vejleder/arbejdstid/"

    assert Change.objects.filter(action="counsellor.stays").count() == 1
    assert choose(clara, bent).responsibility.counsellor == bent
    assert 'name="stay"' not in html_of(desk.get(PAGE))


def test_nobody_is_offered_a_counsellor_who_leaves(scene, bent, clock):
    talk = scene.book().conversation
    clock.move_to(at(9, 10))
    assert can_be_offered(talk, now=at(9, 10))

    says(bent, now=at(9, 10))
    assert not can_be_offered(Conversation.objects.get(pk=talk.pk), now=at(9, 10))


def test_who_leads_the_team_says_it_and_sees_nobody(scene, bent, own, after):
    user = UserFactory(name="Lene Lund")
    RoleFactory(user=user, kind=RoleKind.TEAM_LEAD, centre_id=scene.centre.pk)
    browser, page = desk_of(user), f"{PAGE}{bent.slug}/"
    assert page in html_of(browser.get(f"/vejleder/vaek/{bent.slug}/"))

    html = html_of(browser.get(page))
    answer = browser.post(page, {"last_day": "2026-12-07", "key": key_in(html)}, follow=True)

    for shown in (html, html_of(answer)):
        assert "Amal" not in shown
        assert "14. december" not in shown
    assert len(letters("conversation_choices")) == len(letters("own_counsellor_leaves")) == 1
    line = Change.objects.get(action="counsellor.leaves")
    assert (line.actor_id, line.subject) == (user.pk, f"counsellor:{bent.slug}")


def test_colleague_who_leads_nothing_cannot_say_a_last_day(scene, bent, dorte):
    at_work = desk_of(staff_user(dorte, scene.centre))

    assert at_work.get(f"{PAGE}{bent.slug}/").status_code == 404
    assert f"{PAGE}{bent.slug}/" not in html_of(at_work.get(f"/vejleder/vaek/{bent.slug}/"))
