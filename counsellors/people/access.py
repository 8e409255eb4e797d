"""Which counsellors the public sees, who are colleagues, who a counsellor is to the read log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role

from .models import Counsellor, CounsellorQuerySet

if TYPE_CHECKING:
    from jobcenter.accounts.models import User
    from jobcenter.audit.domain import Reader

TEAM = (RoleKind.COUNSELLOR, RoleKind.TEAM_LEAD)


def public_counsellors() -> CounsellorQuerySet:
    """Those who meet people in at least one public house."""
    return Counsellor.objects.active().filter(centres__is_published=True).distinct()


def get_counsellor(slug: str) -> Counsellor:
    """Missing, no longer meeting people and only in houses that are not public: all 404."""
    counsellor = (
        public_counsellors().filter(slug=slug).prefetch_related("topics", "centres").first()
    )
    if counsellor is None:
        raise Http404
    return counsellor


def get_photograph_of(name: str) -> Counsellor:
    """The counsellor whose photograph is stored under `name`, while that person is public."""
    counsellor = public_counsellors().filter(portrait=f"portraits/{name}").first()
    if counsellor is None:
        raise Http404
    return counsellor


def get_colleague(user: User, slug: str, *, of: Iterable[RoleKind] = TEAM) -> Counsellor:
    """Who meets people in a house where the user holds one of these roles."""
    houses = Role.objects.held_by(user).filter(kind__in=list(of)).values("centre_id")
    here = Counsellor.objects.active().filter(centres__in=houses).distinct()
    return get_object_or_404(here.select_related("user"), slug=slug)


def reader_of(user: User, counsellor: Counsellor) -> Reader:
    """A counsellor who is about to see something of somebody, by the name people know them by."""
    return reader_as(user, RoleKind.COUNSELLOR, name=counsellor.name)
