"""The three doors of a shared note, and somebody who works behind one of them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from jobcenter.accounts.enums import RoleKind
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory


def work_of(scene, counsellor) -> Client:
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=scene.centre.pk)
    counsellor.user = user
    counsellor.save(update_fields=["user"])
    client = Client()
    enter_as_staff(client, user)
    return client


def by_link(talk, act: str = "note") -> str:
    return reverse(f"practice:{act}_by_link", args=[talk.link])


def at_work(talk, act: str = "note") -> str:
    return reverse(f"practice:{act}_at_work", args=[talk.conversation.public_id])


def of_mine(talk, act: str = "note") -> str:
    return reverse(f"practice:{act}_of_mine", args=[talk.conversation.public_id])
