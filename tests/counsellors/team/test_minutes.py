"""Minutes: written by administrators and editors, read by those who work in the house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import Minutes
from counsellors.team.domain.forgetting import forget_what_is_past
from counsellors.team.domain.minutes import FORM, change_minutes
from counsellors.team.domain.refusals import MinutesAreGone
from jobcenter.accounts.enums import RoleKind
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import MONDAY
from tests.counsellors.responsibility.story import staff_user
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

from .conftest import MORNING, seen_in, seen_on

DAY = MONDAY.date()
INDEX = "/hold/havnehuset/referater/"


def sent(**changes):
    words = "Vi var enige.\nSe https://example.org/x <b>"
    return {
        "title": "Mandagsmøde", "held_on": str(DAY), "words": words,
        "key": mint_form_key(form=FORM), **changes,
    }  # fmt: skip


def kept(centre, **fields):
    said = {"title": "Møde", "held_on": DAY, "words": "Ord", "written_at": MORNING}
    return Minutes.objects.create(centre=centre, **(said | fields))


@pytest.mark.parametrize("kind", [RoleKind.CENTRE_EDITOR, RoleKind.ADMINISTRATOR])
def test_minutes_are_written_changed_and_deleted(scene, as_, kind):
    browser, once = as_(kind), sent()
    for _each in range(2):
        assert browser.post(INDEX + "nyt/", once).status_code == 303
    row = Minutes.objects.get()
    html = browser.get(f"{INDEX}{row.public_id}/").content.decode()
    assert '<a href="https://example.org/x"' in html
    assert "&lt;b&gt;" in html

    change = f"{INDEX}{row.public_id}/ret/"
    seen = seen_on(browser, change)
    for _each in range(2):
        assert browser.post(change, sent(title="Andet", seen=seen)).status_code == 303
    assert Minutes.objects.get().title == "Andet"
    assert browser.get(f"{INDEX}{row.public_id}/slet/").status_code == 200
    browser.post(f"{INDEX}{row.public_id}/slet/")
    assert not Minutes.objects.exists()


def test_second_of_two_windows_is_told_what_stands_and_keeps_what_was_typed(scene, as_):
    row = kept(scene.centre)
    browser, change = as_(RoleKind.CENTRE_EDITOR), f"{INDEX}{row.public_id}/ret/"
    seen = seen_on(browser, change)
    browser.post(change, sent(title="Den første", words="Kollegas ord", seen=seen))

    second = browser.post(change, sent(title="Den anden", words="Mine ord", seen=seen))

    html = second.content.decode()
    assert second.status_code == 422
    for said in ("Den første", "Kollegas ord", "Den anden", "Mine ord"):
        assert said in html
    assert Minutes.objects.get().words == "Kollegas ord"
    both = sent(title="Begge", words="Kollegas ord. Mine ord", seen=seen_in(html))
    assert browser.post(change, both).status_code == 303
    assert Minutes.objects.get().title == "Begge"


def test_minutes_deleted_while_they_are_changed_are_said_to_be_gone(scene):
    row = kept(scene.centre)
    Minutes.objects.all().delete()

    with pytest.raises(MinutesAreGone):
        change_minutes(
            minutes=row, title="Nyt", held_on=DAY, words="Ord", seen="", actor=UserFactory(),
            now=MORNING,
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"words": "\u200b"}, {"held_on": "x"}, {"words": "010190-1234"}]
)
def test_minutes_that_cannot_be_are_refused(scene, as_, wrong):
    response = as_(RoleKind.CENTRE_EDITOR).post(INDEX + "nyt/", sent(**wrong))

    assert response.status_code == 422
    assert not Minutes.objects.exists()


@pytest.mark.parametrize(
    ("kind", "reads", "writes"),
    [
        (RoleKind.COUNSELLOR, 200, 404),
        (RoleKind.TEAM_LEAD, 200, 404),
        (RoleKind.CENTRE_EDITOR, 200, 200),
        (RoleKind.ADMINISTRATOR, 200, 200),
        (RoleKind.BOARD_MEMBER, 404, 404),
        (RoleKind.STATE, 404, 404),
    ],
)
def test_staff_of_the_house_read_and_administrators_write(scene, as_, kind, reads, writes):
    row = kept(scene.centre)
    browser = as_(kind)

    for address, status in (
        ("", reads), (f"{row.public_id}/", reads), ("nyt/", writes),
        (f"{row.public_id}/ret/", writes),
        (f"{row.public_id}/slet/", writes),
    ):  # fmt: skip
        assert browser.get(INDEX + address).status_code == status


def test_other_houses_and_citizens_find_no_minutes(scene, as_, client):
    other = CentreFactory(slug="skovhuset")
    foreign = kept(other)
    kai = CounsellorFactory(centres=[other])
    staff_user(kai, other)

    assert as_(kai).get(INDEX).status_code == 404
    assert as_(scene.bent).get(f"{INDEX}{foreign.public_id}/").status_code == 404
    client.force_login(UserFactory())
    assert client.get(INDEX).status_code == 404


def test_minutes_are_forgotten_after_three_years(scene):
    kept(scene.centre)
    after = MORNING + timedelta(days=1095)

    assert forget_what_is_past(now=after).minutes == 0
    assert forget_what_is_past(now=after + timedelta(days=1)).minutes == 1
