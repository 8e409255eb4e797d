"""Files among the rows of a talk: where they were sent, as they are now."""

from __future__ import annotations

import pytest

from counsellors.files.domain.checking import check_due_files
from counsellors.files.domain.sending import take_back_file
from tests.counsellors.chat.story import NOW
from tests.counsellors.files.story import PLAIN_PDF, give

from .story import address, numbers

pytestmark = pytest.mark.django_db(transaction=True)


def page(browser, talk) -> str:
    return browser.get(address(talk, "talk")).content.decode()


def new_rows(browser, talk, after: int) -> str:
    return browser.get(address(talk, "events"), {"after": after}).content.decode()


def test_file_stands_once_in_its_row_however_often_its_state_has_changed(amal, talk):
    file = give(talk, PLAIN_PDF, "brev.pdf")
    check_due_files(now=NOW)

    html = page(amal, talk)

    assert html.count('class="file"') == 1
    assert f'id="e-{file.seq}"' in html.split('class="file"')[0]
    assert numbers(html)[-1] > file.seq  # the check is a number of its own, without a row to see


def test_open_page_learns_that_a_file_is_ready_in_the_row_where_it_was_sent(amal, talk):
    file = give(talk, PLAIN_PDF, "brev.pdf")
    check_due_files(now=NOW)

    html = new_rows(amal, talk, after=file.seq)

    assert f'data-about="{file.seq}" data-became="file-ready" hidden' in html
    assert "brev.pdf" in html


def test_file_that_was_taken_back_leaves_only_that(amal, talk):
    file = give(talk, PLAIN_PDF, "brev.pdf")
    check_due_files(now=NOW)
    take_back_file(seat=talk.amal, file=file, now=NOW)

    html = page(amal, talk)

    assert "brev.pdf" not in html
    assert "trukket tilbage" in html


def test_file_without_words_is_seen_as_a_message_is(amal, talk):
    talk.write("Nu sender jeg den")
    give(talk, PLAIN_PDF, "brev.pdf")
    check_due_files(now=NOW)
    assert "Ikke set endnu" in _seen_line(page(amal, talk))

    talk.read(talk.fresh().last_seq, seat=talk.at_work)

    assert "Set af Bent" in _seen_line(page(amal, talk))


def _seen_line(html: str) -> str:
    return html.split('id="talk-seen"')[1].split("</p>")[0]
