"""Signing up, waiting, being offered a place and giving it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from events.activities.domain import change_date
from events.activities.domain.dates import Own
from events.signups.domain import (
    accept_offer,
    change_people,
    check_places,
    give_up_place,
    join_again,
    settle_dates,
    stop_reminders,
    take_free_place,
)
from events.signups.domain.deadlines import next_waking, offer_ends
from events.signups.domain.refusals import (
    NoPlaceFree,
    NoSignUpHere,
    NotThatManyFree,
    OfferIsOver,
    SignedUpAlready,
    TooLateToSignUp,
    TooManyTogether,
)
from events.signups.domain.secrets import link_secret_of
from events.signups.enums import PlaceState
from events.signups.models import Place, SignUp, SignupAnswer, SignupQuestion
from jobcenter.audit.models import Change
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, planned_activity
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db


def kinds(name: str = "amal") -> list[str]:
    rows = Notice.objects.filter(recipient=f"{name}@example.org").exclude(state="withdrawn")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def state(place: Place) -> str:
    return Place.objects.get(pk=place.pk).state


def test_amal_has_a_place_and_a_letter_when_there_is_room():
    one = dates_with_places(2)[0]
    place = signed_up(one)

    assert place.state == PlaceState.TAKEN
    assert kinds() == ["signup_confirmed", "signup_reminder"]
    assert link_secret_of(place.sign_up)
    one.refresh_from_db()
    assert not one.is_full


def test_the_same_form_sent_twice_is_one_sign_up_and_with_other_words_none():
    one = dates_with_places(2)[0]
    key = mint_form_key(form="signup")
    first, second = signed_up(one, key=key), signed_up(one, key=key)

    assert first == second
    with pytest.raises(FormAlreadyUsed):
        signed_up(one, "Clara", key=key)
    assert SignUp.objects.count() == 1
    assert kinds() == ["signup_confirmed", "signup_reminder"]


def test_clara_waits_and_is_told_that_she_has_no_place_when_it_is_full():
    one = dates_with_places(1)[0]
    signed_up(one)
    clara = signed_up(one, "Clara")

    assert clara.state == PlaceState.WAITING
    assert kinds("clara") == ["signup_waiting"]
    one.refresh_from_db()
    assert one.is_full


def test_a_place_given_back_is_offered_to_who_waited_longest_and_counts_as_taken():
    one = dates_with_places(1)[0]
    amal, clara, erik = (signed_up(one, name) for name in ("Amal", "Clara", "Erik"))
    give_up_place(place=amal, now=NOW)
    give_up_place(place=amal, now=NOW)

    assert [state(p) for p in (amal, clara, erik)] == ["given_up", "offered", "waiting"]
    assert kinds() == ["signup_confirmed", "signup_given_up"]
    late = signed_up(one, "Dorte")
    assert late.state == PlaceState.WAITING
    lines = Change.objects.filter(action="place.given_up")
    assert [line.facts for line in lines] == [{"people": 1, "was": "taken"}]


def test_an_offer_accepted_twice_is_one_place():
    one = dates_with_places(1)[0]
    amal, clara = signed_up(one), signed_up(one, "Clara")
    give_up_place(place=amal, now=NOW)
    for _ in range(2):
        assert accept_offer(place=clara, now=NOW).state == PlaceState.TAKEN

    assert kinds("clara") == ["signup_waiting", "signup_confirmed", "signup_reminder"]
    assert Change.objects.filter(action="place.taken").count() == 1


def test_an_offer_past_its_deadline_cannot_be_accepted_though_nobody_swept():
    one = dates_with_places(1)[0]
    amal, clara, erik = (signed_up(one, name) for name in ("Amal", "Clara", "Erik"))
    give_up_place(place=amal, now=NOW)
    until = Place.objects.get(pk=clara.pk).offer_until

    with pytest.raises(OfferIsOver):
        accept_offer(place=clara, now=until)
    assert state(erik) == "waiting"
    settle_dates(now=until)
    assert [state(p) for p in (clara, erik)] == ["lapsed", "offered"]


def test_who_let_an_offer_pass_joins_the_end_of_the_line_once():
    one = dates_with_places(1)[0]
    amal, clara, erik = (signed_up(one, name) for name in ("Amal", "Clara", "Erik"))
    give_up_place(place=amal, now=NOW)
    give_up_place(place=clara, now=NOW)

    again = join_again(place=clara, now=NOW)
    assert join_again(place=clara, now=NOW) == again
    assert (state(erik), again.state) == ("offered", PlaceState.WAITING)


def test_two_or_none_keep_their_turn_when_one_place_is_free_and_others_take_fewer():
    one = dates_with_places(3)[0]
    amal = signed_up(one)
    signed_up(one, "Bent", people=2)
    two = signed_up(one, "Clara", people=2)
    fewer = signed_up(one, "Dorte", people=2, takes_fewer=True)
    give_up_place(place=amal, now=NOW)

    assert (state(two), state(fewer)) == ("waiting", "offered")
    assert Place.objects.get(pk=fewer.pk).people == 1


def test_a_whole_series_is_one_sign_up_with_a_place_or_a_turn_on_each_date():
    dates = dates_with_places(1)
    signed_up(dates[2], "Clara")
    amal = signed_up(dates[0], whole_series=True)

    states = {p.date_id: p.state for p in amal.sign_up.places.all()}
    assert [states[one.pk] for one in dates] == ["taken"] * 2 + ["waiting"] + ["taken"] * 3


def test_the_same_person_has_one_place_on_a_date_and_a_refusal_leaves_nothing():
    one = dates_with_places(5)[0]
    signed_up(one)
    with pytest.raises(SignedUpAlready):
        signed_up(one, "Also Amal", email="Amal@example.org")

    assert (SignUp.objects.count(), Place.objects.count()) == (1, 1)
    for n in range(27):
        signed_up(one, f"Amal{n}")
    with pytest.raises(SignedUpAlready):
        signed_up(one)
    with pytest.raises(TooManyAttempts):
        signed_up(one)


def test_nobody_learns_who_is_in_a_sensitive_group_when_they_type_an_address():
    one = dates_with_places(5, is_sensitive=True)[0]
    signed_up(one)

    assert signed_up(one, "Stranger", email="amal@example.org").state == PlaceState.TAKEN
    payload = Notice.objects.filter(kind="signup_confirmed").first().payload
    assert "Strikkecafé" not in str(payload)


def test_what_cannot_be_signed_up_for_is_refused():
    one = dates_with_places(5)[0]
    with pytest.raises(TooManyTogether):
        signed_up(one, people=5)
    with pytest.raises(TooLateToSignUp):
        signed_up(one, now=one.starts_at)
    with pytest.raises(NoSignUpHere):
        signed_up(planned_activity().dates.first())
    assert not SignUp.objects.exists()


def test_an_answer_is_kept_only_to_a_question_that_is_still_asked():
    one = dates_with_places(5)[0]
    ask = one.activity.signup_terms.questions.create
    open_ = ask(words="Spiser du kød?", purpose="Maden", kept_until=date(2026, 11, 1))
    over = ask(words="Bus?", purpose="Bussen", kept_until=date(2026, 8, 1))
    signed_up(one, answers={open_.pk: "Nej", over.pk: "Ja"})

    assert list(SignupAnswer.objects.values_list("words", flat=True)) == ["Nej"]
    assert SignupQuestion.objects.count() == 2


def test_a_reminder_can_be_declined_before_and_after():
    one = dates_with_places(5)[0]
    signed_up(one, wants_reminder=False)
    clara = signed_up(one, "Clara")
    stop_reminders(sign_up=clara.sign_up)

    assert kinds() == kinds("clara") == ["signup_confirmed"]


def test_staff_write_somebody_down_and_answer_for_them_on_the_phone():
    one = dates_with_places(1)[0]
    bent = UserFactory()
    amal = signed_up(one)
    clara = signed_up(one, "Clara", email="", actor=bent)
    give_up_place(place=amal, now=NOW)
    accept_offer(place=clara, now=NOW, actor=bent)

    assert state(clara) == "taken"
    assert Change.objects.get(action="place.taken").actor == bent
    assert not Notice.objects.exclude(recipient="amal@example.org").exists()


def test_free_places_go_to_whoever_comes_first_when_it_is_too_late_for_offers():
    one = dates_with_places(1)[0]
    amal, clara = signed_up(one), signed_up(one, "Clara")
    with pytest.raises(NoPlaceFree):
        take_free_place(place=clara, now=NOW)
    soon = one.starts_at - timedelta(hours=3)
    give_up_place(place=amal, now=soon)
    assert state(clara) == "waiting"

    take_free_place(place=clara, now=soon)
    assert state(clara) == "taken"


def test_more_places_are_offered_and_fewer_put_nobody_out():
    one = dates_with_places(1)[0]
    erik = UserFactory()
    amal, clara = signed_up(one), signed_up(one, "Clara")
    one = change_date(one=one, own=Own(places=2), actor=erik, now=NOW)
    settle_dates(now=NOW)
    assert state(clara) == "offered"
    accept_offer(place=clara, now=NOW)

    change_date(one=one, own=Own(places=1), actor=erik, now=NOW)
    settle_dates(now=NOW)
    assert (state(amal), state(clara)) == ("taken", "taken")
    assert [trouble.what for trouble in check_places(now=NOW)] == ["2 people on 1 places"]


def test_a_date_is_full_when_its_places_are_cut_down_to_those_who_have_one():
    one = dates_with_places(3)[0]
    for name in ("Amal", "Clara"):
        signed_up(one, name)
    change_date(one=one, own=Own(places=2), actor=UserFactory(), now=NOW)
    settle_dates(now=NOW)

    one.refresh_from_db()
    assert one.is_full


def test_a_party_grows_only_into_free_places_and_shrinks_for_the_line():
    one = dates_with_places(3)[0]
    amal, clara = signed_up(one, people=2), signed_up(one, "Clara", people=2)
    assert change_people(place=amal, people=3, now=NOW).people == 3
    with pytest.raises(NotThatManyFree):
        change_people(place=clara, people=3, now=NOW)
    with pytest.raises(TooManyTogether):
        change_people(place=amal, people=5, now=NOW)
    assert state(clara) == "waiting"

    change_people(place=amal, people=1, now=NOW)
    assert (state(clara), Place.objects.get(pk=clara.pk).people) == ("offered", 2)
    with pytest.raises(NotThatManyFree):
        change_people(place=amal, people=2, now=NOW)
    assert kinds().count("signup_reminder") == 1
    lines = Change.objects.filter(action="place.resized").order_by("pk")
    assert [line.facts["people"] for line in lines] == [3, 1]


def test_who_waits_can_be_fewer_and_keeps_the_turn():
    one = dates_with_places(3)[0]
    signed_up(one, people=2)
    clara = signed_up(one, "Clara", people=2)
    change_people(place=clara, people=1, now=NOW)

    assert (state(clara), Place.objects.get(pk=clara.pk).people) == ("offered", 1)


def test_one_address_signs_up_thirty_times_an_hour():
    one = dates_with_places(None)[0]
    for n in range(30):
        signed_up(one, f"Amal{n}")
    with pytest.raises(TooManyAttempts):
        signed_up(one, "Amal30")
    assert SignUp.objects.count() == 30


def an_offer_that_ran_out() -> Place:
    """Clara was offered Amal's place and has not answered."""
    one = dates_with_places(1)[0]
    amal, clara = signed_up(one), signed_up(one, "Clara")
    give_up_place(place=amal, now=NOW)
    return clara


