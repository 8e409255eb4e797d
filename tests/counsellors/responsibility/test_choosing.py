"""At most one own counsellor at any instant, changed and left without a reason."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from counsellors.conversations.domain.reading import own_counsellor_of
from counsellors.models import Responsibility
from counsellors.responsibility.domain.choosing import (
    FORM,
    leave_own_counsellor,
    wish_handover,
)
from counsellors.responsibility.domain.reading import own_responsibility
from counsellors.responsibility.domain.refusals import (
    CounsellorHasEnoughPeople,
    CounsellorMeetsNobodyNow,
)
from jobcenter.audit.models import Change
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from tests.counsellors.conversations.story import NOW, everything
from tests.counsellors.responsibility.story import ceiling, choose

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def periods():
    return [
        (one.counsellor.slug, one.during.lower, one.during.upper)
        for one in Responsibility.objects.order_by("pk")
    ]


def test_chosen_counsellor_is_ones_own_from_now_on(bent, amal):
    chosen = choose(amal, bent).responsibility

    assert own_responsibility(amal) == chosen
    assert (chosen.came_by, chosen.name, chosen.citizen.user) == ("chosen", "Amal", amal)
    assert periods() == [(bent.slug, NOW, None)]


def test_changing_ends_one_period_where_the_next_begins(bent, dorte, amal):
    choose(amal, bent)
    choose(amal, dorte, now=LATER)

    assert periods() == [(bent.slug, NOW, LATER), (dorte.slug, LATER, None)]
    assert own_responsibility(amal).counsellor == dorte


def test_changing_within_one_instant_still_leaves_one_after_the_other(bent, dorte, amal):
    choose(amal, bent)
    choose(amal, dorte)

    just_after = NOW + timedelta(microseconds=1)
    assert periods() == [(bent.slug, NOW, just_after), (dorte.slug, just_after, None)]


def test_clock_that_runs_behind_still_puts_changes_in_their_order(bent, dorte, amal):
    choose(amal, bent, now=LATER)
    choose(amal, dorte, now=LATER + timedelta(hours=1))
    choose(amal, bent, now=NOW)

    assert own_responsibility(amal).counsellor == bent


def test_choosing_the_same_again_changes_nothing(bent, amal):
    first = choose(amal, bent).responsibility
    before = everything()
    again = choose(amal, bent, now=LATER)

    assert again.was_already
    assert again.responsibility == first
    assert everything() - before == Counter({"submissions.Submission": 1})


def test_form_sent_twice_does_its_work_once_also_after_leaving(bent, amal):
    key = mint_form_key(form=FORM)
    choose(amal, bent, form_key=key)
    leave_own_counsellor(user=amal, now=LATER)

    assert choose(amal, bent, form_key=key).was_already
    assert own_responsibility(amal) is None
    with pytest.raises(FormAlreadyUsed):
        choose(amal, bent, form_key=key, name="Clara")


def test_leaving_ends_it_and_says_nothing_why(bent, amal):
    choose(amal, bent)

    assert leave_own_counsellor(user=amal, now=LATER)
    assert not leave_own_counsellor(user=amal, now=LATER)
    assert periods() == [(bent.slug, NOW, LATER)]
    ended = Change.objects.get(action="responsibility.ended")
    assert (ended.actor, ended.facts) == (amal, {})


def test_counsellor_at_the_ceiling_is_refused_and_the_one_before_stays(bent, dorte, amal, clara):
    ceiling(bent.centres.get(), 1)
    choose(clara, bent)
    choose(amal, dorte)
    before = everything()

    with pytest.raises(CounsellorHasEnoughPeople):
        choose(amal, bent, now=LATER)

    assert everything() == before
    assert own_responsibility(amal).counsellor == dorte


def test_place_is_free_again_when_somebody_leaves_or_the_ceiling_is_lifted(
    scene, bent, amal, clara
):
    ceiling(scene.centre, 1)
    choose(clara, bent)
    leave_own_counsellor(user=clara, now=LATER)
    choose(amal, bent, now=LATER)
    ceiling(scene.centre, None)
    choose(clara, bent, now=LATER)

    assert Responsibility.objects.current().count() == 2


def test_somebody_who_meets_nobody_cannot_be_chosen(bent, amal):
    bent.is_active = False
    bent.save()

    with pytest.raises(CounsellorMeetsNobodyNow):
        choose(amal, bent)


def test_own_counsellor_stands_first_among_times_before_whoever_it_was_last(
    scene, bent, dorte, amal
):
    scene.book(user=amal, counsellor=dorte.slug)
    assert own_counsellor_of(amal) == dorte

    choose(amal, bent)
    assert own_counsellor_of(amal) == bent

    leave_own_counsellor(user=amal, now=LATER)
    assert own_counsellor_of(amal) == dorte


def test_wish_for_a_handover_is_kept_once_and_goes_with_the_period(bent, dorte, amal):
    choose(amal, bent)

    assert wish_handover(user=amal, now=LATER)
    assert not wish_handover(user=amal, now=LATER)
    assert own_responsibility(amal).wishes_handover_since == LATER
    choose(amal, dorte, now=LATER)
    assert not Responsibility.objects.exclude(wishes_handover_since=None).exists()
