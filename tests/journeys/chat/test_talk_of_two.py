"""A whole talk between two people at 360 px, and everything the page says while it lasts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.chat.domain.writing import edit_message, redact_message
from tests.browser import follow, run_axe, run_axe_on_colours, sideways_scroll
from tests.counsellors.chat.story import Talk, begin
from tests.factories.counsellors import CounsellorFactory

from .talking import as_amal, as_bent, field_of, heard, more_of, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_two_people_through_a_whole_talk(open_page, house):
    talk = begin(taken=False, words="Jeg vil gerne på plejehjem")
    name = talk.bent.first_name
    amal = as_amal(open_page, house, talk)
    bent = as_bent(open_page, house, talk)

    # She waits, and may write already; he takes it, and she sees who he is.
    write(amal, "Er der nogen?")
    expect(amal.get_by_role("heading", level=1)).to_contain_text("Din chat med")
    follow(bent, bent.get_by_role("button", name="Tag chatten"))
    expect(amal.get_by_text(f"{name} er her nu")).to_be_visible()
    expect(amal.get_by_role("heading", name=f"Din chat med {name}")).to_be_visible()
    expect(amal.locator("#talk-head img.portrait")).to_be_visible()

    # Both ways.
    write(bent, "Hej Amal. Hvad drømmer du om?")
    expect(amal.get_by_text("Hvad drømmer du om?")).to_be_visible()
    write(amal, "At vaske op")
    expect(bent.locator("#log").get_by_text("At vaske op")).to_be_visible()
    expect(amal.locator("#talk-seen")).to_have_text(re.compile(f"^Set af {name} kl"))

    # She changes one, and takes another back.
    more_of(amal, "At vaske op").get_by_role("link", name="Ret det").click()
    expect(field_of(amal)).to_have_value("At vaske op")
    field_of(amal).fill("At hjælpe de gamle")
    amal.get_by_role("button", name="Gem rettelsen").click()
    for page in (amal, bent):
        row = page.locator("li.said").filter(has_text="At hjælpe de gamle")
        expect(row).to_contain_text("rettet")
        expect(page.get_by_text("At vaske op")).to_have_count(0)
    more_of(amal, "Er der nogen?").get_by_role("link", name="Træk den tilbage").click()
    amal.get_by_role("button", name="Træk den tilbage").click()
    expect(bent.get_by_text("Beskeden er trukket tilbage")).to_be_visible()
    expect(amal.get_by_text("Du trak beskeden tilbage")).to_be_visible()

    dorte = _hands_over(bent, open_page, house, talk)
    expect(amal.get_by_text("Dorte Lund tager over")).to_be_visible()
    expect(amal.get_by_text("Jeg skal til et møde.")).to_be_visible()
    write(dorte, "Hej Amal, jeg er Dorte.")
    expect(amal.locator("#log").get_by_text("jeg er Dorte")).to_be_visible()
    write(amal, "Hej Dorte")
    expect(dorte.locator("#log").get_by_text("Hej Dorte")).to_be_visible()

    for page in (amal, bent, dorte):
        assert sideways_scroll(page) <= 0
        assert run_axe(page) == []
    _takes_it_along(amal)

    # The one who has it now ends it; she reads it once more, and deletes it.
    dorte.goto(f"{house.url}/vejleder/indbakke/{talk.thread.public_id}/")
    dorte.get_by_text("Læg tilbage eller afslut").click()
    follow(dorte, dorte.get_by_role("link", name="Afslut chatten"))
    follow(dorte, dorte.get_by_role("button", name="Afslut chatten"))
    expect(amal.get_by_role("heading", name="Chatten er slut")).to_be_visible()
    assert run_axe(amal) == []
    follow(amal, amal.get_by_role("link", name="Slet den nu").or_(
        amal.get_by_role("link", name="Afslut og slet nu")))  # fmt: skip
    follow(amal, amal.get_by_role("button", name="Slet det hele nu"))
    expect(amal.get_by_text("Din chat er slettet.")).to_be_visible()
    amal.goto(f"{house.url}/chat/{talk.thread.public_id}/")
    expect(amal.get_by_text("plejehjem")).to_have_count(0)
    assert talk.words == []


def _hands_over(bent: Page, open_page, house, talk: Talk) -> Page:
    """From his phone to Dorte's."""
    dorte = CounsellorFactory(first_name="Dorte", last_name="Lund", centres=[talk.thread.centre])
    follow(bent, bent.get_by_role("link", name="Giv videre"))
    bent.get_by_label("Hvem tager over?").select_option(label="Dorte Lund")
    bent.get_by_label("Hvorfor?").fill("Jeg skal til et møde.")
    assert sideways_scroll(bent) <= 0
    follow(bent, bent.get_by_role("button", name="Giv videre"))
    return as_bent(open_page, house, replace(talk, bent=dorte))


