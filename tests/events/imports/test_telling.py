"""The editors of a house hear when a source needs somebody, once until it is well again."""

from __future__ import annotations

import pytest

from events.imports.domain.sources import go_on
from events.imports.enums import OnGone
from jobcenter.accounts.enums import RoleKind
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.calendars import calendar
from tests.factories.centres import CentreFactory
from tests.factories.imports import A_DAY, NOW, evenings, ics_source, read

pytestmark = pytest.mark.django_db
BROKEN = b"<html>Vi flytter</html>"
MANY, FEW = evenings(*range(1, 11)), evenings(1, 2)


@pytest.fixture
def source():
    """One that Dorte looks after; Erik edits another house, and Bent only works here."""
    centre = CentreFactory(name="Havnehuset")
    for name, kind, house in (("dorte", RoleKind.CENTRE_EDITOR, centre),
                              ("bent", RoleKind.COUNSELLOR, centre),
                              ("erik", RoleKind.CENTRE_EDITOR, CentreFactory())):  # fmt: skip
        user = UserFactory(email=f"{name}@example.org")
        RoleFactory(user=user, kind=kind, centre_id=house.pk)
    return ics_source(MANY, centre=centre, attested=True)


def letters() -> list[Notice]:
    return list(Notice.objects.filter(kind="source_needs_you").order_by("pk"))


def nights(source, *data: bytes, first: int = 0) -> list[int]:
    """How many letters there are after each night."""
    found = []
    for number, each in enumerate(data, start=first):
        read(source, each, now=NOW + number * A_DAY)
        found.append(len(letters()))
    return found


def test_dorte_hears_after_three_bad_nights_and_not_again_before_it_was_well(source):
    assert nights(source, BROKEN, BROKEN, BROKEN, BROKEN, BROKEN) == [0, 0, 1, 1, 1]
    assert nights(source, MANY, BROKEN, BROKEN, first=5) == [1, 1, 1]
    assert nights(source, BROKEN, first=8) == [2]
    assert {one.recipient for one in letters()} == {"dorte@example.org"}


def test_a_good_night_in_between_begins_the_count_again(source):
    assert nights(source, BROKEN, BROKEN, MANY, BROKEN, BROKEN) == [0] * 5


def test_what_an_editor_tries_by_day_is_no_further_night(source):
    for _ in range(4):
        read(source, BROKEN)
    assert letters() == []
    assert source.failed_nights == 1


def test_the_letter_says_what_is_wrong_and_where_to_look(source):
    nights(source, BROKEN, BROKEN, BROKEN)
    mail = compose_mail(letters()[0])
    assert mail.subject == "Biblioteket har brug for dig"
    assert "tre nætter i træk" in mail.body
    assert source.public_id in mail.body
    read(source)
    assert str(source.trouble["sentence"]) not in mail.body, "the reason is said in Danish"


def test_dorte_hears_once_that_the_brake_holds_a_source(source):
    assert nights(source, MANY, FEW) == [0, 1]
    assert "så vi er holdt op med at læse den" in compose_mail(letters()[0]).body
    go_on(source=source, actor=UserFactory(), now=NOW)
    assert nights(source, FEW, first=2) == [1]
    go_on(source=source, actor=UserFactory(), now=NOW)
    assert nights(source, MANY, FEW, first=3) == [1, 2]


def test_a_source_that_stops_and_then_fails_is_told_of_twice(source):
    nights(source, MANY, FEW)
    go_on(source=source, actor=UserFactory(), now=NOW)
    assert nights(source, BROKEN, BROKEN, BROKEN, first=2) == [1, 1, 2]


def test_dorte_who_has_answered_hears_when_she_is_asked_about_more(source):
    assert nights(source, MANY, FEW) == [0, 1]
    go_on(source=source, on_gone=OnGone.REMOVE, actor=UserFactory(), now=NOW)
    assert nights(source, calendar(), first=2) == [2]
