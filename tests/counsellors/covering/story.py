"""How somebody looks for a colleague's conversation in these tests."""

from __future__ import annotations

import re
from typing import Any

from counsellors.covering.domain.finding import Wanted, find_conversation
from counsellors.covering.domain.opening import FORM, Opened, open_conversation
from counsellors.models import Opening
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.domain import Reader
from jobcenter.centres.models import Centre
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at

FIND = "/vejleder/daekker/find/"
DAY = at(9).date()
WHY = "Ringer fra bussen og er i tvivl om tiden"


def reader(desk: Any) -> Reader:
    return Reader(id=desk.user.pk, name=desk.counsellor.name, role=RoleKind.COUNSELLOR.value)


def found(desk: Any, *, now=NOW, **wanted: Any) -> Opening | None:
    said = {"day": DAY} | (wanted or {"email": "amal@example.org"})
    held = desk.user.roles.values("centre_id")
    return find_conversation(
        wanted=Wanted(**said),
        counsellor=desk.counsellor,
        centres=Centre.objects.filter(pk__in=held),
        reader=reader(desk),
        now=now,
    )


def opened(desk: Any, opening: Opening, *, words=WHY, form_key="", now=NOW) -> Opened:
    return open_conversation(
        opening=opening,
        words=words,
        form_key=form_key or mint_form_key(form=FORM),
        user=desk.user,
        reader=reader(desk),
        now=now,
    )


def search(desk: Any, known: str = "amal@example.org", day: str = "2026-12-07"):
    return desk.browser.post(FIND, {"known": known, "day": day})


def say_why(desk: Any, address: str, words: str = WHY, key: str = ""):
    html = desk.browser.get(address).content.decode()
    keys = re.findall(r'name="key" value="([^"]+)"', html)
    return desk.browser.post(address, {"words": words, "key": key or keys[0]})
