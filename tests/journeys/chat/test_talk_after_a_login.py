"""A page that stands open while somebody logs in, or is logged out: what is typed gets through."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.duty.domain import go_on_duty
from counsellors.files.models import Attachment
from tests.browser import run_axe
from tests.counsellors.chat.story import begin
from tests.counsellors.files.story import picture
from tests.doors import enter_as_staff
from tests.factories.accounts import UserFactory
from tests.jobcenter.bell.ringers import wait_for

from .talking import as_amal, as_bent, field_of, more_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PICTURE = {"name": "pas.jpg", "mimeType": "image/jpeg", "buffer": picture()}


def cookie(page: Page, house, name: str, value: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": house.url}])


def logs_in_elsewhere(page: Page, house, sign: str = "b") -> None:
    """What another tab does to this one: the browser has another token from now on."""
    cookie(page, house, settings.CSRF_COOKIE_NAME, sign * 32)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def test_inv9_words_and_files_get_through_after_a_login_in_another_tab(open_page, house, talk):
    amal = as_amal(open_page, house, talk)
    field_of(amal).fill("Her er mit pas")
    amal.locator("details.attach summary").click()
    amal.locator("input[name=uploads]").set_input_files([PICTURE])
    logs_in_elsewhere(amal, house)
    send(amal)

    expect(amal.locator("#talk-sent")).to_have_text("Sendt.")
    expect(field_of(amal)).to_have_value("")
    assert talk.words == ["Her er mit pas"]
    assert Attachment.objects.count() == 1
    # What is mended in place has a form of its own, and one more log-in is one more token.
    logs_in_elsewhere(amal, house, "c")
    seq = talk.write("Gammel", now=timezone.now())
    more_of(amal, "Gammel").get_by_role("link", name="Ret det").click()
    expect(field_of(amal)).to_have_value("Gammel")
    logs_in_elsewhere(amal, house, "d")
    field_of(amal).fill("Ny")
    amal.get_by_role("button", name="Gem rettelsen").click()
    expect(amal.locator(f"#e-{seq}")).to_contain_text("Ny")


def test_inv9_message_whose_answer_was_lost_is_not_said_twice_after_a_login(open_page, house, talk):
    amal = as_amal(open_page, house, talk)
    field_of(amal).fill("Kun én gang")

    def lose(route) -> None:
        route.fetch()
        route.abort()

    amal.route("**/besked/", lose)
    send(amal)
    expect(amal.locator("#talk-sent")).to_contain_text("Ikke sendt.")
    amal.unroute("**/besked/")
    logs_in_elsewhere(amal, house)
    send(amal)

    expect(amal.locator("#talk-sent")).to_have_text("Sendt.")
    assert talk.words == ["Kun én gang"]


def test_form_the_house_goes_on_refusing_is_sent_once_more_and_not_for_ever(open_page, house, talk):
    amal = as_amal(open_page, house, talk)
    asked = []
    amal.route("**/besked/", lambda route: (asked.append(1), route.fulfill(status=403, body="")))
    field_of(amal).fill("Kære hus")
    send(amal)

    expect(amal.locator("#talk-sent")).to_contain_text("Ikke sendt. Dine ord står her endnu")
    expect(field_of(amal)).to_have_value("Kære hus")
    assert len(asked) == 2


def test_what_is_read_is_marked_after_a_login_in_another_tab(open_page, house, talk):
    amal = as_amal(open_page, house, talk)
    assert wait_for(lambda: len(house.bell.switchboard.streams) == 1)
    logs_in_elsewhere(amal, house)
    seq = talk.answer("Er du der?")

    assert wait_for(lambda: "read" in talk.kinds[seq:] or amal.wait_for_timeout(50))


def test_counsellor_who_was_logged_out_is_told_where_to_log_in_and_keeps_the_words(
    open_page, house, talk
):
    bent = as_bent(open_page, house, talk, width=1280)
    field_of(bent).fill("Jeg finder papirerne")
    Session.objects.all().delete()
    send(bent)

    expect(bent.locator("#talk-sent")).to_have_text("Ikke sendt.")
    link = bent.locator("#talk-line").get_by_role("link", name="Log ind i et nyt faneblad")
    expect(link).to_have_attribute("target", "_blank")
    expect(field_of(bent)).to_have_value("Jeg finder papirerne")
    assert run_axe(bent) == []
    with bent.expect_popup() as opened:
        link.click()
    expect(opened.value).to_have_url(re.compile(r"/konto/log-ind/\?next=.*chat"))

    entered = Client()
    enter_as_staff(entered, talk.bent.user)
    cookie(
        bent,
        house,
        settings.SESSION_COOKIE_NAME,
        entered.cookies[settings.SESSION_COOKIE_NAME].value,
    )
    logs_in_elsewhere(bent, house)
    send(bent)
    expect(bent.locator("#talk-sent")).to_have_text("Sendt.")
    assert talk.words == ["Jeg finder papirerne"]


def test_duty_is_renewed_on_a_desk_whose_counsellor_logs_in_again(open_page, house, talk):
    go_on_duty(counsellor=talk.bent, centre=talk.thread.centre, now=timezone.now())
    bent = as_bent(open_page, house, talk, width=1280)
    with bent.expect_response(f"**{reverse('inbox:stay')}"):
        bent.goto(f"{house.url}{reverse('inbox:desk')}")
    logs_in_elsewhere(bent, house)

    with bent.expect_response(lambda answer: reverse("inbox:stay") in answer.url and answer.ok):
        bent.evaluate("window.dispatchEvent(new Event('online'))")


def test_citizen_who_was_logged_out_of_the_accounts_talk_is_told_and_keeps_the_words(
    open_page, house
):
    user = UserFactory()
    talk = begin(user=user, token_hash=None, nickname="")
    page = open_page()
    entered = Client()
    entered.force_login(user)
    secret = entered.cookies[settings.SESSION_COOKIE_NAME].value
    cookie(page, house, settings.SESSION_COOKIE_NAME, secret)
    address = f"{house.url}/chat/{talk.thread.public_id}/"
    page.goto(address)
    field_of(page).fill("Jeg har en ting mere")
    Session.objects.all().delete()
    send(page)

    told = page.locator("#talk-line")
    expect(told).to_contain_text("Eller du er blevet logget ud.")
    link = told.get_by_role("link", name="Log ind i et nyt faneblad")
    expect(link).to_have_attribute("href", f"/konto/log-ind/?next=/chat/{talk.thread.public_id}/")
    expect(field_of(page)).to_have_value("Jeg har en ting mere")
    assert run_axe(page) == []
