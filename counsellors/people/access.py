"""Which counsellors the public can see, and who a counsellor is to the read log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind

from .models import Counsellor, CounsellorQuerySet

if TYPE_CHECKING:
    from jobcenter.accounts.models import User
    from jobcenter.audit.domain import Reader


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


def reader_of(user: User, counsellor: Counsellor) -> Reader:
    """A counsellor who is about to see something of somebody, by the name people know them by."""
    return reader_as(user, RoleKind.COUNSELLOR, name=counsellor.name)
