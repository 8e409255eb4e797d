"""What stands in the invented country: somebody of every kind, and something in every state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from counsellors.chat.domain.waiting import claim_who_waits
from counsellors.chat.enums import Side
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.conversations.enums import Status
from counsellors.models import (
    Attachment,
    CallBack,
    Conversation,
    Counsellor,
    Handover,
    Letter,
    Responsibility,
    SharedNote,
    Thread,
    Wish,
)
from events.activities.enums import WRITTEN_STATES
from events.models import ActivityDate, Idea, IdeaOffer, Place, Submission, Support
from events.signups.domain import check_places
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.domain.palette import missing_blocks
from jobcenter.centres.models import Ceiling, Centre, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeds")]


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Sown once for all who look at it; what a test changes is taken back after it."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        call_command("seed_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_small_country_has_six_invented_houses_and_forty_counsellors():
    assert Centre.objects.filter(is_invented=True, is_published=True).count() == 6
    assert Counsellor.objects.count() == 40
    assert Conversation.objects.count() > 500
    assert set(Role.objects.values_list("kind", flat=True)) == set(RoleKind.values)


def test_every_topic_has_somebody_who_knows_it():
    assert Topic.objects.count() == 8
    assert not Topic.objects.filter(counsellors=None).exists()


def test_everybody_in_the_demo_can_move_and_cancel_what_they_have_booked():
    ahead = Conversation.objects.filter(during__startswith__gt=timezone.now(), status=Status.BOOKED)
    assert ahead.exists()
    assert all(link_secret_of(conversation) for conversation in ahead)


def test_something_happens_in_every_house_and_now_and_then_goes_wrong():
    coming = ActivityDate.objects.public().upcoming(timezone.now())
    assert set(coming.values_list("activity__centre__slug", flat=True)) == set(
        Centre.objects.values_list("slug", flat=True)
    )
    assert set(coming.values_list("state", flat=True)) == set(WRITTEN_STATES)
    assert coming.filter(is_full=True).exists()
    assert coming.filter(activity__whereabouts="online").exists()


def test_people_have_signed_up_wait_and_wish():
    assert set(Place.objects.values_list("state", flat=True)) == {"taken", "waiting"}
    assert check_places(now=timezone.now()) == []
    series = Place.objects.filter(sign_up__activity__title="Excel fra begyndelsen")
    assert series.values("date").distinct().count() > 1
    assert Place.objects.filter(sign_up__activity__signup_terms__is_sensitive=True).exists()
    assert Idea.objects.filter(kind="proposal").unanswered().exists()
    assert Idea.objects.public().count() > 4
    assert Support.objects.exists()


def test_some_house_lacks_a_block_so_that_its_editors_can_see_the_hint():
    assert any(missing_blocks(centre) for centre in Centre.objects.with_palette())


def test_people_and_counsellors_of_the_demo_have_something_together():
    bent = Counsellor.objects.get(slug="bent-oestergaard")
    assert Responsibility.objects.current().filter(counsellor=bent).count() > 10
    assert SharedNote.objects.get().is_agreed
    assert Handover.objects.get().successor == bent
    assert Wish.objects.waiting().count() == 2
    assert Ceiling.objects.get().most_people == 40


def test_first_house_has_talks_of_every_kind():
    said = Thread.objects.filter(centre__slug="havnehuset")
    bent, samira = (Counsellor.objects.get(slug=s) for s in ("bent-oestergaard", "samira-aziz"))
    assert said.open().filter(counsellor=bent).count() == 2
    assert said.open().filter(counsellor=samira).count() == 1
    assert said.filter(ended_at__isnull=False).get().counsellor == samira
    assert set(said.waiting().values_list("nickname", "waits_as")) == {
        ("Sofie", "line"), ("Ingrid", "letter"), ("Poul", "call"),
    }  # fmt: skip
    file = Attachment.objects.get()
    assert (file.state, file.name) == ("ready", "ansoegning-skolekoekken.pdf")
    assert Letter.objects.get().thread.nickname == "Ingrid"
    assert CallBack.objects.get().thread.nickname == "Poul"


def test_talks_are_as_a_day_has_them():
    """In order, in the past, and with something left to read for whoever opens the desk."""
    now = timezone.now()
    for thread in Thread.objects.all():
        times = list(thread.events.order_by("seq").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= now
    bent = Counsellor.objects.get(slug="bent-oestergaard")
    with transaction.atomic():
        told = claim_who_waits(now=now, side=Side.COUNSELLOR)
    assert sum(one.counsellor_id == bent.pk for one in told) == 2


def test_somebody_of_a_partner_has_an_activity_in_each_state_and_takes_a_wish_on():
    made = {each.state: each.activity for each in Submission.objects.select_related("activity")}
    assert set(made) == {"draft", "waiting", "change_asked", "approved"}
    assert made["approved"].published_at is not None
    assert IdeaOffer.objects.get().activity == made["waiting"]
    assert Place.objects.filter(date__activity=made["approved"]).count() == 4
