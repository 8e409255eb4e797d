"""One conversation, by the very thing it was booked with, at one's own house, on its day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.covering.domain.opening import SEARCHED_PER_COUNSELLOR
from counsellors.models import Opening
from jobcenter.audit.models import Reading
from jobcenter.shared.secrets import hash_of_spoken_code
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.covering.conftest import at_work
from tests.counsellors.covering.story import FIND, found, search

pytestmark = pytest.mark.django_db


def test_mail_address_number_and_code_find_it(desk, talk):
    talk.spoken_code_hash = hash_of_spoken_code("ACEGHJK")
    talk.save(update_fields=["spoken_code_hash"])

    for known in ("Amal@Example.org", "20 11 11 11", "ace-ghjk"):
        answer = search(desk, known)
        opening = Opening.objects.get()
        assert answer["Location"] == f"/vejleder/daekker/{opening.public_id}/hvorfor/"
        assert opening.conversation == talk
        opening.delete()


def test_search_is_written_down_about_whom_it_found_and_shows_nothing_yet(desk, talk):
    answer = search(desk)

    row = Reading.objects.get()
    assert (row.citizen, row.way, row.why) == (talk.citizen.public_id, "search", "came")
    assert (row.kinds, row.centre_id) == ([], talk.centre_id)
    assert row.searched_for == "amal@example.org 2026-12-07"
    html = desk.browser.get(answer["Location"]).content.decode()
    for words in ("Amal", "Bent", "hemmelige", "09.00", "9.00"):
        assert words not in html.partition("<main")[2].partition("</main>")[0]


def test_search_that_finds_nobody_is_written_down_too(desk, scene, talk):
    answer = search(desk, "nobody@example.org")

    assert answer.status_code == 422
    row = Reading.objects.get()
    assert (row.citizen, row.searched_for) == ("", "nobody@example.org 2026-12-07")
    assert row.centre_id == scene.centre.pk


def test_code_does_not_stand_in_the_log(desk, talk):
    search(desk, "ACEGHJK")

    assert Reading.objects.get().searched_for == "······· 2026-12-07"


@pytest.mark.parametrize(
    ("known", "day"),
    [
        ("amal@example.org", "2026-12-08"),
        ("amal@example.com", "2026-12-07"),
        ("20111112", "2026-12-07"),
        ("ACEGHJK", "2026-12-07"),
    ],
)
def test_anything_that_does_not_fit_exactly_finds_nothing(desk, talk, known, day):
    assert search(desk, known, day).status_code == 422
    assert not Opening.objects.exists()


@pytest.mark.parametrize("known", ["Amal", "amal@", "", "%", "12345"])
def test_name_or_a_piece_is_no_search_and_counts_nothing(desk, talk, known):
    assert search(desk, known).status_code == 422
    assert not Opening.objects.exists()
    assert not Reading.objects.exists()


def test_foreign_house_looks_the_same_as_nobody(desk, talk, elsewhere):
    def piece(known: str) -> str:
        html = search(desk, known).content.decode()
        return html.partition('id="errors"')[2].partition("</div>")[0]

    assert piece("clara@example.org") == piece("nobody@example.org") != ""
    assert not Opening.objects.exists()
    assert not Reading.objects.exclude(citizen="").exists()


def test_own_conversation_is_not_opened_this_way(scene, bent, talk):
    assert found(at_work(bent, scene)) is None


def test_cancelled_and_erased_conversations_are_not_found(desk, talk):
    talk.status, talk.cancelled_at = "cancelled", NOW
    talk.save(update_fields=["status", "cancelled_at"])

    assert found(desk) is None


def test_of_two_on_a_day_the_one_ahead_is_found(desk, scene, talk):
    later = scene.book(start=at(13)).conversation

    assert found(desk, now=at(11)).conversation == later
    assert found(desk, now=at(8)).conversation == talk


def test_second_search_leads_to_the_same_opening(desk, talk):
    assert found(desk) == found(desk, now=NOW + timedelta(minutes=5))
    assert found(desk, now=NOW + timedelta(minutes=16)) != found(desk)


def test_twenty_first_search_of_an_hour_waits_and_is_not_made(desk, talk):
    for _ in range(SEARCHED_PER_COUNSELLOR.most):
        search(desk, "nobody@example.org")
    written = Reading.objects.count()

    answer = search(desk)

    assert answer.status_code == 422
    assert written == SEARCHED_PER_COUNSELLOR.most == Reading.objects.count()
    assert not Opening.objects.exists()


def test_search_is_no_get(desk, talk):
    desk.browser.get(FIND, {"known": "amal@example.org", "day": "2026-12-07"})

    assert not Opening.objects.exists()
