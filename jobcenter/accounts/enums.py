from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """What somebody does in the house. A citizen has no role: being a citizen is enough."""

    COUNSELLOR = "counsellor", _("Counsellor")
    CENTRE_EDITOR = "centre_editor", _("Centre editor")
    TEAM_LEAD = "team_lead", _("Team lead")
    BOARD_MEMBER = "board_member", _("Board member")
    STATE = "state", _("The state")
    ADMINISTRATOR = "administrator", _("Administrator")


# The others are held at one centre each.
NATIONAL_ROLES = frozenset({RoleKind.STATE, RoleKind.ADMINISTRATOR})
