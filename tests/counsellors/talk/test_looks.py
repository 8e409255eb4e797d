"""What stands on a talk's page: names, days, what happened, who has seen it, and what is older."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from counsellors.chat.access import ON_A_PAGE
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.enums import EventKind
from counsellors.duty.domain import go_on_duty
from counsellors.line.domain import put_back_in_line
from jobcenter.audit.models import Reading
from tests.counsellors.chat.story import DAY, MINUTE, NOW, begin
from tests.factories.centres import OpeningHoursFactory

from .story import address, numbers, works_here

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(browser, talk, door: str = "as_citizen") -> str:
    return browser.get(address(talk, "talk", door)).content.decode()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def seen_line(browser, talk) -> str:
    return text_of(page_of(browser, talk).split('id="talk-seen">')[1].split("</p>")[0])


def row(html: str, seq: int) -> str:
    return html.split(f'id="e-{seq}"')[1].split("</li>")[0]


def test_each_message_names_its_writer_and_time_in_words(amal, talk):
    mine, theirs = talk.write("Hej"), talk.answer("Hej Amal", now=NOW + MINUTE)

    html = page_of(amal, talk)
    assert "Du kl. 10.00" in text_of(row(html, mine))
    assert "Bent kl. 10.01" in text_of(row(html, theirs)).replace(talk.bent.first_name, "Bent")
    assert "is-own" in row(html, mine)
    assert "is-own" not in row(html, theirs)
    assert '<img class="portrait' in row(html, theirs)


def test_same_rows_are_own_at_the_other_door(talk):
    mine, theirs = talk.write("Hej"), talk.answer("Hej Amal")

    html = page_of(works_here(talk.bent), talk, "at_work")
    assert "is-own" not in row(html, mine)
    assert "Amal kl. 10.00" in text_of(row(html, mine))
    assert "is-own" in row(html, theirs)


def test_day_stands_above_its_first_message_only(amal, talk):
    talk.write("I går", now=NOW)
    talk.write("Også i går", now=NOW + MINUTE)
    talk.write("I dag", now=NOW + DAY)

    html = page_of(amal, talk)
    assert re.findall(r'data-day="([\d-]+)"', html) == ["2026-12-01", "2026-12-02"]
    assert "tirsdag den 1. december" in html


def test_day_is_that_of_danish_clocks(amal, talk):
    talk.write("Lige efter midnat", now=NOW.replace(hour=23, minute=30))

    assert re.findall(r'data-day="([\d-]+)"', page_of(amal, talk))[-1] == "2026-12-02"


@pytest.mark.parametrize(
    ("kind", "to_amal", "to_bent"),
    [
        (EventKind.QUEUE_LEFT, "Du forlod køen", "Amal forlod køen"),
        (EventKind.BOOKED, "Du bookede en tid", "Amal bookede en tid"),
        (EventKind.CLAIMED, "Chatten hører nu til din konto", "Amal loggede ind"),
        (EventKind.ENDED, "Du afsluttede chatten", "Amal afsluttede chatten"),
    ],
)
def test_what_happened_is_said_to_each_in_their_own_words(amal, talk, kind, to_amal, to_bent):
    seq = append_committed(talk, kind)

    assert to_amal in text_of(row(page_of(amal, talk), seq))
    at_work = page_of(works_here(talk.bent), talk, "at_work")
    assert to_bent in text_of(row(at_work, seq))


def append_committed(talk, kind: EventKind) -> int:
    with transaction.atomic():
        return append(NewEvent(kind=kind), seat=talk.amal, now=NOW)


def test_somebody_who_is_here_is_named_to_the_citizen_and_you_to_themselves(amal, talk):
    name = talk.bent.first_name
    assert f"{name} er her nu" in text_of(row(page_of(amal, talk), 2))
    assert "Du er her nu" in text_of(row(page_of(works_here(talk.bent), talk, "at_work"), 2))


def test_newest_own_message_says_who_has_seen_it_and_when(amal, talk):
    assert seen_line(amal, talk) == ""
    first = talk.write("Hej")
    assert seen_line(amal, talk) == "Sendt. Ikke set endnu."

    talk.read(first, seat=talk.at_work)
    assert seen_line(amal, talk) == f"Set af {talk.bent.first_name} kl. 10.00"
    talk.write("Er du der?")
    assert seen_line(amal, talk) == "Sendt. Ikke set endnu."


def test_ones_own_mark_is_no_sign_that_the_other_has_seen_it(amal, talk):
    talk.read(talk.answer("Hej"))
    talk.write("Hej Bent")

    assert seen_line(amal, talk) == "Sendt. Ikke set endnu."


def test_number_and_the_time_of_the_house_are_within_reach(amal, talk):
    seq = talk.write("Hej")

    words = text_of(row(page_of(amal, talk), seq))
    assert f"Nummer {seq} i denne chat" in words
    assert "(10:00:00)" in words


def test_day_it_is_deleted_is_in_sight(amal, talk):
    assert "torsdag den 31. december" in text_of(page_of(amal, talk).split('id="talk-about"')[1])


def test_page_says_that_a_person_answers_and_whom_to_call_when_it_is_urgent(amal, talk):
    words = text_of(page_of(amal, talk))
    assert "Her svarer et menneske, aldrig en maskine." in words
    assert "Haster det? Ring" in words
    assert "Skriv aldrig dit CPR-nummer." in words


def test_house_is_not_called_closed_while_somebody_answers(amal, talk):
    OpeningHoursFactory(centre=talk.thread.centre, kind="chat", weekday=1, minutes=(0, 1))

    waiting = begin(bent=talk.bent, taken=False)
    amal.cookies["chat"] = waiting.secret
    assert "har lukket" in page_of(amal, waiting)
    amal.cookies["chat"] = talk.secret
    html = page_of(amal, talk)
    assert "har lukket" not in html
    assert f"{talk.bent.first_name} har din chat, er her ikke lige nu" in html
    go_on_duty(counsellor=talk.bent, centre=talk.thread.centre, now=timezone.now())
    html = page_of(amal, talk)
    assert f"{talk.bent.first_name} har din chat og svarer dig her." in html


def test_place_comes_with_the_head_when_a_talk_falls_back_into_line(amal, talk):
    empty = '<div class="note is-calm" id="talk-place" data-line="/static/js/line.js" hidden></div>'
    assert empty in page_of(amal, talk)
    assert empty in amal.get(address(talk, "talk"), {"part": "head"}).content.decode()

    put_back_in_line(holder=talk.at_work, now=NOW)
    html = amal.get(address(talk, "talk"), {"part": "head"}).content.decode()
    assert 'id="place"' in html
    assert "<html" not in html
    browser = works_here(talk.bent)
    at_work = browser.get(address(talk, "talk", "at_work"), {"part": "head"}).content.decode()
    assert "talk-place" not in at_work


def test_long_talk_shows_its_newest_and_leads_to_the_others(amal, talk):
    for number in range(ON_A_PAGE + 20):
        talk.write(f"Besked nummer {number}.", seat=talk.at_work)
    last = talk.fresh().last_seq

    html = page_of(amal, talk)
    assert numbers(html) == list(range(last - ON_A_PAGE + 1, last + 1))
    link = re.search(r'id="older"><a [^>]*href="([^"]+)"', html).group(1)
    assert html.index('id="older"') < html.index('role="log"')
    older = amal.get(link).content.decode()
    assert numbers(older) == list(range(1, last - ON_A_PAGE + 1))
    assert 'role="log"' not in older
    assert 'id="older"' not in older
    piece = amal.get(link, headers={"HX-Request": "true"}).content.decode()
    assert numbers(piece) == numbers(older)
    assert "<html" not in piece


@pytest.mark.parametrize("before", ["0", "1", "x", "99999999999999"])
def test_older_than_the_first_is_nothing_and_beyond_the_last_is_the_end(amal, talk, before):
    talk.write("Hej")

    found = numbers(amal.get(address(talk, "older"), {"before": before}).content.decode())
    assert found == ([1, 2, 3] if len(before) > 1 else [])


def test_older_part_stands_in_the_read_log_as_the_rest_does(talk):
    talk.write("Hej")
    browser = works_here(talk.bent)
    browser.get(address(talk, "older", "at_work"), {"before": 9})

    assert Reading.objects.get().citizen == talk.thread.public_id


def test_right_to_left_and_long_words_are_marked_for_the_browser(amal, talk):
    seq = talk.write("مرحبا\nHej")

    assert 'class="bubble" dir="auto"' in row(page_of(amal, talk), seq)


def test_head_alone_is_fetched_when_somebody_came(amal):
    waiting = begin(taken=False)
    amal.cookies["chat"] = waiting.secret

    head = amal.get(address(waiting, "talk"), {"part": "head"}).content.decode()
    assert waiting.thread.centre.name in head
    assert "<html" not in head


def test_talk_that_is_over_has_no_place_to_write_and_says_what_one_can_do(amal, talk):
    talk.write("Hej")
    end_thread(seat=talk.at_work, now=NOW + timedelta(hours=1))

    html = page_of(amal, talk)
    assert "<textarea" not in html
    assert "Du kan læse chatten, til den bliver slettet." in html
    assert address(talk, "delete") in html
