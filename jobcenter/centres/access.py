"""Who may see and change a house."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.text import slugify

from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.factors import has_second_factor
from jobcenter.accounts.models import Role, User

from .models import Centre, Partner


class EditorsRequest(HttpRequest):
    """A request behind `staff_required`: somebody is logged in."""

    user: User


def edits(request: HttpRequest, centre: Centre) -> bool:
    """Whether this person is an editor of this very house, with a second factor shown."""
    return (
        request.user.is_authenticated
        and Role.objects.held_by(request.user)
        .filter(kind=RoleKind.CENTRE_EDITOR, centre_id=centre.pk)
        .exists()
        and has_second_factor(request)
    )


def get_centre(request: HttpRequest, slug: str) -> Centre:
    """A public house, or one of the editor's own. Missing and not yet public look the same: 404."""
    centre = Centre.objects.with_palette().filter(slug=slug).first()
    if centre is None or not (centre.is_published or edits(request, centre)):
        raise Http404
    return centre


def get_centre_to_edit(request: HttpRequest, slug: str) -> Centre:
    """The editor's own house; somebody else's does not exist for them."""
    centre = Centre.objects.with_palette().filter(slug=slug).first()
    if centre is None or not edits(request, centre):
        raise Http404
    return centre


def get_partner(centre: Centre, name: str) -> Partner:
    """A partner of this house by its name as it stands in addresses."""
    for partner in centre.partners.all():
        if partner_address(partner) == name:
            return partner
    raise Http404


def partner_address(partner: Partner) -> str:
    """The partner's name in an address: its number is nobody's business."""
    return slugify(partner.name, allow_unicode=True) or "partner"
