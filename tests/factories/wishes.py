"""Wishes and proposals, through the domain."""

from __future__ import annotations

from datetime import datetime

from events.wishes.domain import IdeaRequest, support_wish, write_idea
from events.wishes.domain.supporting import FORM as SUPPORT
from events.wishes.domain.writing import FORM
from events.wishes.enums import IdeaKind
from events.wishes.models import Idea, Support
from jobcenter.submissions.domain import mint_form_key
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW


def wished(
    title: str = "Bordtennis for begyndere", *, browser: str = "amals-browser",
    now: datetime = NOW, key: str | None = None, **said,
) -> Idea:  # fmt: skip
    kind = said.pop("kind", IdeaKind.WISH)
    centre = said.pop("centre", None) or CentreFactory()
    request = IdeaRequest(kind=kind, centre=centre, title=title, **said)
    return write_idea(
        request=request, form_key=key or mint_form_key(form=FORM), browser=browser,
        address="192.0.2.1", now=now,
    )  # fmt: skip


def proposed(title: str = "Cykelværksted", **said) -> Idea:
    usual = {"name": "Amal", "email": "amal@example.org"}
    return wished(title, **(usual | said | {"kind": IdeaKind.PROPOSAL}))


def supported(
    idea: Idea, browser: str = "claras-browser", *, now: datetime = NOW, key: str | None = None
) -> Support:
    return support_wish(
        idea=idea, form_key=key or mint_form_key(form=SUPPORT), browser=browser,
        address="192.0.2.1", page_language="da", now=now,
    )  # fmt: skip
