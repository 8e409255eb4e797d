"""Dorte covers for Bent: asked by any colleague of the house, true after her yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from counsellors.models import Cover
from counsellors.team.domain.covering import FORM, ask_for_cover, say_yes, take_back
from counsellors.team.domain.refusals import (
    AlreadyCovered,
    CoverIsGone,
    CoversForThemselves,
    NotInThisHouse,
)
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import MONDAY, everything
from tests.counsellors.responsibility.story import staff_user
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

from .conftest import MORNING

DAY = MONDAY.date()
WEDNESDAY = DAY + timedelta(days=2)


def ask(scene, absent, covering, *, by, **changes):
    said = {"first": DAY, "last": WEDNESDAY, "form_key": mint_form_key(form=FORM), "now": MORNING}
    return ask_for_cover(
        centre=scene.centre, absent=absent.slug, covering=covering.slug, by=by, **(said | changes)
    )


def test_cover_holds_after_the_yes_of_whoever_covers(scene, dorte):
    staff_user(dorte, scene.centre)
    cover = ask(scene, scene.bent, dorte, by=scene.bent)

    assert (cover.first, cover.last, cover.said_yes_at) == (DAY, WEDNESDAY, None)
    mail = Notice.objects.get()
    assert (mail.kind, mail.recipient) == ("cover_asked", dorte.user.email)
    say_yes(cover=cover, by=dorte, now=MORNING)
    say_yes(cover=cover, by=dorte, now=MORNING + timedelta(hours=1))
    assert Cover.objects.get().said_yes_at == MORNING


def test_colleague_who_offers_to_cover_has_said_yes_and_gets_no_mail(scene, dorte):
    staff_user(dorte, scene.centre)

    assert ask(scene, scene.bent, dorte, by=dorte).said_yes_at == MORNING
    assert not Notice.objects.exists()


def test_colleague_of_both_can_ask_and_only_the_one_asked_can_say_yes(scene, dorte):
    kai = scene.colleague(first_name="Kai")
    cover = ask(scene, scene.bent, dorte, by=kai)

    with pytest.raises(CoverIsGone):
        say_yes(cover=cover, by=kai, now=MORNING)
    assert Cover.objects.get().said_yes_at is None


def test_form_sent_twice_asks_once(scene, dorte):
    key = mint_form_key(form=FORM)
    ask(scene, scene.bent, dorte, by=scene.bent, form_key=key)

    assert ask(scene, scene.bent, dorte, by=scene.bent, form_key=key) is None
    assert Cover.objects.count() == 1


def test_refused_covers_leave_nothing_behind(scene, dorte):
    elsewhere = CounsellorFactory(centres=[CentreFactory()])
    ask(scene, scene.bent, dorte, by=scene.bent)
    before = everything()

    with pytest.raises(AlreadyCovered):
        ask(scene, scene.bent, scene.colleague(), by=scene.bent, first=WEDNESDAY)
    before["counsellors.Counsellor"] += 1
    before["counsellors.WorkingHours"] += 1
    with pytest.raises(CoversForThemselves):
        ask(scene, dorte, dorte, by=dorte)
    with pytest.raises(NotInThisHouse):
        ask(scene, dorte, elsewhere, by=dorte)
    with pytest.raises(NotInThisHouse):
        ask(scene, elsewhere, dorte, by=dorte)
    after = everything()
    assert {k: v for k, v in after.items() if before[k] != v and "through" not in k} == {}


def test_no_takes_the_question_away_and_says_nobodys_name(scene, dorte):
    cover = ask(scene, scene.bent, dorte, by=scene.bent)
    take_back(cover=cover, by=dorte)
    take_back(cover=cover, by=dorte)

    assert not Cover.objects.exists()
    assert Change.objects.filter(action="cover.removed").count() == 1
    with pytest.raises(CoverIsGone):
        say_yes(cover=cover, by=dorte, now=MORNING)


def test_page_of_the_one_asked_leads_from_question_to_yes(scene, dorte, as_):
    bent, hers = as_(scene.bent), as_(dorte)
    form = reverse("team:ask_for_cover", args=["havnehuset"])
    said = {
        "absent": scene.bent.slug, "covering": "dorte", "first": str(DAY), "last": str(WEDNESDAY),
        "key": mint_form_key(form=FORM),
    }  # fmt: skip
    assert bent.post(form, said).status_code == 303
    public_id = Cover.objects.get().public_id
    assert "Ja, jeg dækker" not in bent.get(reverse("team:today")).content.decode()
    html = hers.get(reverse("team:today")).content.decode()
    assert "Ja, jeg dækker" in html
    assert "Dorte Holm dækker" not in html

    hers.post(reverse("team:say_yes", args=[public_id]))
    for browser in (bent, as_(RoleKind.TEAM_LEAD)):
        html = browser.get(reverse("team:today")).content.decode()
        assert "Dorte Holm dækker" in html
        assert "Dækker for Bent Østergaard" in html


@pytest.mark.parametrize(
    "wrong", [{"first": "2026-12-01"}, {"last": "2026-12-06"}, {"covering": ""}, {"absent": "who"}]
)
def test_form_says_what_is_wrong(scene, dorte, as_, wrong):
    said = {
        "absent": scene.bent.slug, "covering": "dorte", "first": str(DAY), "last": str(WEDNESDAY),
        "key": mint_form_key(form=FORM),
    }  # fmt: skip
    form = reverse("team:ask_for_cover", args=["havnehuset"])
    response = as_(scene.bent).post(form, said | wrong)

    assert response.status_code == 422
    assert not Cover.objects.exists()


def test_cover_of_another_house_looks_like_none(scene, dorte, as_):
    other = CentreFactory()
    kai = CounsellorFactory(centres=[other])
    public_id = ask(scene, scene.bent, dorte, by=scene.bent).public_id
    kai_user = staff_user(kai, other)
    kai.user = kai_user
    browser = as_(kai)

    for name in ("say_yes", "take_back"):
        for one in (public_id, "missing"):
            assert browser.post(reverse(f"team:{name}", args=[one])).status_code == 404
    assert Cover.objects.count() == 1
