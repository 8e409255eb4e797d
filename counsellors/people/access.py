"""Which counsellors the public can see."""

from __future__ import annotations

from django.http import Http404

from .models import Counsellor, CounsellorQuerySet


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
