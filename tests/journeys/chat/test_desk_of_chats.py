"""Two counsellors at their desks and a citizen with a phone: answered, handed over, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from counsellors.chat.domain.ending import end_and_delete
from counsellors.chat.domain.starting import take_thread
from counsellors.chat.domain.stopping import let_write_again, stop_writer
from counsellors.duty.domain import LEASE, go_off_duty, go_on_duty
from counsellors.line.domain import put_back_in_line
from counsellors.models import Counsellor, Duty, Thread
from counsellors.safety.domain import ask_for_help, come_to_help, end_help
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from tests.browser import run_axe
from tests.counsellors.chat.story import Talk, begin
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.jobcenter.bell.ringers import QUICK, running_bell, wait_for

from .talking import hide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PACE = replace(QUICK, sweep=600, own_ring=1, comment=5, comment_jitter=1, bye_latest=0.2)


@pytest.fixture
def house(eight_topics):
    with running_bell(PACE) as running:
        assert wait_for(lambda: not running.bell.ear.is_deaf)
        yield running


@pytest.fixture
def people(eight_topics) -> tuple[Counsellor, Counsellor]:
    centre = CentreFactory(name="Havnehuset")
    return (
        CounsellorFactory(slug="bent", first_name="Bent", last_name="Holm", centres=[centre]),
        CounsellorFactory(slug="dorte", first_name="Dorte", last_name="Lund", centres=[centre]),
    )


@pytest.fixture
def at_work(open_page, house):
    def enter(who: Counsellor | User, path: str = "/vejleder/indbakke/", **options) -> Page:
        client = Client()
        enter_as_staff(client, who if isinstance(who, User) else account_of(who))
        page = open_page(**options)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": house.url}
        page.context.add_cookies([cookie])
        page.context.set_default_timeout(15_000)
        page.goto(house.url + path)
        return page

    return enter


@pytest.fixture
def phone(open_page, house):
    def open_talk(talk: Talk) -> Page:
        page = open_page(width=360)
        page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
        page.context.set_default_timeout(15_000)
        page.goto(f"{house.url}/chat/{talk.thread.public_id}/")
        return page

    return open_talk


def account_of(counsellor: Counsellor) -> User:
    if counsellor.user is None:
        counsellor.user = works_at_the_house_of(counsellor, RoleKind.COUNSELLOR)
        counsellor.save(update_fields=["user"])
    return counsellor.user


def works_at_the_house_of(counsellor: Counsellor, kind: RoleKind) -> User:
    return RoleFactory(user=UserFactory(), kind=kind, centre_id=counsellor.centres.get().pk).user


def row(page: Page, talk: Talk):
    return page.locator(f"#t-{talk.thread.public_id}")


def is_listening(house, streams: int) -> bool:
    return wait_for(lambda: len(house.bell.switchboard.streams) >= streams)


def test_talk_is_answered_handed_over_and_brought_back_by_the_citizens_no(
    people, at_work, phone, house
):
    bent, dorte = people
    talk = begin(bent=bent, taken=False, words="Hej, jeg vil gerne skifte spor")
    amal = phone(talk)
    bents, dortes = at_work(bent, width=1280), at_work(dorte, width=360)
    assert is_listening(house, 3)
    expect(row(dortes, talk)).to_contain_text("Hej, jeg vil gerne skifte spor")
    assert run_axe(bents) == []
    assert run_axe(dortes) == []

    row(bents, talk).get_by_role("button", name="Svar").click()
    bents.locator("#composer textarea").fill("Hej Amal, det taler vi om.")
    bents.get_by_role("button", name="Send").click()
    expect(amal.get_by_text("Hej Amal, det taler vi om.")).to_be_visible()
    # Whoever did not take it sees it leave the line, and the hand stays where it was.
    dortes.locator(".keys summary").focus()
    expect(row(dortes, talk)).to_have_count(0)
    expect(dortes.locator(".keys summary")).to_be_focused()

    bents.get_by_role("link", name="Giv videre").click()
    bents.get_by_label("Hvem tager over?").select_option(label="Dorte Lund")
    bents.get_by_label("Hvorfor?").fill("Jeg skal til et møde.")
    bents.get_by_role("button", name="Giv videre").click()
    expect(amal.get_by_text("Dorte Lund tager over")).to_be_visible()
    expect(amal.get_by_text("Jeg skal til et møde.")).to_be_visible()
    expect(row(dortes, talk)).to_be_visible()
    expect(dortes.locator(".keys summary")).to_be_focused()
    assert run_axe(amal) == []

    row(dortes, talk).get_by_role("link").click()
    dortes.locator("#composer textarea").fill("Hej, jeg er Dorte.")
    dortes.get_by_role("button", name="Send").click()
    expect(amal.get_by_text("Hej, jeg er Dorte.")).to_be_visible()
    assert run_axe(dortes) == []

    amal.get_by_role("link", name="Er det fint med dig?").click()
    assert run_axe(amal) == []
    amal.get_by_role("button", name="Nej, jeg vil hellere").click()
    expect(amal.get_by_text("Du vil hellere fortsætte med Bent")).to_be_visible()
    bents.goto(f"{house.url}/vejleder/indbakke/")
    expect(row(bents, talk)).to_be_visible()
    dortes.goto(f"{house.url}/vejleder/indbakke/")
    expect(row(dortes, talk)).to_have_count(0)


def test_list_learns_of_new_words_without_moving_the_hand(people, at_work, house):
    bent, _dorte = people
    talks = [begin(bent=bent, words=f"Ord {n}", nickname=f"Gæst {n}") for n in range(3)]
    page = at_work(bent, width=1280)
    assert is_listening(house, 1)
    row(page, talks[1]).get_by_role("link").focus()
    talks[1].write("Er du der?")
    talks[0].write("Også jeg")

    expect(row(page, talks[1])).to_contain_text("Er du der?")
    expect(row(page, talks[0])).to_contain_text("Også jeg")
    expect(row(page, talks[1]).get_by_role("link")).to_be_focused()


def test_letters_and_arrows_move_in_the_list_until_they_are_switched_off(people, at_work, house):
    bent, _dorte = people
    talks = [begin(bent=bent, nickname=f"Gæst {n}") for n in range(2)]
    waiting = begin(bent=bent, taken=False, nickname="Venter")
    page = at_work(bent, width=1280)
    link = [row(page, talk).get_by_role("link") for talk in (*talks, waiting)]

    for key, place in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("l", 2)):
        page.keyboard.press(key)
        expect(link[place]).to_be_focused()
    page.keyboard.press("Control+j")
    expect(link[2]).to_be_focused()
    page.locator(".keys summary").click()
    page.get_by_role("checkbox", name="Bogstaver virker som taster").uncheck()
    link[0].focus()
    page.keyboard.press("j")
    expect(link[0]).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(link[1]).to_be_focused()
    page.reload()
    page.keyboard.press("j")
    expect(link[0]).not_to_be_focused()


def test_letters_are_letters_where_somebody_writes(people, at_work, house):
    bent, _dorte = people
    talk = begin(bent=bent)
    page = at_work(bent, f"/vejleder/indbakke/{talk.thread.public_id}/", width=1280)
    page.keyboard.press("s")
    field = page.locator("#composer textarea")
    expect(field).to_be_focused()
    page.keyboard.type("jks")

    expect(field).to_have_value("jks")


def test_shared_text_is_put_where_the_hand_is_and_keeps_what_stands_there(people, at_work, house):
    from counsellors.models import Snippet

    bent, _dorte = people
    Snippet.objects.create(
        centre=bent.centres.get(), title="Find døren", words_da="Gå om til gården."
    )
    talk = begin(bent=bent)
    page = at_work(bent, f"/vejleder/indbakke/{talk.thread.public_id}/", width=1280)
    page.locator("#composer textarea").fill("Hej.")
    page.locator(".snippets summary").click()
    page.get_by_role("link", name="Find døren").click()

    expect(page.locator("#composer textarea")).to_have_value("Hej.\nGå om til gården.")
    expect(page.locator("#composer textarea")).to_be_focused()


def hears_it_is_over(page) -> bool:
    """It may still be busy with the answer to the last time: then it looks once more."""
    page.evaluate("window.dispatchEvent(new Event('online'))")
    return "Du svarer ikke mere" in (page.locator("#inbox-news").text_content() or "")


def test_desk_renews_the_duty_and_says_when_it_has_ended(people, at_work, house):
    bent, _dorte = people
    page = at_work(bent, width=360)
    page.get_by_role("button", name="Jeg er her nu").click()
    expect(page.get_by_text("Du svarer for Havnehuset")).to_be_visible()
    before = Duty.objects.get().lease_until
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert wait_for(lambda: Duty.objects.get().lease_until > before)

    # The machine slept: nobody renewed it, and the clockwork has not come by yet.
    Duty.objects.update(since=now() - LEASE, lease_until=now())
    assert wait_for(lambda: hears_it_is_over(page))
    expect(page.locator("#inbox-news")).to_be_visible()
    expect(page.get_by_text("Du svarer ikke lige nu")).to_be_visible()
    page.get_by_role("button", name="Jeg er her nu").click()
    expect(page.get_by_text("Du svarer for Havnehuset")).to_be_visible()
    expect(page.get_by_text("Du svarer ikke mere")).to_have_count(0)


def test_desk_on_duty_behind_other_tabs_listens_on_and_counts_in_its_title(people, at_work, house):
    bent, _dorte = people
    go_on_duty(counsellor=bent, centre=bent.centres.get(), now=now())
    Duty.objects.update(lease_until=now() + timedelta(days=1))
    page = at_work(bent, "/vejleder/indbakke/tekster/", width=1280)
    page.clock.install()
    page.goto(f"{house.url}/vejleder/indbakke/")
    streams = house.bell.switchboard.streams
    assert wait_for(lambda: len(streams) == 1 or page.clock.fast_forward(100))
    hide(page, True)
    page.clock.fast_forward(6 * 60_000)
    page.wait_for_timeout(200)
    assert wait_for(lambda: len(streams) == 1 or page.clock.fast_forward(100))

    talk = begin(bent=bent, taken=False)
    assert wait_for(lambda: page.title().startswith("(1) ") or page.clock.fast_forward(300))
    take_thread(thread=talk.thread, counsellor=bent, now=now())
    assert wait_for(lambda: not page.title().startswith("(") or page.clock.fast_forward(300))
    # Nobody is told any more that somebody is here: it rests like any other page.
    go_off_duty(counsellor=bent, now=now())
    assert wait_for(
        lambda: not page.locator("[data-stay]").count() or page.clock.fast_forward(1000)
    )
    assert wait_for(lambda: len(streams) == 0 or page.clock.fast_forward(60_000))


def test_call_for_help_stands_on_colleagues_desks_at_once(people, at_work, house):
    bent, dorte = people
    talk = begin(bent=bent, words="Jeg ved, hvor du bor")
    dortes = at_work(dorte, width=360)
    bents = at_work(bent, f"/vejleder/chat/{talk.thread.public_id}/", width=1280)
    assert is_listening(house, 2)
    dortes.locator(".keys summary").focus()
    bents.get_by_role("button", name="Få hjælp nu").click()

    called = dortes.get_by_role("alert").filter(has_text="Bent Holm har brug for nogen nu")
    expect(called).to_be_visible()
    expect(dortes.locator("#inbox-rows > section").first).to_contain_text("Bent Holm")
    expect(dortes.locator(".keys summary")).to_be_focused()
    assert run_axe(dortes) == []
    bents.goto(f"{house.url}/vejleder/indbakke/")
    assert is_listening(house, 2)
    dortes.get_by_role("button", name="Jeg kommer").click()
    expect(bents.get_by_role("alert")).to_contain_text("Dorte Lund kommer")


def test_whoever_leads_the_house_without_a_desk_hears_of_a_call_for_help(people, at_work, house):
    bent, dorte = people
    talk = begin(bent=bent)
    lead = at_work(works_at_the_house_of(bent, RoleKind.TEAM_LEAD), "/vejleder/hjaelp/", width=360)
    assert is_listening(house, 1)
    expect(lead.get_by_text("Ingen har kaldt på hjælp")).to_be_visible()
    called = ask_for_help(
        thread=talk.thread.public_id, centre=talk.thread.centre, counsellor=bent, now=now()
    )

    expect(lead.locator("#help-others").get_by_text("Bent Holm")).to_be_visible()
    expect(lead).to_have_title(re.compile(r"^\(1\) "))
    expect(lead.get_by_text("Du har sagt, at du kommer")).to_have_count(0)
    assert run_axe(lead) == []
    come_to_help(call=called, counsellor=dorte)
    expect(lead.get_by_text("Dorte kommer")).to_be_visible()
    expect(lead).not_to_have_title(re.compile(r"^\("))
    end_help(call=called)
    expect(lead.get_by_text("Ingen har kaldt på hjælp")).to_be_visible()


def test_deleted_words_leave_the_counsellors_open_page_by_themselves(people, at_work, house):
    bent, _dorte = people
    talk = begin(bent=bent, words="Det må ingen gemme")
    desk = at_work(bent, f"/vejleder/indbakke/{talk.thread.public_id}/", width=1280)
    alone = at_work(bent, f"/vejleder/chat/{talk.thread.public_id}/", width=360)
    assert is_listening(house, 2)
    for page in (desk, alone):
        expect(page.locator("#log").get_by_text("Det må ingen gemme")).to_be_visible()
    end_and_delete(seat=talk.amal, now=now())

    for page in (desk, alone):
        expect(page.get_by_text("Det må ingen gemme")).to_have_count(0, timeout=5_000)
        expect(page.locator("#composer h2")).to_have_text("Chatten er slut")
    # Longer than the script waits before it speaks of a lost house.
    desk.wait_for_timeout(2_000)
    for page in (desk, alone):
        expect(page.locator("#talk-line")).to_have_text("")


def test_place_and_block_come_to_an_open_page_by_themselves(people, at_work, phone, house):
    bent, _dorte = people
    talk = begin(bent=bent, words="Hej")
    amal = phone(talk)
    assert is_listening(house, 1)
    expect(amal.locator("#place")).to_have_count(0)
    put_back_in_line(holder=talk.at_work, now=now())
    expect(amal.get_by_text("Du er den næste i køen.")).to_be_visible()
    expect(amal.get_by_role("heading", name="Din chat med Havnehuset")).to_be_visible()
    assert run_axe(amal) == []
    # The script that holds the place has come along.
    Thread.objects.update(grace_until=now())
    amal.evaluate("window.dispatchEvent(new Event('online'))")
    assert wait_for(lambda: talk.fresh().grace_until > now())
    take_thread(thread=talk.thread, counsellor=bent, now=now())
    expect(amal.get_by_role("heading", name="Din chat med Bent")).to_be_visible()
    expect(amal.locator("#talk-place")).to_be_hidden()

    amal.locator("#composer textarea").fill("Begyndte ord")
    told = {"thread": talk.fresh(), "lasts": timedelta(days=7), "by": bent}
    block = stop_writer(reason="Du har truet Bent.", now=now(), **told)
    expect(amal.locator("#log").get_by_text("Du kan ikke skrive her før")).to_be_visible()
    expect(amal.locator("#composer textarea")).to_have_value("Begyndte ord")
    amal.get_by_role("button", name="Send").click()
    expect(amal.locator("#composer").get_by_text("Du har truet Bent.")).to_be_visible()
    expect(amal.locator("#composer textarea")).to_have_value("Begyndte ord")
    amal.locator("#composer textarea").fill("")
    let_write_again(block=block, by=bent, now=now())
    expect(amal.locator("#log").get_by_text("Du kan skrive igen")).to_be_visible()
    expect(amal.locator("#composer").get_by_text("Du har truet Bent.")).to_have_count(0)
    stop_writer(reason="Igen.", now=now(), **told)
    expect(amal.locator("#composer").get_by_text("Igen.")).to_be_visible()
    expect(amal.locator("#composer textarea")).to_have_count(0)
    assert run_axe(amal) == []


def test_desk_works_without_scripts(people, at_work, house):
    bent, _dorte = people
    talk = begin(bent=bent, taken=False, words="Uden scripts")
    page = at_work(bent, width=360, javascript=False)
    row(page, talk).get_by_role("button", name="Svar").click()
    page.locator("#composer textarea").fill("Det går også")
    page.get_by_role("button", name="Send").click()

    assert "/vejleder/indbakke/" in page.url
    expect(page.locator("#log").get_by_text("Det går også")).to_be_visible()
    assert talk.fresh().counsellor == bent
