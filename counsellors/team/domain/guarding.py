"""Sparring is about questions, not about people: what would name somebody is not saved.

The net is coarse on purpose. It finds numbers, addresses and the full names of the people the
writer meets; it cannot find a description, so the page says in words what sparring is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import phonenumbers
from django.db.models import Q

from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from counsellors.responsibility.models import Responsibility
from jobcenter.shared.cpr import cpr_numbers_in

from .refusals import HoldsPersonalData

NAMES_OF_THE_LAST = timedelta(days=30)
MAIL = re.compile(r"[^\s<>()@,;:]+@[^\s<>()@,;:]+\.[^\W\d_]{2,}")


def refuse_personal_data(text: str, *, writer: Counsellor, now: datetime) -> None:
    """Raise HoldsPersonalData naming each passage, in the order of the kinds below. 2 queries."""
    found = [*_numbers_in(text), *MAIL.findall(text), *_names_in(text, writer=writer, now=now)]
    if found:
        raise HoldsPersonalData(list(dict.fromkeys(found)))


def _numbers_in(text: str) -> Iterator[str]:
    """Also what may be a CPR number without the check digit fitting: here nobody needs one."""
    yield from (number.passage for number in cpr_numbers_in(text))
    for match in phonenumbers.PhoneNumberMatcher(text, "DK"):
        yield match.raw_string


def _names_in(text: str, *, writer: Counsellor, now: datetime) -> Iterator[str]:
    for name in sorted(_full_names(writer, now=now)):
        words = r"\s+".join(re.escape(word) for word in name.split())
        match = re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
        if match:
            yield match[0]


def _full_names(writer: Counsellor, *, now: datetime) -> set[str]:
    """Of the people whose own counsellor the writer is, and whom they met within 30 days or will
    meet. A first name alone is half the town's, and often a word.
    """
    own = Responsibility.objects.current().filter(counsellor=writer)
    met = Conversation.objects.filter(
        Q(counsellor=writer), ~Q(name=""), during__endswith__gt=now - NAMES_OF_THE_LAST
    )
    called = {
        *own.values_list("name", "citizen__user__name"),
        *met.values_list("name", "citizen__user__name"),
    }
    names = (name for row in called for name in row if name)
    return {name for name in names if len(name.split()) > 1}
