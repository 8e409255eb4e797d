"""Hours change, and nobody's conversation changes behind their back. Bent, Amal and Clara."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import NumericRange

from counsellors.hours.domain.changes import (
    AddAbsence,
    AddSpecial,
    AddWeekly,
    EndWeekly,
    HoursOverlap,
    RemoveSpecial,
    ThatDayIsFree,
)
from counsellors.hours.domain.changing import FORM, SomebodyIsTouched, change_hours
from counsellors.hours.enums import Answer
from counsellors.models import Absence, Conversation, SpecialDay, WorkingHours
from jobcenter.audit.models import Change
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import local_day, period
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.availability.story import MONDAY, NOW, at, booked
from tests.counsellors.calendars.story import bent_with_an_account
from tests.factories.counsellors import WorkingHoursFactory, house_with_room

pytestmark = pytest.mark.django_db
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def bent():
    """Mondays 9–15, in person, by phone and by video."""
    bent = bent_with_an_account(centre=house_with_room(name="Havnehuset"))
    WorkingHoursFactory(counsellor=bent, centre=bent.centres.get())
    return bent


@pytest.fixture
def amals(bent):
    return booked(bent, bent.centres.get(), MONDAY, "10.00", "10.45", name="Amal")


def make(bent, change, answers=None, *, key="", now=NOW):
    return change_hours(
        counsellor=bent,
        change=change,
        answers=answers or {},
        form_key=key or mint_form_key(form=FORM),
        actor=bent.user,
        now=now,
    ).letters


def touched_by(bent, change) -> list[str]:
    """Names of those the counsellor is asked about; nothing has been written then."""
    before = counted()
    with pytest.raises(SomebodyIsTouched) as refused:
        make(bent, change)
    assert counted() == before
    return [one.name for one in refused.value.touched]


def counted():
    tables = (WorkingHours, SpecialDay, Absence, Notice, Change)
    return [table.objects.count() for table in tables]


def special(bent, day=MONDAY, opens=None, closes=None, modes=("phone",)):
    minutes = NumericRange(opens * 60, closes * 60, "[)") if opens else None
    return AddSpecial(centre=bent.centres.get(), on_date=day, minutes=minutes, modes=modes)


def the_monday(bent):
    return WorkingHours.objects.get(counsellor=bent)


@pytest.mark.parametrize(
    "change",
    [
        lambda bent: AddAbsence(local_day(MONDAY)),
        lambda bent: AddAbsence(period(at(MONDAY, "10.30"), at(MONDAY, "11.00"))),
        lambda bent: EndWeekly(the_monday(bent).pk, MONDAY - timedelta(days=1)),
        lambda bent: special(bent),
        lambda bent: special(bent, opens=11, closes=15),
        lambda bent: special(bent, opens=9, closes=15, modes=("video",)),
    ],
    ids=["day off", "half an hour off", "hours end", "not at work", "later", "only by video"],
)
def test_counsellor_is_asked_before_a_change_that_touches_somebody(bent, amals, change):
    assert touched_by(bent, change(bent)) == ["Amal"]


@pytest.mark.parametrize(
    "change",
    [
        lambda bent: AddAbsence(local_day(NEXT_MONDAY)),
        lambda bent: AddAbsence(period(at(MONDAY, "10.45"), at(MONDAY, "15.00"))),
        lambda bent: EndWeekly(the_monday(bent).pk, MONDAY),
        lambda bent: special(bent, opens=10, closes=11),
        lambda bent: special(bent, day=NEXT_MONDAY),
    ],
    ids=["other day off", "off afterwards", "end that day", "shorter", "other day"],
)
def test_change_that_touches_nobody_is_made_at_once(bent, amals, change):
    assert make(bent, change(bent)) == 0
    assert not Notice.objects.exists()


def test_conversation_outside_the_hours_already_is_asked_about_only_when_time_off_covers_it(bent):
    evening = booked(bent, bent.centres.get(), MONDAY, "18.00", "18.45", name="Clara")

    make(bent, EndWeekly(the_monday(bent).pk, MONDAY - timedelta(days=1)))
    assert touched_by(bent, AddAbsence(local_day(MONDAY))) == ["Clara"]
    assert evening.status == "booked"


def test_offer_sends_one_mail_with_choices_and_the_time_stays_booked(bent, amals):
    count = make(bent, AddAbsence(local_day(MONDAY)), {amals.public_id: Answer.OFFER})

    (notice,) = Notice.objects.all()
    mail = compose_mail(notice)
    assert count == 1
    assert notice.recipient == amals.email
    assert "mandag den 23. november" in mail.body
    assert "Bent Østergaard" in mail.body
    assert "Din tid står, indtil du har valgt" in " ".join(mail.body.split())
    assert Conversation.objects.get(pk=amals.pk).status == "booked"


def test_kept_conversation_gets_no_mail(bent, amals):
    assert make(bent, AddAbsence(local_day(MONDAY)), {amals.public_id: Answer.KEEP}) == 0

    assert not Notice.objects.exists()
    assert Conversation.objects.get(pk=amals.pk).status == "booked"
    assert Change.objects.filter(facts={"offered": 0, "kept": 1}).exists()


def test_two_changes_around_one_conversation_send_one_mail(bent, amals):
    make(bent, special(bent), {amals.public_id: Answer.OFFER})
    make(bent, AddAbsence(local_day(MONDAY)), {amals.public_id: Answer.OFFER})

    assert Notice.objects.count() == 1


def test_somebody_without_mail_gets_a_text_message(bent):
    clara = booked(
        bent, bent.centres.get(), MONDAY, "10.00", "10.45", name="Clara", email="",
        phone="+4512345678", page_language="en",
    )  # fmt: skip
    make(bent, AddAbsence(local_day(MONDAY)), {clara.public_id: Answer.OFFER})

    (notice,) = Notice.objects.all()
    assert (notice.channel, notice.recipient) == ("sms", "+4512345678")
    assert "cannot come" in compose_sms(notice)


def test_somebody_who_books_while_the_counsellor_reads_is_asked_about_too(bent, amals):
    answers = {amals.public_id: Answer.OFFER}
    booked(bent, bent.centres.get(), MONDAY, "13.00", "13.45", name="Clara")

    with pytest.raises(SomebodyIsTouched) as refused:
        make(bent, AddAbsence(local_day(MONDAY)), answers)

    assert [one.name for one in refused.value.touched] == ["Amal", "Clara"]
    assert not Notice.objects.exists()
    assert not Absence.objects.exists()


def test_form_sent_twice_changes_once_and_tells_once(bent, amals):
    key = mint_form_key(form=FORM)
    for _again in range(2):
        make(bent, AddAbsence(local_day(MONDAY)), {amals.public_id: Answer.OFFER}, key=key)

    assert (Absence.objects.count(), Notice.objects.count()) == (1, 1)


def weekly(bent, **changes):
    said = {
        "centre": bent.centres.get(), "weekday": 1, "minutes": NumericRange(840, 960, "[)"),
        "modes": ["phone"], "first": MONDAY, "last": None,
    }  # fmt: skip
    return AddWeekly(**(said | changes))


def test_hours_that_overlap_are_refused_in_words_and_leave_nothing(bent):
    before = counted()

    with pytest.raises(HoursOverlap):
        make(bent, weekly(bent))
    assert counted() == before
    make(bent, weekly(bent, weekday=2))


def test_hours_end_and_others_begin_the_day_after(bent):
    make(bent, EndWeekly(the_monday(bent).pk, MONDAY))
    make(bent, weekly(bent, first=MONDAY + timedelta(days=1), last=date(2027, 1, 31)))

    old, new = WorkingHours.objects.filter(counsellor=bent).order_by("valid_on")
    assert old.valid_on.upper == MONDAY + timedelta(days=1) == new.valid_on.lower
    assert new.valid_on.upper == date(2027, 2, 1)


def test_hours_that_end_before_they_begin_are_gone(bent):
    make(bent, weekly(bent, weekday=3, first=NEXT_MONDAY))
    row = WorkingHours.objects.get(weekday=3)
    make(bent, EndWeekly(row.pk, MONDAY))

    assert not WorkingHours.objects.filter(weekday=3).exists()


def test_day_off_and_hours_do_not_stand_side_by_side(bent):
    make(bent, special(bent))

    with pytest.raises(ThatDayIsFree):
        make(bent, special(bent, opens=9, closes=12))
    make(bent, RemoveSpecial(SpecialDay.objects.get().pk))
    make(bent, special(bent, opens=9, closes=12))
    with pytest.raises(ThatDayIsFree):
        make(bent, special(bent))


def test_colleagues_row_is_not_changed(bent):
    dorte = bent_with_an_account(email="dorte@example.org", first_name="Dorte")
    hers = WorkingHoursFactory(counsellor=dorte)

    make(bent, EndWeekly(hers.pk, MONDAY))

    assert WorkingHours.objects.get(pk=hers.pk).valid_on.upper is None
