"""The house answers; what was wished for happens; what is over goes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from events.activities.domain import Planned, attest_activity, publish_activity
from events.activities.enums import Repeats
from events.signups.domain.refusals import OthersFirst
from events.signups.models import FirstSeats, SignupTerms
from events.wishes.domain import (
    answer_idea,
    answered_in_time,
    be_told,
    dates_of,
    forget_ideas,
    let_through,
    make_activity_of,
    remind_houses,
    take_down,
    tell_of_what_comes,
)
from events.wishes.domain.refusals import AnsweredAlready, NoDay, NoReason, NotOfThisHouse
from events.wishes.domain.secrets import link_secret_of
from events.wishes.enums import Answer
from events.wishes.models import AnsweredCount, Idea, Support
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change
from jobcenter.outbox.models import Notice
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW, planned_activity
from tests.factories.signups import dates_with_places, signed_up
from tests.factories.wishes import proposed, supported, wished

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory()


def say(idea, answer, editor, *, words="", now=NOW, **said):
    return answer_idea(idea=idea, answer=Answer(answer), words=words, actor=editor, now=now, **said)


def public(activity, *, now=NOW, terms=True):
    if terms:
        SignupTerms.objects.create(activity=activity)
    actor = UserFactory()
    attest_activity(activity=activity, actor=actor, now=now)
    publish_activity(activity=activity, actor=actor, now=now)
    return activity


def test_a_no_needs_a_reason_and_is_told_to_everybody_who_wished(editor):
    one = wished(email="amal@example.org")
    be_told(support=supported(one), email="clara@example.org", phone="")
    with pytest.raises(NoReason):
        say(one, "refused", editor, words=" ")
    say(one, "refused", editor, words="Vi har ikke et rum.")

    told = Notice.objects.filter(kind="idea_answered").values_list("recipient", flat=True)
    assert sorted(told) == ["amal@example.org", "clara@example.org"]
    with pytest.raises(AnsweredAlready):
        say(one, "taken_on", editor)
    assert Change.objects.filter(action="idea.refused", actor=editor).exists()


def test_not_yet_names_the_day_of_the_next_answer_and_only_its_author_hears(editor):
    one = wished(email="amal@example.org")
    be_told(support=supported(one), email="clara@example.org", phone="")
    for wrong in (None, date(2026, 9, 1), date(2028, 1, 1)):
        with pytest.raises(NoDay):
            say(one, "not_yet", editor, until=wrong)
    say(one, "not_yet", editor, until=date(2026, 10, 1))

    assert Idea.objects.unanswered().get().due_on == date(2026, 10, 1)
    assert Notice.objects.get(kind="idea_answered").recipient == "amal@example.org"
    assert say(one, "taken_on", editor).answer == "taken_on"


def test_only_the_first_answer_is_counted_and_whether_it_was_in_time(editor):
    one, late = wished(), wished("Skak")
    AnsweredCount.objects.all().delete()
    other = wished("Strik", centre=one.centre)
    say(one, "not_yet", editor, until=date(2026, 10, 1))
    say(one, "taken_on", editor, now=NOW + timedelta(days=40))
    Idea.objects.filter(pk__in=[late.pk, other.pk]).update(centre=one.centre)
    other.refresh_from_db()
    say(other, "taken_on", editor, now=datetime(2026, 9, 15, 12, tzinfo=UTC))
    late.refresh_from_db()
    say(late, "taken_on", editor, now=datetime(2026, 9, 16, 12, tzinfo=UTC))

    count = AnsweredCount.objects.get(centre=one.centre)
    assert (count.answered, count.in_time) == (3, 2)


def test_how_many_in_time_is_said_from_five_on_and_late_ones_that_wait_are_not(editor):
    centre = CentreFactory()
    for n in range(4):
        say(wished(f"Ønske {n}", centre=centre), "taken_on", editor)
    wished("Glemt", centre=centre)
    assert answered_in_time(centre=centre, now=NOW) is None
    later = NOW + timedelta(days=30)
    found = answered_in_time(centre=centre, now=later)
    assert (found.answered, found.in_time) == (5, 4)
    assert answered_in_time(centre=CentreFactory(), now=later) is None
    assert answered_in_time(centre=None, now=later) == found


def test_those_who_wished_hear_when_it_is_public_and_sign_up_first(editor):
    one = wished(email="amal@example.org")
    clara = supported(one)
    be_told(support=clara, email="", phone="+4520111111")
    activity = planned_activity(centre=one.centre)
    say(one, "taken_on", editor, activity=activity)
    assert tell_of_what_comes(now=NOW) == 0
    public(activity)
    first = activity.dates.order_by("starts_at").first()
    with pytest.raises(OthersFirst):
        signed_up(first, "Erik")

    assert tell_of_what_comes(now=NOW) == 1
    assert tell_of_what_comes(now=NOW) == 0
    letters = Notice.objects.filter(kind="idea_comes")
    assert sorted(letters.values_list("channel", flat=True)) == ["mail", "sms"]
    assert signed_up(first, "Clara", first_seat=bytes(clara.link_hash)).state == "taken"
    assert signed_up(first, "Amal", first_seat=bytes(one.link_hash)).state == "taken"
    with pytest.raises(OthersFirst):
        signed_up(first, "Erik", now=NOW + timedelta(hours=47))
    assert signed_up(first, "Erik", now=NOW + timedelta(hours=48)).state == "taken"
    assert len(dates_of(activity, now=NOW)) == activity.dates.count()


def test_the_own_page_says_for_each_day_until_when_others_wait(editor, client, at_that_time):
    clara = supported(wished())
    tomorrow = date(2026, 9, 2)
    weekly = Planned(
        repeats=Repeats.WEEKLY, minute=19 * 60, minutes=90, weekdays=[3], first=tomorrow,
        last=tomorrow + timedelta(days=7),
    )  # fmt: skip
    activity = public(planned_activity(weekly, centre=clara.idea.centre))
    FirstSeats.objects.create(activity=activity)
    say(clara.idea, "taken_on", editor, activity=activity)
    tell_of_what_comes(now=NOW)
    page = client.get(f"/min-stoette/{link_secret_of(clara)}/").text

    assert "Du har de første pladser." in page
    said = re.findall(r"Alle kan melde sig til fra <time[^>]*>([^<]*)", page)
    assert said == ["onsdag den 2. september ", "torsdag den 3. september "]


def test_what_is_open_already_is_told_and_nobody_is_kept_out(editor):
    one = wished(email="amal@example.org")
    date_ = dates_with_places(3, centre=one.centre)[0]
    say(one, "taken_on", editor, activity=date_.activity)

    assert tell_of_what_comes(now=NOW) == 1
    assert Notice.objects.get(kind="idea_comes").payload["until"] == ""
    assert signed_up(date_, "Erik").state == "taken"


def test_drop_in_is_told_and_needs_no_seats(editor):
    one = wished(email="amal@example.org")
    activity = planned_activity(centre=one.centre)
    say(one, "taken_on", editor, activity=activity)
    public(activity, terms=False)

    assert tell_of_what_comes(now=NOW) == 1
    assert not FirstSeats.objects.exists()


def test_what_was_taken_on_may_become_an_activity_later_but_only_one_of_its_house(editor):
    one = wished()
    with pytest.raises(AnsweredAlready):
        make_activity_of(idea=one, activity=planned_activity(centre=one.centre), actor=editor)
    say(one, "taken_on", editor)
    with pytest.raises(NotOfThisHouse):
        make_activity_of(idea=one, activity=planned_activity(), actor=editor)
    activity = planned_activity(centre=one.centre)
    assert make_activity_of(idea=one, activity=activity, actor=editor).activity == activity


def test_a_house_reads_what_may_name_somebody_and_takes_down_what_hurts(editor):
    one = wished("Synge med Mette Hansen")
    let_through(idea=one, actor=editor, now=NOW)
    assert Idea.objects.public().exists()
    with pytest.raises(NoReason):
        take_down(idea=one, why="", actor=editor, now=NOW)
    take_down(idea=one, why="Der står et navn.", actor=editor, now=NOW)
    assert not Idea.objects.public().exists()
    assert not Idea.objects.unanswered().exists()
    let_through(idea=one, actor=editor, now=NOW)
    assert Idea.objects.public().exists()


def test_a_proposal_never_becomes_public(editor):
    let_through(idea=proposed(), actor=editor, now=NOW)
    assert not Idea.objects.public().exists()


def test_editors_are_reminded_once_on_the_working_day_before():
    one = wished()
    proposed(centre=one.centre)
    for name in ("bent", "dorte"):
        user = UserFactory(email=f"{name}@example.org")
        RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=one.centre_id)
    RoleFactory(user=UserFactory(), kind=RoleKind.CENTRE_EDITOR, centre_id=CentreFactory().pk)
    assert remind_houses(now=datetime(2026, 9, 11, 8, tzinfo=UTC)) == 0

    monday = datetime(2026, 9, 14, 8, tzinfo=UTC)
    assert remind_houses(now=monday) == 2
    assert remind_houses(now=monday) == 0
    told = Notice.objects.filter(kind="ideas_due")
    assert sorted(told.values_list("recipient", flat=True)) == [
        "bent@example.org",
        "dorte@example.org",
    ]
    assert {notice.payload["count"] for notice in told} == {2}


def test_ideas_go_thirty_days_after_their_end_and_after_a_year_at_the_latest(editor):
    refused, taken, old = wished("A"), wished("B"), wished("C")
    supported(refused)
    say(refused, "refused", editor, words="Nej")
    activity = planned_activity(centre=taken.centre)
    say(taken, "taken_on", editor, activity=activity)
    assert forget_ideas(now=NOW + timedelta(days=29)) == 0
    assert forget_ideas(now=NOW + timedelta(days=30)) == 1
    assert not Support.objects.exists()
    assert FirstSeats.objects.exists()

    assert forget_ideas(now=NOW + timedelta(days=365)) == 2
    assert not Idea.objects.exists()
    # Nobody is kept out for a wish that is gone.
    assert not FirstSeats.objects.exists()
    assert old.pk
