"""The pages of the line: the place, and the figures of a house."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.starting import Route
from counsellors.chat.enums import WaitsAs
from counsellors.line.domain.figures import figures_of
from counsellors.line.domain.routes import GRACE
from counsellors.models import Duty, Thread, Wait
from jobcenter.accounts.enums import RoleKind
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory

from .story import MINUTE, NIGHT, NOW, open_house, past_waits, somebody_at, take, wait

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def house():
    return open_house(name="Åhuset")


@pytest.fixture
def bent(house):
    return somebody_at(house)


@pytest.fixture
def amal(bent):
    return wait(bent, route=Route(grace_until=NOW + GRACE))


def browser_of(talk) -> Client:
    browser = Client()
    browser.cookies["chat"] = talk.secret
    return browser


def place(talk, **more):
    return browser_of(talk).get(reverse("line:place", args=[talk.thread.public_id]), more)


def at_work(counsellor, kind=RoleKind.COUNSELLOR) -> Client:
    user = UserFactory()
    if kind == RoleKind.COUNSELLOR:
        counsellor.user = user
        counsellor.save(update_fields=["user"])
    RoleFactory(user=user, kind=kind, centre_id=counsellor.centres.get().pk)
    browser = Client()
    enter_as_staff(browser, user)
    return browser


def test_place_says_number_minutes_and_what_was_promised(house, bent, amal):
    past_waits(house, *range(2, 12), promised=8)
    html = place(amal).content.decode()

    assert "Du er den næste i køen." in html
    assert "Der går mellem 2 og 11 minutter endnu." in html
    assert "Da du kom, sagde vi højst 11 min." in html
    assert "passede for 70 %" in html


def test_place_of_the_second_says_so(bent, amal):
    later = wait(bent)

    assert "Du er nummer 2 af 2 i køen." in place(later).content.decode()


def test_piece_of_the_place_is_what_the_page_holds(amal):
    whole = place(amal).content.decode()
    piece = place(amal, part="place").content.decode()

    assert piece.strip() in whole
    assert "<html" not in piece


def test_asking_holds_the_place_and_notes_the_promise_once(house, amal, now):
    past_waits(house, *range(2, 12))
    place(amal)
    now.shift(5 * MINUTE)
    place(amal)

    assert amal.fresh().grace_until == NOW + 5 * MINUTE + GRACE
    assert Wait.objects.get(thread=amal.thread).promised_minutes == 11


def test_place_of_somebody_else_does_not_exist(bent, amal):
    stranger = wait(bent)

    answer = browser_of(stranger).get(reverse("line:place", args=[amal.thread.public_id]))
    assert answer.status_code == 404


def test_whoever_was_taken_is_told_by_whom(bent, amal):
    take(amal)

    assert "Bent er her til dig nu." in place(amal).content.decode()


def test_whoever_lost_their_place_can_wait_again(bent, amal):
    Thread.objects.filter(pk=amal.thread.pk).update(waits_as=WaitsAs.LETTER, grace_until=None)
    address = reverse("line:join_again", args=[amal.thread.public_id])
    assert address in place(amal).content.decode()

    answer = browser_of(amal).post(address)
    assert answer.status_code == 303
    assert amal.fresh().waits_as == WaitsAs.LINE
    assert "Du er den næste i køen." in place(amal).content.decode()


def test_way_back_into_the_line_leads_to_the_place_when_the_talk_has_ended(amal):
    end_thread(seat=amal.amal, now=NOW)
    answer = browser_of(amal).post(reverse("line:join_again", args=[amal.thread.public_id]))

    assert answer.status_code == 303
    assert "Chatten er slut." in place(amal).content.decode()


def test_talk_names_no_closed_house_while_somebody_sits_there(bent, amal, now):
    Duty.objects.update(lease_until=NIGHT + MINUTE)
    now.move_to(NIGHT)
    address = reverse("chat:talk_as_citizen", args=[amal.thread.public_id])
    assert "har lukket lige nu" not in browser_of(amal).get(address).content.decode()

    bent.duties.all().delete()
    assert "har lukket lige nu" in browser_of(amal).get(address).content.decode()


def test_who_answers_is_told_anew_together_with_the_head(amal):
    address = reverse("chat:talk_as_citizen", args=[amal.thread.public_id])
    take(amal)

    html = browser_of(amal).get(f"{address}?part=head").content.decode()
    assert "har din chat og svarer dig her" in html


def test_nobody_is_led_into_a_line_in_which_nobody_answers(bent, amal):
    Thread.objects.filter(pk=amal.thread.pk).update(waits_as=WaitsAs.LETTER, grace_until=None)
    bent.duties.all().delete()
    html = place(amal).content.decode()

    assert "Det, du har skrevet, er gemt" in html
    assert "Stil dig i køen igen" not in html


def test_own_counsellor_who_is_asked_first_and_until_when_is_said(bent):
    talk = wait(bent, route=Route(first_asked=bent, team_from=NOW + 3 * MINUTE))
    html = place(talk).content.decode()

    assert "Vi har spurgt Bent først." in html
    assert "10.03" in html


def test_somebody_who_may_wait_long_is_offered_a_call_that_keeps_their_place(amal):
    html = place(amal).content.decode()
    assert "Ring til mig i stedet" in html
    assert reverse("calls:keep_place", args=[amal.thread.public_id]) in html


def test_what_the_house_told_stands_in_the_talk(bent, amal):
    from counsellors.line.domain.passing import give_up_places

    give_up_places(now=NOW + GRACE)
    html = browser_of(amal).get(reverse("chat:talk_as_citizen", args=[amal.thread.public_id]))
    assert "så du står ikke i køen nu" in html.content.decode()


# --- figures --------------------------------------------------------------------------------------


def test_figures_are_of_the_house_and_hidden_below_five(house):
    past_waits(house, 1, 2, 3, 4)
    assert figures_of(centre=house, now=NOW).half is None

    past_waits(house, 10, promised=8)
    figures = figures_of(centre=house, now=NOW)
    assert (figures.half, figures.most, figures.kept) == (3, 10, None)


def test_hours_with_too_few_are_not_told(house):
    past_waits(house, *[4] * 6)
    past_waits(house, *[30] * 4, ago=130 * MINUTE)

    hours = figures_of(centre=house, now=NOW).hours
    assert [(part.first, part.half) for part in hours] == [(6, None), (8, 4)]


@pytest.mark.parametrize("kind", [RoleKind.COUNSELLOR, RoleKind.TEAM_LEAD])
def test_team_sees_the_figures_of_its_own_house(house, kind):
    bent = somebody_at(house)
    past_waits(house, *[4] * 6, promised=8)
    past_waits(open_house(name="Fremmedhuset"), *[77] * 6)
    html = at_work(bent, kind).get(reverse("line:figures")).content.decode()

    assert "Halvdelen ventede højst 4 min." in html
    assert "100 %" in html
    assert "Fremmedhuset" not in html


@pytest.mark.parametrize("waits", [5, 50])
def test_figures_cost_the_same_for_few_and_for_many(house, waits, django_assert_num_queries):
    past_waits(house, *range(1, waits + 1), promised=8)

    with django_assert_num_queries(2):
        figures_of(centre=house, now=NOW)
