"""The desk: what lies on it, in which order, whom it shows, and what that leaves in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counsellors.chat.access import A_LOOK
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.reading import mark_read
from counsellors.chat.domain.seating import hand_over, invite
from counsellors.duty.domain import go_on_duty
from counsellors.inbox.domain.looks import forget_past_looks
from counsellors.models import DeskLook, HelpCall, Thread
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Reading
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import MINUTE, NOW, begin
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

from .story import act, citizen, desk, rows, seen, with_bent, works_here

pytestmark = pytest.mark.django_db(transaction=True)


def test_desk_shows_my_chats_and_who_waits_in_order_of_beginning(bent, bents):
    mine = [with_bent(bent) for _ in range(2)]
    waiting = [with_bent(bent, taken=False, words=f"Ord {n}") for n in range(2)]
    for minutes, talk in enumerate(reversed(waiting)):
        Thread.objects.filter(pk=talk.thread.pk).update(started_at=NOW + minutes * MINUTE)

    html = desk(bents)
    assert rows(html, "mine") == [talk.thread.public_id for talk in mine]
    assert rows(html, "waiting") == [talk.thread.public_id for talk in reversed(waiting)]
    assert "Ord 0" in html
    assert "Dansk" in html


def test_desk_holds_nothing_of_another_house_nor_what_is_over(bent, bents, people):
    elsewhere = begin(taken=False, words="Et andet hus")
    over = with_bent(bent)
    end_thread(seat=over.at_work, now=NOW)
    colleagues = begin(bent=people[1], words="Dortes")

    html = desk(bents)
    for talk in (elsewhere, over, colleagues):
        assert talk.thread.public_id not in html


def test_guest_has_the_chat_on_the_desk_too(bent, dorte):
    talk = with_bent(bent, words="Hej")
    invite(seat=talk.at_work, colleague=dorte, now=NOW)

    html = desk(works_here(dorte))
    assert rows(html, "mine") == [talk.thread.public_id]
    assert "du hjælper Bent" in html


def test_what_is_lent_is_told_without_a_word_of_it(bent, dorte, bents):
    talk = with_bent(bent, words="Hemmeligt")
    hand_over(
        seat=talk.at_work, to=dorte, why="Møde", until=NOW + 30 * MINUTE,
        form_key=mint_form_key(form="chat_handover"), now=NOW,
    )  # fmt: skip

    html = desk(bents)
    assert "Dorte svarer" in html
    assert "Hemmeligt" not in html
    assert rows(html, "mine") == []


def is_new(html: str, talk) -> bool:
    row = html.split(f'id="t-{talk.thread.public_id}"')[1].split("</li>")[0]
    return "is-now" in row


def test_unread_mark_stands_until_it_is_read_and_never_for_ones_own_words(bent, bents):
    talk = with_bent(bent)
    assert not is_new(desk(bents), talk)
    seq = talk.write("Hej Bent")
    assert is_new(desk(bents), talk)
    mark_read(seat=talk.at_work, upto=seq, now=NOW)
    assert not is_new(desk(bents), talk)
    talk.answer("Hej Amal")
    assert not is_new(desk(bents), talk)


def test_look_at_the_list_stands_in_the_log_once_for_a_quarter_of_an_hour(bent, bents):
    mine = with_bent(bent, words="Jeg er her")
    waiting = with_bent(bent, taken=False, words="Er der nogen?")
    for _ in range(3):
        desk(bents)
    shown = {(r.citizen, r.way, tuple(r.kinds), r.why) for r in Reading.objects.all()}
    assert shown == {
        (talk.thread.public_id, "list", ("name", "messages"), "house") for talk in (mine, waiting)
    }
    assert Reading.objects.count() == 2

    with time_machine.travel(NOW + A_LOOK + timedelta(seconds=1), tick=False):
        desk(bents)
    assert Reading.objects.count() == 4


def test_no_word_is_shown_while_the_log_cannot_be_written(bent, bents):
    with_bent(bent, taken=False, words="Er der nogen?")
    bents.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_readingmonth ADD CONSTRAINT out_of_order CHECK (false) NOT VALID"
        )
    try:
        assert "Er der nogen?" not in desk(bents)
        assert not DeskLook.objects.exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_readingmonth DROP CONSTRAINT out_of_order")


def test_looks_that_are_over_are_forgotten(bent, bents):
    with_bent(bent, words="Hej")
    desk(bents)

    assert forget_past_looks(now=NOW) == 0
    assert forget_past_looks(now=NOW + A_LOOK) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_desk_costs_the_same_however_much_lies_on_it(
    bent, bents, dorte, many, django_assert_num_queries
):
    for _ in range(many):
        with_bent(bent, words="Hej")
        with_bent(bent, taken=False, words="Er der nogen?")
        lent = with_bent(bent, words="Udlånt")
        hand_over(
            seat=lent.at_work, to=dorte, why="Møde", until=NOW + 30 * MINUTE,
            form_key=mint_form_key(form="chat_handover"), now=NOW,
        )  # fmt: skip
    desk(bents)
    with django_assert_num_queries(QUERIES_OF_THE_DESK):
        desk(bents)


QUERIES_OF_THE_DESK = 14


def test_list_alone_is_the_list_of_the_page(bent, bents):
    talk = with_bent(bent, words="Hej")
    alone = bents.get("/vejleder/indbakke/liste/", {"aaben": talk.thread.public_id})
    html = alone.content.decode()

    assert rows(html, "mine") == [talk.thread.public_id]
    assert 'aria-current="true"' in html
    assert "<html" not in html


def test_script_of_the_open_chat_gets_pieces_of_it_and_no_desk_around_them(bent, bents):
    """Its composer after an end, its head after a change: a whole page would be thrown away."""
    talk = with_bent(bent)
    end_thread(seat=talk.at_work, now=NOW)
    page = reverse("inbox:thread", args=[talk.thread.public_id])
    composer = bents.get(page, headers={"HX-Request": "true"}).content.decode()
    head = bents.get(page, {"part": "head"}).content.decode()

    assert 'id="composer"' in composer
    assert "Chatten er slut" in composer
    assert 'id="talk-head"' in head
    for piece in (composer, head):
        assert 'id="main"' not in piece
        assert "inbox-rows" not in piece


def test_open_chat_stands_beside_the_list_with_its_words(bent, bents):
    talk = with_bent(bent, words="Jeg vil gerne skifte spor")
    other = with_bent(bent, words="En anden")

    html = seen(bents, talk)
    assert rows(html, "mine") == [talk.thread.public_id, other.thread.public_id]
    assert 'role="log"' in html
    assert html.count("Jeg vil gerne skifte spor") == 2
    assert f'action="/vejleder/indbakke/{talk.thread.public_id}/besked/"' in html


def test_help_and_a_block_are_one_press_away_from_the_open_chat(bent, bents):
    talk = with_bent(bent)
    html = seen(bents, talk)
    cry_at = reverse("safety:cry", args=[talk.thread.public_id])
    assert f'<form method="post" action="{cry_at}">' in html
    assert f'href="{reverse("safety:stop", args=[talk.thread.public_id])}"' in html
    bents.post(cry_at)

    assert HelpCall.objects.get().thread == talk.thread.public_id


def test_who_writes_on_the_desk_stays_on_it_without_scripts(bent, bents):
    from .story import key_in

    talk = with_bent(bent)
    answer = act(bents, talk, "say", words="Hej Amal", key=key_in(seen(bents, talk)))

    assert answer.status_code == 303
    assert answer.url == f"/vejleder/indbakke/{talk.thread.public_id}/#e-3"
    assert talk.words == ["Hej Amal"]


def test_chat_of_a_colleague_is_not_there(bent, dorte):
    talk = with_bent(bent)
    dortes = works_here(dorte)

    for name in ("thread", "pass_on", "bring_in", "book"):
        assert dortes.get(reverse(f"inbox:{name}", args=[talk.thread.public_id])).status_code == 404
    for name in ("put_back", "go", "say"):
        assert act(dortes, talk, name).status_code == 404, name
    assert citizen(talk).get(f"/vejleder/indbakke/{talk.thread.public_id}/").status_code == 303


def cry(browser, talk) -> HelpCall:
    browser.post(reverse("safety:cry", args=[talk.thread.public_id]))
    return HelpCall.objects.get()


def test_colleague_who_needs_somebody_stands_above_everything(bent, bents, dorte):
    dortes = works_here(dorte)
    go_on_duty(counsellor=dorte, centre=dorte.centres.get(), now=timezone.now())
    elsewhere = works_here(CounsellorFactory(centres=[CentreFactory()]))
    call = cry(bents, with_bent(bent))
    html = desk(dortes)

    assert "Bent Holm har brug for nogen nu" in html
    assert html.index("Bent Holm har brug") < html.index("Du svarer for")
    assert "Dine kolleger er kaldt" in desk(bents)
    assert "har brug for nogen" not in desk(elsewhere)
    dortes.post(reverse("safety:come", args=[call.public_id]))
    assert "Dorte Lund kommer" in desk(bents)
    assert "Du har sagt, at du kommer" in desk(dortes)
    bents.post(reverse("safety:over", args=[call.public_id]))
    assert "har brug for nogen" not in desk(dortes)
    assert reverse("safety:help") in desk(dortes)


def test_who_leads_the_house_sees_who_needs_somebody(bent, bents):
    cry(bents, with_bent(bent))
    user, other = UserFactory(), UserFactory()
    RoleFactory(user=user, kind=RoleKind.TEAM_LEAD, centre_id=bent.centres.get().pk)
    RoleFactory(user=other, kind=RoleKind.TEAM_LEAD, centre_id=CentreFactory().pk)
    for who, sees in ((user, True), (other, False)):
        browser = Client()
        enter_as_staff(browser, who)
        html = browser.get(reverse("safety:help")).content.decode()
        assert ("Bent Holm" in html) == sees
        assert "Jeg kommer" not in html


@pytest.mark.parametrize("waits_as", ["call", "phone"])
def test_words_of_somebody_who_waits_for_a_call_stand_on_the_desk_before_its_day(
    bent, bents, waits_as
):
    wrote = with_bent(bent, taken=False, words="Min adresse er ny", waits_as=waits_as)
    silent = with_bent(bent, taken=False, waits_as=waits_as)
    with_bent(bent, taken=False, words="I kø")
    Reading.objects.all().delete()
    html = desk(bents)

    assert rows(html, "called") == [wrote.thread.public_id]
    assert wrote.thread.public_id not in rows(html, "waiting")
    assert "Min adresse er ny" in html
    assert silent.thread.public_id not in html
    assert wrote.thread.public_id in Reading.objects.values_list("citizen", flat=True)
    silent.write("Nu også mig")
    assert rows(desk(bents), "called") == [wrote.thread.public_id, silent.thread.public_id]
    act(bents, wrote, "take")
    assert rows(desk(bents), "mine") == [wrote.thread.public_id]


def test_words_of_somebody_who_waits_for_a_call_elsewhere_are_not_on_the_desk(bents):
    begin(taken=False, words="Fremmed", waits_as="call")

    assert "Fremmed" not in desk(bents)
