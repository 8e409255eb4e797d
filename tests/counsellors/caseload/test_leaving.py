"""A counsellor leaves: nobody's conversation and nobody's own counsellor disappears silently."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.models import Counsellor
from counsellors.responsibility.domain.choosing import leave_own_counsellor
from jobcenter.accounts.enums import RoleKind
from tests.counsellors.conversations.story import NOW
from tests.counsellors.responsibility.story import choose
from tests.counsellors.workday.story import html_of
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def office() -> Client:
    administrator = UserFactory(name="Erik Holm")
    RoleFactory(user=administrator, kind=RoleKind.ADMINISTRATOR, centre_id=None)
    client = Client()
    enter_as_staff(client, administrator)
    return client


def save(office, bent, **changes):
    """The page of the back office as a browser sends it, with these changes."""
    answers = {
        "first_name": bent.first_name, "last_name": bent.last_name, "slug": bent.slug,
        "is_active": "on", "languages": ["da"], "topics": [one.pk for one in bent.topics.all()],
        "centres": [one.pk for one in bent.centres.all()], "buffer_before_minutes": "0",
        "buffer_after_minutes": "10",
    }  # fmt: skip
    for prefix in ("working_hours", "special_days"):
        answers |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    said = {name: value for name, value in (answers | changes).items() if value is not None}
    return office.post(reverse("admin:counsellors_counsellor_change", args=[bent.pk]), said)


def test_switch_of_the_back_office_names_what_remains_and_changes_nothing(
    office, scene, bent, amal
):
    talk = scene.book().conversation
    choose(amal, bent)

    both = html_of(save(office, bent, is_active=None))
    assert "samtaler" in both
    assert "egen vejleder" in both
    cancel_conversation(conversation=talk, now=NOW)
    one = html_of(save(office, bent, is_active=None))
    assert "egen vejleder" in one
    assert "samtaler foran" not in one
    assert Counsellor.objects.get(pk=bent.pk).is_active

    leave_own_counsellor(user=amal, now=NOW)
    assert save(office, bent, is_active=None).status_code == 302
    assert not Counsellor.objects.get(pk=bent.pk).is_active


def test_somebody_who_comes_back_has_no_last_day_any_more(office, bent, amal):
    Counsellor.objects.filter(pk=bent.pk).update(is_active=False, last_day=NOW.date())

    assert save(office, bent).status_code == 302

    assert Counsellor.objects.get(pk=bent.pk).last_day is None
    assert choose(amal, bent).responsibility.counsellor == bent


def test_house_with_conversations_ahead_is_not_taken_away(office, scene, bent):
    other = CentreFactory()
    bent.centres.add(other)
    talk = scene.book().conversation

    assert "i et hus" in html_of(save(office, bent, centres=[other.pk]))
    assert scene.centre in bent.centres.all()
    assert save(office, bent, centres=[scene.centre.pk]).status_code == 302

    bent.centres.add(other)
    cancel_conversation(conversation=talk, now=NOW)
    assert save(office, bent, centres=[other.pk]).status_code == 302
    assert list(bent.centres.all()) == [other]


def test_anything_else_can_be_changed_while_people_count_on_the_counsellor(
    office, scene, bent, amal
):
    scene.book()
    choose(amal, bent)

    assert save(office, bent, first_name="Bente").status_code == 302
    assert Counsellor.objects.get(pk=bent.pk).first_name == "Bente"
