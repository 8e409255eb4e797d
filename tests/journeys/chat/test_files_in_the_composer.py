"""Files chosen where one writes, in real browsers: seen, taken out again, refused, sent once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from counsellors.files.domain.checking import check_due_files
from counsellors.files.models import Attachment
from tests.browser import run_axe, sideways_scroll
from tests.counsellors.chat.story import NOW
from tests.counsellors.files.story import PLAIN_PDF, picture

from .talking import as_amal, as_bent, field_of, heard

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PICTURE = {"name": "pas.jpg", "mimeType": "image/jpeg", "buffer": picture()}
LEASE = {"name": "lejekontrakt.pdf", "mimeType": "application/pdf", "buffer": PLAIN_PDF}
LARGE = {
    "name": "film.jpg",
    "mimeType": "image/jpeg",
    "buffer": b"\xff\xd8\xff" + bytes(11_000_000),
}
LETTER = {"name": "cv.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04" + bytes(99)}


@pytest.fixture
def amal(open_page, house, talk) -> Page:
    return as_amal(open_page, house, talk)


def choose(page: Page, *files) -> None:
    folded = page.locator("details.attach:not([open]) summary")
    if folded.count():
        folded.click()
    page.locator("input[name=uploads]").set_input_files(list(files))


def chosen(page: Page) -> list[str]:
    return page.locator("#attached li span[dir]").all_text_contents()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def test_files_are_chosen_taken_out_and_sent_with_the_words(amal, open_page, house, talk):
    bent = as_bent(open_page, house, talk, width=1280)
    field_of(amal).fill("Her er mit pas")
    choose(amal, PICTURE, LETTER)
    # Choosing once more adds to what stands there, and the same file is not put in twice.
    choose(amal, LEASE, PICTURE)
    assert chosen(amal) == ["pas.jpg", "cv.docx", "lejekontrakt.pdf"]
    amal.get_by_role("button", name="Fjern cv.docx").click()
    assert chosen(amal) == ["pas.jpg", "lejekontrakt.pdf"]
    expect(amal.get_by_role("button", name="Fjern lejekontrakt.pdf")).to_be_focused()
    assert run_axe(amal) == []
    assert sideways_scroll(amal) == 0

    send(amal)
    expect(amal.locator("#log").get_by_text("Her er mit pas")).to_be_visible()
    expect(amal.locator("#log").get_by_text("lejekontrakt.pdf", exact=True)).to_be_visible()
    expect(amal.locator("#attached li")).to_have_count(0)
    assert amal.locator("input[name=uploads]").evaluate("input => input.files.length") == 0
    assert talk.kinds[-3:].count("file") == 2

    check_due_files(now=NOW)
    expect(bent.locator("#log").get_by_role("link", name="Gem lejekontrakt.pdf")).to_be_visible()
    expect(bent.locator("#talk-sent")).to_have_text("En fil er tjekket og kan åbnes nu.")
    assert not [line for line in heard(bent) if "trukket tilbage" in line]
    assert "status: 2 filer valgt. De er ikke sendt endnu." in heard(amal)


def test_refused_file_costs_neither_the_words_nor_the_other_files(amal, talk):
    field_of(amal).fill("Kære Bent")
    choose(amal, PICTURE, LARGE)
    expect(amal.locator("#attached .is-large")).to_contain_text("For stor: højst 10 MB.")

    send(amal)
    expect(amal.locator("#errors")).to_be_focused()
    expect(amal.locator("#errors + p")).to_contain_text("film.jpg")
    expect(amal.get_by_text("Browseren har sluppet dine filer")).to_be_hidden()
    assert chosen(amal) == ["pas.jpg", "film.jpg"]
    amal.get_by_role("button", name="Fjern film.jpg").click()
    send(amal)

    expect(amal.locator("#log").get_by_text("Kære Bent")).to_be_visible()
    assert [file.name for file in Attachment.objects.all()] == ["pas.jpg"]
    assert talk.words == ["Kære Bent"]


def test_upload_that_is_lost_is_sent_again_as_the_same(amal, talk):
    choose(amal, LEASE)

    held: list[Route] = []
    amal.route("**/besked/", lambda route: held.append(route))
    send(amal)
    expect(amal.locator("progress")).to_be_visible()
    expect(amal.locator("#talk-sent")).to_have_text("Vi sender. Bliv på siden, til det er sket.")
    # It arrived, and the answer did not.
    held[0].fetch()
    held[0].abort()
    expect(amal.locator("#talk-sent")).to_contain_text("Ikke sendt")
    expect(amal.locator("progress")).to_be_hidden()
    assert chosen(amal) == ["lejekontrakt.pdf"]

    amal.unroute("**/besked/")
    send(amal)
    expect(amal.locator("#attached li")).to_have_count(0)
    assert Attachment.objects.count() == 1
    assert talk.kinds.count("file") == 1


def test_chosen_files_stay_while_another_message_is_mended(amal, talk):
    field_of(amal).fill("Hje")
    send(amal)
    choose(amal, PICTURE)
    row = amal.locator("li.said").filter(has_text="Hje")
    row.locator("summary").click()
    row.get_by_role("link", name="Ret").click()
    field_of(amal).fill("Hej")
    amal.get_by_role("button", name="Gem rettelsen").click()

    expect(amal.locator("#attached li")).to_have_count(1)
    send(amal)
    expect(amal.locator("#attached li")).to_have_count(0)
    assert talk.kinds[-1] == "file"


@pytest.mark.parametrize("file", [PICTURE, LETTER], ids=["taken", "refused"])
def test_composer_takes_files_without_scripts(open_page, house, talk, file):
    page = as_amal(open_page, house, talk, javascript=False)
    field_of(page).fill("Uden script")
    choose(page, file)
    send(page)

    if file is PICTURE:
        expect(page.locator("#log").get_by_text("pas.jpg", exact=True)).to_be_visible()
        assert talk.kinds[-2:] == ["message", "file"]
    else:
        expect(page.get_by_text("cv.docx")).to_be_visible()
        expect(page.get_by_text("Vælg dem igen")).to_be_visible()
        expect(field_of(page)).to_have_value("Uden script")
