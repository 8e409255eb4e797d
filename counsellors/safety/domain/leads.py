"""Where whoever leads a house is written to."""

from __future__ import annotations

from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre


def mails_of_leads(centre: Centre) -> set[str]:
    return Role.objects.mails_at(centre.pk, RoleKind.TEAM_LEAD)


def leads_or_house(centre: Centre) -> set[str]:
    """Who leads the house; where nobody does, the house's own address."""
    return mails_of_leads(centre) or ({centre.email} if centre.email else set())
