"""Which windows a house can promise a call in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from counsellors.availability.enums import Mode
from counsellors.callbacks.domain.windows import windows
from counsellors.models import Absence
from jobcenter.centres.models import Centre, OpeningException
from jobcenter.shared.periods import period
from tests.factories.counsellors import ConversationFactory

from .story import DAY, MINUTE, NOW, ask, at, house, somebody, starts, talk_of

pytestmark = pytest.mark.django_db


def left(centre, start, *, now=NOW):
    found = windows(centre=Centre.objects.get(pk=centre.pk), now=now)
    return next((one.left for one in found if one.start == start), 0)


def test_rest_of_today_and_later_days_lie_within_the_phone_hours(centre, bent):
    assert starts(centre)[:4] == [at(9), at(11), at(13), at(9, days=1)]
    assert {one.date() for one in starts(centre)} == {at(9, days=n).date() for n in (0, 1, 2, 3, 6)}


def test_window_that_is_nearly_over_cannot_be_chosen(centre, bent):
    assert starts(centre, now=at(12, 31))[0] == at(13)
    assert starts(centre, now=at(12, 29))[0] == at(11)


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [(11, 12, [11]), (11, 14, [11, 13]), (10, 15, [10, 12, 14])],
)
def test_hours_are_cut_into_windows_of_two_hours_and_what_is_left(opens, closes, expected):
    centre = house(opens=opens, closes=closes)
    somebody(centre)

    assert [
        one.hour + 1 for one in starts(centre) if one.date() == at(9, days=1).date()
    ] == expected


def test_holiday_and_day_that_differs_have_no_windows(centre, bent):
    christmas = datetime(2026, 12, 23, 9, tzinfo=UTC)
    OpeningException.objects.create(centre=centre, on_date=at(9, days=1).date())

    assert at(9, days=1) not in starts(centre)
    days = [one.day for one in starts(centre, now=christmas)]
    assert days == [day for day in (23, 24, 28, 29) for _ in range(3)]


def test_windows_keep_to_the_wall_clock_when_the_clock_changes(centre, bent):
    """On Sunday 28 March 2027 the clock goes forward."""
    friday = datetime(2027, 3, 26, 20, tzinfo=UTC)
    before = datetime(2027, 3, 23, 7, tzinfo=UTC)

    assert starts(centre, now=before)[0] == datetime(2027, 3, 23, 8, tzinfo=UTC)
    # Maundy Thursday, Good Friday and Easter Monday: the next one is Tuesday.
    assert starts(centre, now=friday)[0] == datetime(2027, 3, 30, 7, tzinfo=UTC)


def test_places_are_half_hours_of_those_who_take_phone_conversations(centre, bent, dorte):
    somebody(centre, slug="clara", modes=[Mode.IN_PERSON])

    assert left(centre, at(13)) == 8


def test_what_is_booked_or_away_leaves_fewer_places(centre, bent):
    ConversationFactory(counsellor=bent, centre=centre, starts_at=at(13), ends_at=at(14))
    assert left(centre, at(13)) == 2

    Absence.objects.create(counsellor=bent, during=period(at(14), at(15)))
    assert left(centre, at(13)) == 0
    assert at(13) not in starts(centre)


def test_each_promise_takes_a_place(centre, bent):
    before = left(centre, at(13))
    ask(talk_of(bent))

    assert left(centre, at(13)) == before - 1


def test_house_where_nobody_takes_calls_has_no_windows(centre):
    somebody(centre, modes=[Mode.IN_PERSON])

    assert starts(centre) == []


@pytest.mark.parametrize("how_many", [1, 3])
def test_windows_ask_the_same_few_questions(how_many, django_assert_num_queries):
    centre = house()
    for _ in range(how_many):
        ask(talk_of(somebody(centre)))
    centre = Centre.objects.get(pk=centre.pk)

    with django_assert_num_queries(6):
        windows(centre=centre, now=NOW)


def test_window_is_said_in_words(centre, bent):
    today, tomorrow = (
        next(one for one in windows(centre=centre, now=NOW) if one.start == start)
        for start in (at(13), at(13, days=1))
    )

    assert today.words(now=NOW + MINUTE) == "i dag kl. 13.00–15.00"
    assert tomorrow.words(now=NOW) == "onsdag den 2. december kl. 13.00–15.00"
    assert tomorrow.words(now=NOW + DAY) == "i dag kl. 13.00–15.00"
