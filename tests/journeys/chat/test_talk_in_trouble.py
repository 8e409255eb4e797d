"""What a talk's page says when the line, the house or the bell is away, and what stays in place."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.chat.access import ON_A_PAGE
from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.duty.domain import go_on_duty
from counsellors.line.domain import end_run_out_duties
from counsellors.models import Duty
from tests.browser import run_axe
from tests.counsellors.chat.story import begin
from tests.jobcenter.bell.ringers import wait_for

from .talking import as_amal, field_of, heard, more_of, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# Longer than the page waits before it speaks of a house it cannot reach.
SPOKEN_MS = 2000


@pytest.fixture
def amal(open_page, house, talk) -> Page:
    page = as_amal(open_page, house, talk)
    assert wait_for(lambda: len(house.bell.switchboard.streams) == 1)
    return page


def line(page: Page):
    return page.locator("#talk-line")


def pause(page: Page) -> None:
    page.locator("#talk-pause").click()
    expect(line(page)).to_contain_text("Chatten er på pause")


def test_offline_is_said_and_taken_back_when_the_line_is_there_again(amal, talk):
    field_of(amal).fill("Halvt skrevet")
    amal.context.set_offline(True)
    expect(line(amal)).to_contain_text("Du er uden forbindelse")
    assert run_axe(amal) == []
    amal.get_by_role("button", name="Send").click()
    expect(amal.locator("#talk-sent")).to_contain_text("Ikke sendt.")
    talk.answer("Imens")

    amal.context.set_offline(False)
    expect(amal.get_by_text("Imens")).to_be_visible()
    expect(line(amal)).to_contain_text("Forbindelsen er tilbage")
    assert field_of(amal).input_value() == "Halvt skrevet"
    amal.get_by_role("button", name="Send").click()
    expect(amal.locator("#talk-sent")).to_have_text("Sendt.")
    assert talk.words == ["Imens", "Halvt skrevet"]


def test_house_that_does_not_answer_is_said_and_asked_again(amal, talk):
    amal.route("**/haendelser/**", lambda route: route.fulfill(status=503, body=""))
    talk.answer("Mens huset var væk")
    expect(line(amal)).to_contain_text("Vi kan ikke nå huset lige nu")

    amal.unroute("**/haendelser/**")
    expect(amal.get_by_text("Mens huset var væk")).to_be_visible()
    expect(line(amal)).to_contain_text("Forbindelsen er tilbage")


def test_bell_that_is_away_makes_the_page_ask_by_itself(open_page, house, talk):
    page = open_page()
    page.clock.install()
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
    page.route("**/stream/**", lambda route: route.fulfill(status=503, body="",
               headers={"Retry-After": "3600"}))  # fmt: skip
    page.goto(f"{house.url}/chat/{talk.thread.public_id}/")
    page.clock.fast_forward(1000)
    page.wait_for_timeout(500)
    talk.answer("Uden klokke")
    page.clock.fast_forward(9_000)
    expect(line(page)).to_contain_text("Nye beskeder kommer lidt senere")
    page.clock.fast_forward(12_000)
    expect(page.get_by_text("Uden klokke")).to_be_visible()


def test_blink_of_the_bell_is_not_spoken_of(amal, house, talk):
    house.call(house.bell.switchboard.kick, talk.thread.public_id)
    talk.answer("Videre")
    expect(amal.get_by_text("Videre")).to_be_visible()

    assert [said for said in heard(amal) if said.startswith("status")] == []


def test_reader_further_up_is_left_there_and_told_of_what_is_new(open_page, house):
    talk = begin()
    for number in range(30):
        talk.answer(f"Besked {number}")
    amal = as_amal(open_page, house, talk)
    expect(amal.get_by_text("Besked 29", exact=True)).to_be_in_viewport()
    assert wait_for(lambda: "read" in talk.kinds or amal.wait_for_timeout(50))
    amal.evaluate("window.scrollTo(0, 300)")
    field_of(amal).focus()
    amal.evaluate("window.scrollTo(0, 300)")
    read = talk.kinds.count("read")
    for number in range(2):
        talk.answer(f"Nyt {number}")
    link = amal.get_by_role("link", name="2 nye beskeder")
    expect(link).to_be_visible()
    assert amal.evaluate("window.scrollY") == 300
    expect(field_of(amal)).to_be_focused()
    # What lies below is not seen yet, and nobody says it is.
    assert talk.kinds.count("read") == read

    link.click()
    expect(amal.get_by_text("Nyt 0")).to_be_in_viewport()
    amal.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(link).to_be_hidden()
    assert wait_for(lambda: talk.kinds.count("read") > read or amal.wait_for_timeout(50))


def test_pause_holds_news_back_and_survives_a_reload(amal, talk):
    amal.get_by_role("button", name="Sæt på pause").click()
    expect(line(amal)).to_have_text("Chatten er på pause.")
    talk.answer("Bag pausen")
    expect(line(amal)).to_contain_text("der er noget nyt")
    expect(amal.get_by_text("Bag pausen")).to_have_count(0)

    amal.reload()
    expect(amal.get_by_role("button", name="Opdater igen")).to_have_attribute(
        "aria-pressed", "true"
    )
    talk.answer("Stadig pause")
    expect(line(amal)).to_contain_text("der er noget nyt")
    expect(amal.get_by_text("Stadig pause")).to_have_count(0)
    amal.get_by_role("button", name="Opdater igen").click()
    expect(amal.get_by_text("Stadig pause")).to_be_visible()


def test_hidden_tab_counts_in_its_title_and_marks_nothing_as_seen(amal, talk):
    amal.evaluate(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    talk.answer("Hallo")
    expect(amal).to_have_title(re.compile(r"^\(1\) "))
    assert "read" not in talk.kinds

    amal.evaluate(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => false});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(amal).to_have_title(re.compile(r"^Din chat"))
    assert wait_for(lambda: "read" in talk.kinds or amal.wait_for_timeout(50))


def test_words_one_has_begun_come_back_after_mending_another_message(amal, talk):
    talk.write("Gammel", now=timezone.now())
    expect(amal.get_by_text("Gammel")).to_be_visible()
    field_of(amal).fill("Halvt skrevet")
    more_of(amal, "Gammel").get_by_role("link", name="Ret det").click()
    expect(field_of(amal)).to_have_value("Gammel")
    field_of(amal).fill("Ny")
    amal.get_by_role("button", name="Gem rettelsen").click()
    expect(amal.get_by_role("button", name="Send")).to_be_visible()

    assert field_of(amal).input_value() == "Halvt skrevet"
    expect(amal.locator("li.said")).to_contain_text("Ny")


def test_words_one_has_begun_stay_when_the_other_ends_the_talk(amal, talk):
    talk.write("Gammel", now=timezone.now())
    expect(amal.get_by_text("Gammel")).to_be_visible()
    field_of(amal).fill("Jeg ville lige sige")
    end_thread(seat=talk.at_work, now=timezone.now())
    expect(amal.get_by_text(f"{talk.bent.first_name} afsluttede chatten")).to_be_visible()
    more_of(amal, "Gammel").get_by_role("link", name="Ret det").click()
    expect(amal.locator("#talk-sent")).to_have_text("Chatten er slut.")
    expect(field_of(amal)).to_have_value("Jeg ville lige sige")
    amal.get_by_role("button", name="Send").click()
    expect(amal.get_by_text("Det sidste, du skrev, blev ikke sendt")).to_be_visible()
    expect(amal.get_by_label("Ikke sendt")).to_have_value("Jeg ville lige sige")


def test_click_in_a_talk_deleted_meanwhile_leads_on_and_is_no_lost_house(amal, talk):
    """What was clicked answers 404: the page says what became of the talk, and where to go."""
    talk.write("Gammel", now=timezone.now())
    expect(amal.get_by_text("Gammel")).to_be_visible()
    # So that the click is the first to learn of it, and not the bell.
    pause(amal)
    end_and_delete(seat=talk.amal, now=timezone.now())
    more_of(amal, "Gammel").get_by_role("link", name="Ret det").click()

    gone = amal.locator("#composer")
    expect(gone.get_by_role("heading", name="Chatten kan ikke vises mere")).to_be_visible()
    expect(gone.get_by_role("link", name="Tal med et menneske")).to_be_visible()
    expect(gone).to_be_focused()
    expect(amal.get_by_text("Gammel")).to_have_count(0)
    expect(amal.get_by_role("link", name="Afslut og slet nu")).to_have_count(0)
    amal.wait_for_timeout(SPOKEN_MS)
    expect(line(amal)).to_contain_text("Den er slettet eller åbnet et andet sted")
    assert run_axe(amal) == []


def test_words_one_has_begun_stay_when_the_talk_is_deleted_meanwhile(amal, talk):
    field_of(amal).fill("Begyndte ord")
    pause(amal)
    end_and_delete(seat=talk.amal, now=timezone.now())
    amal.get_by_role("button", name="Send").click()

    expect(line(amal)).to_contain_text("Den er slettet eller åbnet et andet sted")
    expect(field_of(amal)).to_have_value("Begyndte ord")
    expect(amal.locator("#talk-sent")).to_have_text("")


def test_click_in_a_talk_that_ended_meanwhile_says_that_it_has(amal, talk):
    talk.write("Gammel", now=timezone.now())
    expect(amal.get_by_text("Gammel")).to_be_visible()
    pause(amal)
    end_thread(seat=talk.at_work, now=timezone.now())
    more_of(amal, "Gammel").get_by_role("link", name="Ret det").click()

    expect(amal.locator("#composer h2")).to_have_text("Chatten er slut")
    amal.wait_for_timeout(SPOKEN_MS)
    expect(line(amal)).not_to_contain_text("Vi kan ikke nå huset")


def test_older_messages_come_above_and_are_not_read_aloud(open_page, house):
    talk = begin()
    # With what else happens in a talk these are two pages, and no more.
    for number in range(2 * ON_A_PAGE - 10):
        talk.write(f"Besked {number}", seat=talk.at_work)
    amal = as_amal(open_page, house, talk)
    write(amal, "Sidste")
    before = [said for said in heard(amal) if said.startswith("log")]
    amal.get_by_role("link", name="Vis ældre beskeder").click()
    expect(amal.get_by_text("Besked 0", exact=True)).to_be_attached()
    expect(amal.get_by_role("link", name="Vis ældre beskeder")).to_have_count(0)

    assert [said for said in heard(amal) if said.startswith("log")] == before
    assert run_axe(amal) == []


def test_quiet_talk_no_longer_says_that_somebody_is_here_when_their_duty_has_ended(
    open_page, house
):
    talk = begin(now=timezone.now() - timedelta(hours=1))
    centre = talk.thread.centre
    go_on_duty(counsellor=talk.bent, centre=centre, now=timezone.now())
    Duty.objects.update(lease_until=timezone.now() + timedelta(days=1))
    page = open_page()
    page.clock.install()
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
    page.goto(f"{house.url}/chat/{talk.thread.public_id}/")
    expect(page.locator("#talk-answers")).to_contain_text("svarer dig her")

    Duty.objects.update(since=timezone.now() - timedelta(hours=1), lease_until=timezone.now())
    assert end_run_out_duties(now=timezone.now()) == 1
    assert talk.fresh().counsellor == talk.bent
    page.clock.fast_forward(61_000)
    expect(page.locator("#talk-answers")).to_contain_text("er her ikke lige nu")
