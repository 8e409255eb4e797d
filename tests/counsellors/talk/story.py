"""Browsers at a talk's two doors, and what its pages are made of."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from counsellors.chat.domain.writing import FORM
from jobcenter.accounts.enums import RoleKind
from jobcenter.submissions.domain import mint_form_key
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory


def works_here(counsellor) -> Client:
    user = UserFactory()
    counsellor.user = user
    counsellor.save(update_fields=["user"])
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=counsellor.centres.get().pk)
    browser = Client()
    enter_as_staff(browser, user)
    return browser


def address(talk, act: str, door: str = "as_citizen", *, seq: int | None = None) -> str:
    of_one = [] if seq is None else [seq]
    return reverse(f"chat:{act}_{door}", args=[talk.thread.public_id, *of_one])


def numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'<li id="e-\d+" data-seq="(\d+)"', html)]


def say(browser, talk, words="Hej", door="as_citizen", **more):
    data = {"words": words, "key": mint_form_key(form=FORM)} | more.pop("data", {})
    return browser.post(address(talk, "say", door), data, **more)
