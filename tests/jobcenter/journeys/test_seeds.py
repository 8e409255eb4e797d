"""How the invented country is sown: the same every time, safe to do twice, only in a demo."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from counsellors.models import (
    Conversation,
    Counsellor,
    Thread,
)
from events.models import Activity, ActivityDate, Idea, Place
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre


def sow(**options):
    call_command("seed_demo", verbosity=0, **options)


def counts() -> tuple[int, ...]:
    models = (
        Centre, Counsellor, Conversation, Role, Activity, ActivityDate, Thread, Place, Idea,
    )  # fmt: skip
    return tuple(model.objects.count() for model in models)


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


@pytest.mark.slow
def test_national_country_goes_in_by_copy(db):
    sow(scale="national", conversations=3_000)

    assert Centre.objects.count() == 94
    assert Counsellor.objects.count() == 2_000
    assert Conversation.objects.count() == 3_000
