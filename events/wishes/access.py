"""What everybody may read, one's own by its link, that of one's house with a line in the log."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from counsellors.chat.access import secret_of_browser
from events.activities.models import Activity
from events.organising.access import get_own_partner, partners_of
from events.organising.domain.reading import DRAFT_OF_A_PARTNER
from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import NewReading, record_reading
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.secrets import new_link_secret

from .domain.reading import idea_by_link, support_by_link
from .models import Idea, IdeaQuerySet, Support

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# Who answers for a house.
KINDS = (RoleKind.CENTRE_EDITOR,)


def get_public_wish(public_id: str) -> Idea:
    """Not shown yet, taken down and missing look the same."""
    rows = Idea.objects.public().with_supporters().select_related("centre", "activity")
    return get_object_or_404(rows, public_id=public_id)


def get_idea_by_link(secret: str) -> Idea:
    found = idea_by_link(secret)
    if found is None:
        raise Http404
    return found


def get_support_by_link(secret: str) -> Support:
    found = support_by_link(secret)
    if found is None:
        raise Http404
    return found


def browser_of(request: HttpRequest) -> str:
    """The secret of this browser, or a new one to be given to it: see `remember_browser`."""
    return secret_of_browser(request) or new_link_secret()


def get_houses_of(user: User) -> QuerySet[Centre]:
    """The houses somebody answers for."""
    held = Role.objects.held_by(user).filter(kind__in=KINDS)
    return Centre.objects.filter(pk__in=held.values("centre_id"))


def get_ideas_of_houses(user: User) -> IdeaQuerySet:
    """Without a word of who wrote them: that is `see_idea`."""
    rows = Idea.objects.filter(centre__in=get_houses_of(user)).with_supporters()
    return rows.select_related("centre", "activity").defer("name", "email", "phone")


def get_idea_of_house(user: User, public_id: str) -> Idea:
    return get_object_or_404(get_ideas_of_houses(user), public_id=public_id)


def houses_for_partners(user: User) -> QuerySet[Centre]:
    """The public houses that the organisations of this person work with."""
    return Centre.objects.published().filter(partners__in=partners_of(user)).distinct()


def get_wish_to_take_on(user: User, name: str, public_id: str) -> tuple[Partner, Idea]:
    """One's own organisation, and a public wish at a house it works with; answered ones too, to
    say so."""
    idea = get_public_wish(public_id)
    partner, _house = get_own_partner(user, name, idea.centre.slug)
    return partner, idea


def get_activities_for(idea: Idea) -> QuerySet[Activity]:
    """What it may become: activities of its house, also those not public yet, but no drafts that
    a partner has not sent."""
    rows = Activity.objects.filter(centre=idea.centre_id).exclude(DRAFT_OF_A_PARTNER)
    return rows.order_by("title", "pk")


def see_idea(user: User, public_id: str, *, now: datetime) -> Idea:
    """With who wrote it and how to reach them; that is written in the read log."""
    idea = get_idea_of_house(user, public_id)
    with transaction.atomic(durable=True):
        idea.refresh_from_db(fields=["name", "email", "phone"])
        if idea.name or idea.email or idea.phone:
            reader = reader_as(user, *KINDS)
            record_reading(reader=reader, reading=_reading(idea), now=now)
    return idea


def _reading(idea: Idea) -> NewReading:
    """The person is known by their idea only: it is not tied to anything else about them."""
    return NewReading(
        citizen=idea.public_id,
        way=Way.PAGE,
        kinds=frozenset({Kind.NAME, Kind.CONTACT}),
        why=Why.AT_MY_HOUSE,
        centre_id=idea.centre_id,
    )
