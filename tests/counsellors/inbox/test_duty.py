"""On duty by a button, as long as the desk is open; off duty not before nobody waits."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from counsellors.chat.enums import WaitsAs
from counsellors.duty.domain import LEASE, WHILE_WRITING, duty_of
from counsellors.line.domain import end_run_out_duties
from counsellors.models import Duty
from tests.counsellors.chat.story import MINUTE, NOW
from tests.factories.centres import CentreFactory

from .story import act, citizen, desk, key_in, rows, seen, with_bent, works_here

pytestmark = pytest.mark.django_db(transaction=True)


def come(browser, counsellor):
    return press(browser, "come", hus=counsellor.centres.get().slug)


def press(browser, name: str, **data):
    return browser.post(reverse(f"inbox:{name}"), data)


def test_who_comes_is_here_and_sees_who_else_is(bent, bents, people):
    assert "Du svarer ikke lige nu" in desk(bents)
    come(bents, bent)
    html = desk(bents)
    assert f"Du svarer for {bent.centres.get().name}" in html
    assert "Der er ikke andre her" in html

    come(works_here(people[1]), people[1])
    assert "Her sammen med dig: Dorte" in desk(bents)


def test_who_works_in_two_houses_says_for_which(bent, bents):
    other = CentreFactory(name="Havnehuset")
    bent.centres.add(other)
    assert "Svar for Havnehuset" in desk(bents)
    press(bents, "come", hus=other.slug)

    assert duty_of(counsellor=bent, now=NOW).centre == other


def test_house_of_somebody_else_cannot_be_answered_for(bent, bents):
    for hus in ({"hus": CentreFactory().slug}, {"hus": "intet-hus"}, {"hus": "å\0"}, {}):
        press(bents, "come", **hus)
        assert "Tryk på knappen for et hus, du arbejder i." in desk(bents)

    assert duty_of(counsellor=bent, now=NOW) is None


@pytest.mark.parametrize("by", ["stay", "desk"])
def test_open_desk_renews_the_duty_with_scripts_and_without(bent, bents, by):
    come(bents, bent)
    with time_machine.travel(NOW + LEASE - MINUTE / 2, tick=False):
        if by == "stay":
            assert press(bents, "stay").status_code == 204
        else:
            desk(bents)
    assert Duty.objects.get().lease_until == NOW + 2 * LEASE - MINUTE / 2


def test_duty_that_ran_out_does_not_begin_again_by_itself(bent, bents):
    come(bents, bent)
    with time_machine.travel(NOW + LEASE + MINUTE, tick=False):
        assert press(bents, "stay").status_code == 200
        assert "Du svarer ikke lige nu" in desk(bents)
        assert duty_of(counsellor=bent, now=NOW + LEASE + MINUTE) is None


def test_page_without_scripts_comes_back_by_itself_while_on_duty_and_no_chat_is_open(bent, bents):
    assert 'http-equiv="refresh"' not in desk(bents)
    come(bents, bent)
    assert 'http-equiv="refresh"' in desk(bents)
    talk = with_bent(bent)
    beside = bents.get(reverse("inbox:thread", args=[talk.thread.public_id]))
    assert 'http-equiv="refresh"' not in beside.content.decode()


def test_who_stops_hands_over_or_puts_back_first(bent, bents):
    come(bents, bent)
    talk = with_bent(bent, words="Er du der?")
    answer = press(bents, "stop")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Nogen venter stadig på dig" in html
    assert reverse("inbox:pass_on", args=[talk.thread.public_id]) in html
    assert Duty.objects.filter(counsellor=bent).exists()


def test_who_stops_can_put_everybody_back_at_once(bent, bents):
    come(bents, bent)
    talk = with_bent(bent, words="Er du der?")
    assert press(bents, "stop", tilbage="1").status_code == 303

    assert not Duty.objects.exists()
    assert talk.fresh().counsellor is None
    assert rows(desk(bents), "waiting") == [talk.thread.public_id]


def test_who_has_nobody_waiting_just_stops(bent, bents):
    come(bents, bent)
    press(bents, "stop")

    assert not Duty.objects.exists()


def test_desk_of_somebody_without_a_house_says_whom_to_ask(bent, bents):
    bent.centres.clear()

    assert "Du hører ikke til et hus endnu" in desk(bents)


# --- a talk that was taken without being on duty ---------------------------------------------


@pytest.mark.parametrize("page", ["inbox:take", "chat:take_at_work"])
def test_who_takes_a_talk_is_on_duty_and_is_missed_when_the_browser_is_gone(bent, bents, page):
    talk = with_bent(bent, taken=False, words="Er der nogen?")
    answer = bents.post(reverse(page, args=[talk.thread.public_id]))
    assert answer.url == reverse("inbox:thread", args=[talk.thread.public_id])
    assert duty_of(counsellor=bent, now=NOW).centre == talk.thread.centre
    later = NOW + LEASE + MINUTE

    assert end_run_out_duties(now=later) == 1
    assert talk.fresh().counsellor is None
    with time_machine.travel(later, tick=False):
        page = citizen(talk).get(reverse("chat:talk_as_citizen", args=[talk.thread.public_id]))
    assert "Din vejleder måtte gå" in page.content.decode()


def test_who_takes_a_letter_need_not_be_here(bent, bents):
    act(bents, with_bent(bent, taken=False, words="Hej", waits_as=WaitsAs.LETTER), "take")

    assert not Duty.objects.exists()


def test_who_is_on_duty_elsewhere_stays_so(bent, bents):
    talk = with_bent(bent, taken=False)
    other = CentreFactory()
    bent.centres.add(other)
    press(bents, "come", hus=other.slug)
    act(bents, talk, "take")

    assert duty_of(counsellor=bent, now=NOW).centre == other


def test_who_was_slower_is_not_on_duty_for_it(bent, bents, people):
    talk = with_bent(bent, taken=False)
    act(works_here(people[1]), talk, "take")
    act(bents, talk, "take")

    assert duty_of(counsellor=bent, now=NOW) is None


# --- writing without scripts ------------------------------------------------------------------


def writes_at(browser, talk, when):
    key = key_in(seen(browser, talk))
    with time_machine.travel(when, tick=False):
        return act(browser, talk, "say", words="Hej", key=key)


def test_who_writes_without_scripts_keeps_the_talk_from_opening_it_and_from_sending(bent, bents):
    come(bents, bent)
    talk = with_bent(bent)
    sent = NOW + WHILE_WRITING - MINUTE

    assert "Du svarer indtil" in seen(bents, talk)
    assert Duty.objects.get().lease_until == NOW + WHILE_WRITING
    assert writes_at(bents, talk, sent).status_code == 303
    assert Duty.objects.get().lease_until == sent + WHILE_WRITING


def test_look_at_the_list_takes_no_time_for_writing_away(bent, bents):
    come(bents, bent)
    seen(bents, with_bent(bent))
    desk(bents)

    assert Duty.objects.get().lease_until == NOW + WHILE_WRITING


def test_browser_whose_script_renews_gets_no_longer_time(bent, bents):
    come(bents, bent)
    talk = with_bent(bent)
    seen(bents, talk)
    press(bents, "stay")
    seen(bents, talk)
    assert Duty.objects.get().lease_until == NOW + LEASE

    come(bents, bent)
    seen(bents, talk)
    assert Duty.objects.get().lease_until == NOW + WHILE_WRITING


def test_duty_that_ran_out_while_writing_does_not_begin_again_by_sending(bent, bents):
    come(bents, bent)
    talk = with_bent(bent)
    later = NOW + WHILE_WRITING + MINUTE
    writes_at(bents, talk, later)

    assert duty_of(counsellor=bent, now=later) is None


def test_open_chat_is_marked_as_read_without_scripts(bent, bents):
    talk = with_bent(bent)
    seq = talk.write("Har du set det?")
    read = reverse("inbox:read", args=[talk.thread.public_id])
    assert f'<form method="post" action="{read}"' in seen(bents, talk)
    assert "Ny</span>" in desk(bents)

    answer = bents.post(read, {"upto": seq, "show": "1"})
    assert answer.url == reverse("inbox:thread", args=[talk.thread.public_id]) + "#newest"
    assert "Ny</span>" not in desk(bents)
