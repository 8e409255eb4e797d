"""What a partner does at once, without asking: only where the house works with it, and in words
that everybody may read."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.activities.models import ActivityDate
from events.organising.models import Trust
from events.trail.domain import entries_about
from tests.events.organising.story import first_day

pytestmark = pytest.mark.django_db
GONE = "Din organisation arbejder ikke sammen med huset længere."
REACHES = "Alle kan læse det her"
CALL = "Ring på 20–48–16–32"
ACTS = {
    "flyt": ("dato", {"move-begins": "20.00", "move-minutes": "90"}, "move-reason"),
    "aflys": ("dato", {}, "cancel-reason"),
    "udskyd": ("dato", {}, "postpone-reason"),
    "ud": ("aktivitet", {}, "why"),
}


@pytest.fixture
def one(story) -> ActivityDate:
    """A public date of the partner's."""
    story.make_of_partner()
    made = story.made()
    story.of_partner.post(f"/arrangoer/aktivitet/{made.public_id}/offentlig/", {"attests": "1"})
    story.at_house.post(f"/kontor/aktivitet/{made.public_id}/offentlig/", {"attests": "1"})
    return made.dates.get()


def send(client, door: str, act: str, one: ActivityDate, why: str):
    kind, body, reason = ACTS[act]
    about = one if kind == "dato" else one.activity
    if act == "flyt":
        body = body | {"move-day": first_day()}
    address = f"/{door}/{kind}/{about.public_id}/{act}/"
    return client.post(address, body | {reason: why}, follow=True)


def steps(one: ActivityDate) -> list[str]:
    return [line.step for line in entries_about(one.activity.public_id)]


@pytest.mark.parametrize("act", ACTS)
def test_partner_the_house_no_longer_works_with_changes_nothing_and_the_house_still_can(
    story, one, act
):
    before = steps(one)
    story.partner.centres.remove(story.centre)
    answer = send(story.of_partner, "arrangoer", act, one, "Sygdom")

    assert GONE in answer.content.decode()
    assert steps(one) == before
    assert send(story.at_house, "kontor", act, one, "Sygdom").status_code == 200
    assert len(steps(one)) == len(before) + 1


@pytest.mark.parametrize("act", ACTS)
def test_partner_who_is_not_trusted_puts_no_phone_number_where_everybody_reads_it(story, one, act):
    before = steps(one)
    answer = send(story.of_partner, "arrangoer", act, one, CALL)

    assert REACHES in answer.content.decode()
    assert steps(one) == before
    send(story.of_partner, "arrangoer", act, one, "Sygdom")
    assert len(steps(one)) == len(before) + 1


@pytest.mark.parametrize("is_partner", [True, False])
def test_trusted_partner_and_the_house_write_what_they_like(story, one, is_partner):
    Trust.objects.create(
        partner=story.partner, centre=story.centre, given_at=timezone.now(), why="Kendt længe",
        given_by=story.editor,
    )  # fmt: skip
    client, door = (story.of_partner, "arrangoer") if is_partner else (story.at_house, "kontor")
    send(client, door, "aflys", one, CALL)

    assert entries_about(one.activity.public_id)[0].why == CALL
