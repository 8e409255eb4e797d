"""The invented country: believable, the same every time, safe to sow twice."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from counsellors.models import (
    Conversation,
    Counsellor,
    Handover,
    Responsibility,
    SharedNote,
    Wish,
)
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.domain.palette import missing_blocks
from jobcenter.centres.models import Ceiling, Centre, Topic


def sow(**options):
    call_command("seed_demo", verbosity=0, **options)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Centre, Counsellor, Conversation, Role))


def test_small_country_has_six_invented_houses_and_forty_counsellors(db):
    sow()

    assert Centre.objects.filter(is_invented=True, is_published=True).count() == 6
    assert Counsellor.objects.count() == 40
    assert Conversation.objects.count() > 500
    assert set(Role.objects.values_list("kind", flat=True)) == set(RoleKind.values)


def test_every_topic_has_somebody_who_knows_it(db):
    sow()

    assert Topic.objects.count() == 8
    assert not Topic.objects.filter(counsellors=None).exists()


def test_sowing_twice_changes_nothing(db):
    sow()
    before = counts()

    sow()

    assert counts() == before


def test_sowing_if_empty_leaves_a_house_alone(db):
    sow()
    Counsellor.objects.filter(slug="bent-oestergaard").update(first_name="Benny")

    sow(if_empty=True)

    assert Counsellor.objects.get(slug="bent-oestergaard").first_name == "Benny"


def test_invented_people_are_refused_outside_the_demo(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="demo"):
        sow()
    assert not Centre.objects.exists()


def test_some_house_lacks_a_block_so_that_its_editors_can_see_the_hint(db):
    sow()

    assert any(missing_blocks(centre) for centre in Centre.objects.with_palette())


@pytest.mark.slow
def test_national_country_goes_in_by_copy(db):
    sow(scale="national", conversations=3_000)

    assert Centre.objects.count() == 94
    assert Counsellor.objects.count() == 2_000
    assert Conversation.objects.count() == 3_000


def test_people_and_counsellors_of_the_demo_have_something_together(db):
    sow()

    bent = Counsellor.objects.get(slug="bent-oestergaard")
    assert Responsibility.objects.current().filter(counsellor=bent).count() > 10
    assert SharedNote.objects.get().is_agreed
    assert Handover.objects.get().successor == bent
    assert Wish.objects.waiting().count() == 2
    assert Ceiling.objects.get().most_people == 40