def test_who_did_not_answer_in_time_is_told_once_by_day_and_kindly():
    clara = an_offer_that_ran_out()
    for hours in (30, 31):
        settle_dates(now=NOW + timedelta(hours=hours))

    (letter,) = Notice.objects.filter(kind="signup_lapsed")
    assert letter.recipient == "clara@example.org"
    assert letter.due_at == next_waking(NOW + timedelta(hours=30))
    body = compose_mail(letter).body
    assert "Det er helt i orden" in body
    assert link_secret_of(clara.sign_up) in body


def test_who_is_back_in_the_line_is_not_told_any_more_that_the_offer_ended():
    clara = an_offer_that_ran_out()
    join_again(place=clara, now=NOW + timedelta(hours=30))

    assert "signup_lapsed" not in kinds("clara")
    assert kinds("clara") == ["signup_waiting", "signup_confirmed", "signup_reminder"]


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-23 09:00", "2026-11-24 09:00"),  # Monday: twelve of its hours and the next's
        ("2026-11-23 23:00", "2026-11-24 20:00"),  # at night the clock stands
        ("2026-11-28 14:00", "2026-11-30 14:00"),  # Saturday afternoon, over Sunday
        ("2026-12-24 12:00", "2026-12-28 12:00"),  # Christmas and Sunday
        ("2026-03-28 14:00", "2026-03-30 14:00"),  # over the change of clocks
    ],
)
def test_an_offer_stands_twelve_waking_hours(now, ends):
    begin, end = (datetime.fromisoformat(at).replace(tzinfo=COPENHAGEN) for at in (now, ends))

    assert offer_ends(now=begin, starts_at=datetime(2027, 6, 1, tzinfo=UTC)) == end


def test_an_offer_ends_before_it_begins_and_is_not_made_in_the_last_hours():
    start = datetime(2026, 11, 24, 19, tzinfo=COPENHAGEN)
    assert offer_ends(now=start - timedelta(hours=8), starts_at=start) == start - timedelta(hours=2)
    assert offer_ends(now=start - timedelta(hours=3), starts_at=start) is None
    morning = datetime(2026, 11, 24, 9, tzinfo=COPENHAGEN)
    assert offer_ends(now=morning - timedelta(hours=11), starts_at=morning) is None
    assert next_waking(morning - timedelta(hours=11)).hour == 8
