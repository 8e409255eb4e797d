"""A message that is not all right, and a counsellor who needs colleagues now."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.ending import end_and_delete
from counsellors.duty.domain import go_on_duty
from counsellors.models import Event, HelpCall, MessageReport
from counsellors.safety.domain import (
    Reported,
    answer_report,
    ask_for_help,
    come_to_help,
    end_help,
    report_message,
)
from counsellors.safety.domain.forgetting import forget_what_is_over
from counsellors.safety.domain.helping import ONE_PRESS, SomebodyComesAlready
from counsellors.safety.domain.reporting import AnsweredAlready, SayWhatHappens
from counsellors.safety.enums import Wrong
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.models import Notice
from tests.counsellors.chat.story import DAY, MINUTE, NOW, begin
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.counsellors import CounsellorFactory
from tests.races.arena import race
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return begin(words="hemmeligeord")


def report(talk, *, seq: int = 2, counsellor=None, **more) -> MessageReport:
    reported = Reported(
        thread=talk.thread.public_id, seq=seq, centre=talk.thread.centre, counsellor=counsellor
    )
    return report_message(reported=reported, **({"wrong": Wrong.THREAT, "now": NOW} | more))


def lead_of(talk, mail="lead@example.org"):
    return RoleFactory(
        user=UserFactory(email=mail), kind=RoleKind.TEAM_LEAD, centre_id=talk.thread.centre_id
    ).user


def test_report_tells_who_leads_the_house_once_and_without_a_word_of_the_talk(talk):
    lead_of(talk)
    first = report(talk)

    assert report(talk, words="igen") == first
    (mail,) = Notice.objects.filter(kind="message_reported")
    assert mail.recipient == "lead@example.org"
    assert "hemmeligeord" not in str(mail.payload)


def test_both_sides_report_the_same_message(talk):
    report(talk)
    report(talk, counsellor=talk.bent)

    assert MessageReport.objects.count() == 2


def test_whoever_reports_without_end_is_paused(talk):
    for seq in range(10):
        report(talk, seq=seq + 1)
    with pytest.raises(TooManyAttempts):
        report(talk, seq=99)
    assert MessageReport.objects.count() == 10


def test_report_is_answered_once(talk):
    one, lead, other = report(talk), lead_of(talk), UserFactory()

    with pytest.raises(SayWhatHappens):
        answer_report(report=one, words="", by=lead, now=NOW)
    answer_report(report=one, words="Jeg har talt med Bent.", by=lead, now=NOW)
    answer_report(report=one, words="Jeg har talt med Bent.", by=lead, now=NOW)
    with pytest.raises(AnsweredAlready):
        answer_report(report=one, words="Noget andet", by=other, now=NOW)
    one.refresh_from_db()
    assert (one.answer, one.answered_by) == ("Jeg har talt med Bent.", str(lead))


def test_report_outlives_the_talk_without_its_words(talk):
    one = report(talk)
    end_and_delete(seat=talk.amal, now=NOW)

    one.refresh_from_db()
    assert "hemmeligeord" not in str(vars(one))
    assert forget_what_is_over(now=NOW + 31 * DAY) >= 1
    assert not MessageReport.objects.exists()


def test_answered_report_says_what_and_by_whom(talk):
    one = report(talk)
    with refused_by("an_answered_report_says_what_and_by_whom"):
        MessageReport.objects.filter(pk=one.pk).update(answered_at=NOW)
    with refused_by("one_report_of_a_message_by_each"):
        MessageReport.objects.create(
            thread=one.thread, seq=one.seq, centre=one.centre, wrong="hate", made_at=NOW
        )


# --- help -----------------------------------------------------------------------------------


def colleague(talk, mail, *, on_duty=False):
    made = CounsellorFactory(centres=[talk.thread.centre], user=UserFactory(email=mail))
    if on_duty:
        go_on_duty(counsellor=made, centre=talk.thread.centre, now=NOW)
    return made


def call(talk, **more) -> HelpCall:
    said = {"counsellor": talk.bent, "now": NOW} | more
    return ask_for_help(thread=talk.thread.public_id, centre=talk.thread.centre, **said)


def called() -> list[str]:
    notices = Notice.objects.filter(kind="colleague_needs_help")
    return sorted(notices.values_list("recipient", flat=True))


def test_help_calls_who_is_on_duty_and_leaves_nothing_in_the_talk(talk):
    colleague(talk, "here@example.org", on_duty=True)
    colleague(talk, "away@example.org")
    before = Event.objects.count()

    first = call(talk)

    assert call(talk) == first
    assert called() == ["here@example.org"]
    assert Event.objects.count() == before
    assert "hemmeligeord" not in str(Notice.objects.get().payload)


def test_help_is_called_again_for_another_talk_also_when_somebody_came_to_the_first(talk):
    gitte = colleague(talk, "here@example.org", on_duty=True)
    other = begin(bent=talk.bent, words="igen")
    come_to_help(call=call(talk), counsellor=gitte)

    again = call(other, now=NOW + MINUTE / 2)

    assert called() == ["here@example.org"] * 2
    assert (again.thread, again.coming) == (other.thread.public_id, None)
    assert HelpCall.objects.get() == again


def test_help_is_called_again_for_the_same_talk_after_a_while(talk):
    gitte = colleague(talk, "here@example.org")
    come_to_help(call=call(talk), counsellor=gitte)

    call(talk, now=NOW + ONE_PRESS - MINUTE)
    assert called() == ["here@example.org"]
    call(talk, now=NOW + ONE_PRESS)
    assert called() == ["here@example.org"] * 2
    assert HelpCall.objects.get().coming is None


def test_help_calls_everybody_of_the_house_when_nobody_is_on_duty(talk):
    colleague(talk, "one@example.org")
    colleague(talk, "two@example.org")

    call(talk)

    assert called() == ["one@example.org", "two@example.org"]


def test_who_leads_the_house_is_written_to_at_once_when_no_colleague_is_there(talk):
    lead_of(talk)
    colleague(talk, "away@example.org")

    assert call(talk).reached == "away"
    assert called() == ["away@example.org", "lead@example.org"]


def test_who_leads_the_house_is_left_alone_when_a_colleague_is_there(talk):
    lead_of(talk)
    colleague(talk, "here@example.org", on_duty=True)

    assert call(talk).reached == "here"
    assert called() == ["here@example.org"]


def test_call_says_when_it_has_reached_no_colleague(talk):
    house = talk.thread.centre
    talk.bent.user = lead_of(talk, "bent@example.org")
    talk.bent.save()
    assert call(talk).reached == "house"
    assert called() == [house.email]

    lead_of(talk, "lead@example.org")
    assert call(talk, now=NOW + ONE_PRESS).reached == "lead"
    assert called() == [house.email, "lead@example.org"]


def test_call_that_reached_nobody_says_so(talk):
    Centre.objects.update(email="")
    talk.thread.refresh_from_db()

    assert call(talk).reached == "nobody"
    assert called() == []


def test_one_colleague_comes_and_the_next_is_told_so(talk):
    first, second = colleague(talk, "a@example.org"), colleague(talk, "b@example.org")
    one = call(talk)

    come_to_help(call=one, counsellor=first)
    come_to_help(call=one, counsellor=first)
    with pytest.raises(SomebodyComesAlready):
        come_to_help(call=one, counsellor=second)
    end_help(call=one)
    end_help(call=one)
    assert not HelpCall.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_pressed_several_times_at_once_it_is_one_call():
    talk = begin()
    colleague(talk, "here@example.org")

    race(lambda _turn: [lambda: call(talk)] * 4, lanes=4)

    assert HelpCall.objects.count() == 1
    assert called() == ["here@example.org"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_several_colleagues_at_once_one_comes():
    talk = begin()
    one = call(talk)
    people = [colleague(talk, f"{n}@example.org") for n in range(4)]

    outcome = race(
        lambda _turn: [(lambda by=by: come_to_help(call=one, counsellor=by)) for by in people],
        lanes=4,
    )

    assert outcome.errors == {"SomebodyComesAlready": 3}


def test_call_for_help_is_one_at_a_time_and_not_answered_by_oneself(talk):
    one = call(talk)
    with refused_by("one_call_for_help_at_a_time"):
        HelpCall.objects.create(counsellor=talk.bent, centre=one.centre, thread="x", at=NOW)
    with refused_by("nobody_comes_to_their_own_help"):
        HelpCall.objects.filter(pk=one.pk).update(coming=talk.bent)


def test_call_that_nobody_ended_goes_after_a_day(talk):
    call(talk)

    assert forget_what_is_over(now=NOW + DAY) == 0
    assert forget_what_is_over(now=NOW + DAY + MINUTE) == 1
