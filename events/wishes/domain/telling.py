"""Which letters an idea sends: it is here, its answer, it comes true; and to the house, once."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from events.signups.domain.deadlines import next_waking
from events.wishes.models import Idea, Support
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.ui.dates import day_in_words

from .secrets import address_of


def tell_received(idea: Idea, *, now: datetime) -> None:
    _to(idea, idea, "idea_received", now=now, effect="idea_received")


def tell_answered(idea: Idea, *, now: datetime) -> None:
    """Its author; of a no also those who wished for the same."""
    effect = f"idea_answered:{idea.answer}:{now:%Y%m%d%H%M}"
    _to(idea, idea, "idea_answered", now=now, effect=effect)
    if idea.answer == "refused":
        for each in idea.supports.order_by("pk"):  # type: ignore[attr-defined]
            _to(each, idea, "idea_answered", now=now, effect=effect)


def tell_it_comes(
    idea: Idea, *, begins: datetime | None, until: datetime | None, now: datetime
) -> None:
    """Everybody who wished for it, with their own link. `until`: the end of the first hours."""
    facts = {
        "title": idea.activity.title if idea.activity else idea.title,
        "starts_at": begins.isoformat() if begins else "",
        "until": until.isoformat() if until else "",
    }
    readers: list[Idea | Support] = [idea, *idea.supports.order_by("pk")]  # type: ignore[attr-defined]
    for each in readers:
        _to(each, idea, "idea_comes", now=now, effect="idea_comes", **facts)


def remind_editors(centre: Centre, ideas: list[Idea], *, now: datetime) -> None:
    """One mail to each editor of the house: how many answers are due. Names nobody."""
    for mail in sorted(Role.objects.mails_at(centre.pk, RoleKind.CENTRE_EDITOR)):
        queue_notice(
            "ideas_due",
            channel=Notice.Channel.MAIL,
            recipient=mail,
            language=LANGUAGE_OF_THE_HOUSE,
            payload={
                "centre": centre.name,
                "count": len(ideas),
                "link": settings.SITE_URL + _in_danish("wishes:waiting"),
            },
            effect_key=f"ideas_due:{ideas[0].public_id}:{ideas[0].due_on:%Y%m%d}:{mail}",
            due_at=now,
        )


def _day(day: date, language: str) -> str:
    with override(language):
        return day_in_words(day)


def _in_danish(name: str) -> str:
    with override(LANGUAGE_OF_THE_HOUSE):
        return reverse(name)


def _to(
    reader: Idea | Support, idea: Idea, kind: str, *, now: datetime, effect: str, **facts: str
) -> None:
    """By the one channel they left; nobody who left none, and nobody at night by SMS."""
    if not (reader.email or reader.phone):
        return
    by_mail = bool(reader.email)
    queue_notice(
        kind,
        channel=Notice.Channel.MAIL if by_mail else Notice.Channel.SMS,
        recipient=reader.email or reader.phone,
        language=reader.page_language,
        payload=_facts(reader, idea) | facts,
        effect_key=f"{effect}:{reader.public_id}",
        subject=f"idea:{reader.public_id}",
        due_at=now if by_mail else next_waking(now),
    )


def _facts(reader: Idea | Support, idea: Idea) -> dict[str, str]:
    return {
        "name": reader.name if isinstance(reader, Idea) else "",
        "title": idea.title,
        "kind": idea.kind,
        "answer": idea.answer,
        "words": idea.answer_words,
        "due": _day(idea.due_on, reader.page_language),
        "centre": idea.centre.name,
        "centre_phone": idea.centre.phone,
        "centre_email": idea.centre.email,
        "link": address_of(reader),
    }
