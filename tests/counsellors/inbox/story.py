"""The scene of these tests: Bent and Dorte at one house, their browsers, and people who write."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from counsellors.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from tests.counsellors.chat.story import Talk, begin
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory


def bent_and_dorte() -> tuple[Counsellor, Counsellor]:
    house = CentreFactory()
    return (
        CounsellorFactory(slug="bent", first_name="Bent", last_name="Holm", centres=[house]),
        CounsellorFactory(slug="dorte", first_name="Dorte", last_name="Lund", centres=[house]),
    )


def works_here(counsellor: Counsellor) -> Client:
    user = UserFactory(email=f"{counsellor.slug}@example.org")
    counsellor.user = user
    counsellor.save(update_fields=["user"])
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=counsellor.centres.first().pk)
    browser = Client()
    enter_as_staff(browser, user)
    return browser


def with_bent(bent: Counsellor, **more: Any) -> Talk:
    return begin(bent=bent, **more)


def citizen(talk: Talk) -> Client:
    browser = Client()
    browser.cookies["chat"] = talk.secret
    return browser


def act(browser: Client, talk: Talk, name: str, **data: Any):
    return browser.post(reverse(f"inbox:{name}", args=[talk.thread.public_id]), data)


def seen(browser: Client, talk: Talk, name: str = "thread", **query: Any) -> str:
    return browser.get(
        reverse(f"inbox:{name}", args=[talk.thread.public_id]), query
    ).content.decode()


def desk(browser: Client) -> str:
    return browser.get(reverse("inbox:desk")).content.decode()


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


def rows(html: str, list_id: str) -> list[str]:
    """The public ids in one list of the desk, in order."""
    found = re.search(rf'<ul class="inbox-rows" id="{list_id}">(.*?)</ul>', html, re.DOTALL)
    return re.findall(r'<li id="t-([^"]+)"', found[1]) if found else []
