"""Bent's working days at Havnehuset; Mondays from nine to three are his hours."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from django.test import Client
from django.urls import reverse

from jobcenter.outbox.models import Notice
from jobcenter.ui.dates import in_copenhagen
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff

DAY, WEEK = "/vejleder/dag/", "/vejleder/uge/"
MONDAY = "2026-12-07"
HTMX = {"HX-Request": "true"}


def desk_of(counsellor, centre) -> Client:
    client = Client()
    enter_as_staff(client, staff_user(counsellor, centre))
    return client


def address(act: str, conversation) -> str:
    return reverse(f"workday:{act}", args=[conversation.public_id])


def html_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return unescape(response.content.decode())


def timeline(response) -> list[str]:
    """ "09:00 talk Amal", "09:45 free" … in the order of the page."""
    assert response.status_code == 200
    lines = []
    for one in response.context["rows"]:
        entry = one["entry"]
        name = entry.talk.conversation.name if entry.talk else ""
        lines.append(f"{_clock(entry.start)}–{_clock(entry.end)} {entry.kind} {name}".strip())
    return lines


def key_in(html: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', html)[1]


def letters(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).exclude(state="withdrawn").order_by("pk"))


def _clock(moment: datetime) -> str:
    return f"{in_copenhagen(moment):%H:%M}"