def _takes_it_along(amal: Page) -> None:
    """The whole talk, as text and on paper: who said what, and to whom it was handed over."""
    saved = {}
    for name in ("som tekst", "som PDF"):
        with amal.expect_download() as download:
            amal.get_by_role("link", name=name).click()
        saved[name] = Path(download.value.path()).read_bytes()
    text = saved["som tekst"].decode()
    for words in ("plejehjem", "At hjælpe de gamle", "Jeg skal til et møde.", "jeg er Dorte"):
        assert words in text
    assert "Er der nogen?" not in text
    assert saved["som PDF"].startswith(b"%PDF-")


def test_screen_reader_hears_each_thing_once_and_never_the_talk_again(open_page, house):
    talk = begin(words="Hej")
    amal = as_amal(open_page, house, talk)
    assert heard(amal) == []
    name = talk.bent.first_name
    first = talk.answer("Hej Amal", now=timezone.now())
    expect(amal.get_by_text("Hej Amal")).to_be_visible()
    write(amal, "Tak")
    edit_message(seat=talk.at_work, seq=first, words="Hej kære Amal", now=timezone.now())
    expect(amal.get_by_text("Hej kære Amal")).to_be_visible()
    redact_message(seat=talk.at_work, seq=first, now=timezone.now())
    expect(amal.get_by_text("Beskeden er trukket tilbage")).to_be_visible()
    talk.answer("Farvel")
    expect(amal.get_by_text("Farvel")).to_be_visible()

    said = [re.sub(r"kl\. [\d.]+", "kl. X", line) for line in heard(amal)]
    logged = [re.sub(r" Mere om besked \d+$", "", line) for line in said if "log:" in line]
    # A day begins with the first message of today; its name is part of what is new.
    logged = [re.sub(r"^log: \w+ den .*? (\w+ kl)", r"log: \1", line) for line in logged]
    assert logged == [
        f"log: {name} kl. X Hej Amal",
        "log: Du kl. X Tak",
        f"log: {name} kl. X Farvel",
    ]
    assert [line for line in said if "log:" not in line] == [
        "status: Sendt.",
        "status: En besked er rettet.",
        "status: En besked er trukket tilbage.",
    ]


def test_without_scripts_the_whole_talk_works_and_a_double_press_says_it_once(open_page, house):
    talk = begin(words="Hej")
    amal = as_amal(open_page, house, talk, javascript=False)
    field_of(amal).fill("Kun én gang")
    amal.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    # The second press ends what the first one began to load.
    expect(amal).to_have_url(re.compile(r"#e-\d+$"))
    amal.wait_for_load_state()
    assert talk.words == ["Hej", "Kun én gang"]

    talk.answer("Svar")
    follow(amal, amal.get_by_role("button", name="Vis det nye"))
    expect(amal.get_by_text("Svar", exact=True)).to_be_visible()
    follow(amal, amal.get_by_role("button", name="Vis det nye"))
    assert "read" in talk.kinds
    row = more_of(amal, "Kun én gang")
    follow(amal, row.get_by_role("link", name="Træk den tilbage"))
    follow(amal, amal.get_by_role("button", name="Træk den tilbage"))
    expect(amal.get_by_text("Du trak beskeden tilbage")).to_be_visible()


def test_keyboard_alone_reaches_writes_mends_and_leaves(open_page, house):
    talk = begin()
    amal = as_amal(open_page, house, talk)
    amal.get_by_role("link", name="Gå til skrivefeltet").focus()
    amal.keyboard.press("Enter")
    amal.keyboard.press("Tab")
    expect(field_of(amal)).to_be_focused()
    amal.keyboard.type("Første linje")
    amal.keyboard.press("Enter")
    amal.keyboard.type("Anden linje")
    amal.keyboard.press("Tab")
    expect(amal.locator(".attach summary")).to_be_focused()
    amal.keyboard.press("Tab")
    amal.keyboard.press("Enter")
    expect(amal.locator("#talk-sent")).to_have_text("Sendt.")
    expect(field_of(amal)).to_be_focused()
    assert talk.words == ["Første linje\nAnden linje"]

    expect(amal.locator("li.said")).to_contain_text("Første linje")
    amal.keyboard.press("Shift+Tab")
    expect(amal.locator("li.said summary").last).to_be_focused()
    amal.keyboard.press("Enter")
    amal.keyboard.press("Tab")
    amal.keyboard.press("Enter")
    expect(field_of(amal)).to_be_focused()
    amal.keyboard.press("Control+a")
    amal.keyboard.type("Kun én linje")
    amal.keyboard.press("Tab")
    amal.keyboard.press("Enter")
    expect(amal.locator("li.said")).to_contain_text("Kun én linje")
    assert talk.words == ["Kun én linje"]


def test_dark_and_double_text_keep_the_talk_in_sight(open_page, house):
    talk = begin(words="Speciallægepraksisplanlægningsstabiliseringsperiode " * 3)
    amal = as_amal(open_page, house, talk, dark=True)
    assert run_axe_on_colours(amal) == []
    amal.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways_scroll(amal) <= 0
