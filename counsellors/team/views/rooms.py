"""The rooms of a house, for its administrators: what they are like, and what holds them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.team.access import (
    ADMINISTRATORS,
    get_hold,
    get_house_to_administrate,
    get_room,
    houses_to_administrate,
    name_of,
)
from counsellors.team.domain import rooms
from counsellors.team.domain.rooms import Rehoused
from counsellors.team.forms import OutOfUseForm, ReserveForm, RoomForm
from counsellors.team.models import RoomHold
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Centre, Room
from jobcenter.shared.editions import ChangedMeanwhile
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.editions import Shown
from jobcenter.ui.forms import HouseForm
from jobcenter.ui.responses import go_to, page

administrators_only = staff_required(*ADMINISTRATORS)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@administrators_only
def houses(request: HttpRequest) -> HttpResponse:
    context = {"houses": houses_to_administrate(user_of(request))}
    return page(request, "counsellors/team/houses.html", context)


@require_safe
@administrators_only
@about("house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def index(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    now = timezone.now()
    holds = RoomHold.objects.not_over(now).filter(room__centre=centre).order_by("during", "pk")
    by_room: dict[int, list[RoomHold]] = {}
    for hold in holds:
        by_room.setdefault(hold.room_id, []).append(hold)
    waiting = rooms.waiting_for_a_room(centre, now=now)
    shown = [
        {
            "room": room,
            "name": name_of(room),
            "holds": by_room.get(room.pk, []),
            "waiting": [one for one in waiting if one.room_id == room.pk],
        }
        for room in centre.rooms.order_by("name")
    ]
    return page(request, "counsellors/team/rooms.html", {"centre": centre, "rooms": shown})


@get_or_post
@administrators_only
@about("house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def add(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    form = RoomForm(request.POST or None, instance=Room(centre=centre))
    if form.is_valid():
        try:
            rooms.add_room(
                centre=centre,
                values=form.values,
                is_checked=form.says_checked,
                actor=user_of(request),
                form_key=request.POST.get("key", ""),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return go_to(request, "team:rooms", centre.slug)
    return _form_page(request, centre, form, _("Add a room"), key=rooms.ADDING)


@get_or_post
@administrators_only
@about("room of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def change(request: HttpRequest, house: str, room: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    row = get_room(centre, room)
    shown = Shown.of(request, rooms.values_of(row))
    form = RoomForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            rooms.change_room(
                room=row,
                values=form.values,
                is_checked=form.says_checked,
                seen=shown.seen,
                actor=user_of(request),
                now=timezone.now(),
            )
        except ChangedMeanwhile as refusal:
            shown = Shown.after(refusal, form)
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return go_to(request, "team:rooms", centre.slug)
    return _form_page(request, centre, form, _("Change the room"), shown=shown)


@get_or_post
@administrators_only
@about("room of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def reserve(request: HttpRequest, house: str, room: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    row = get_room(centre, room)
    form = ReserveForm(request.POST or None)
    if form.is_valid():
        try:
            rooms.reserve_room(
                room=row,
                start=form.start,
                end=form.end,
                what_for=form.cleaned_data["what_for"],
                actor=user_of(request),
                form_key=request.POST.get("key", ""),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return go_to(request, "team:rooms", centre.slug)
    title = _("Reserve %(room)s") % {"room": row.name}
    return _form_page(request, centre, form, title, key=rooms.RESERVING)


@get_or_post
@administrators_only
@about("room of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def out_of_use(request: HttpRequest, house: str, room: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    row = get_room(centre, room)
    form = OutOfUseForm(request.POST or None)
    if form.is_valid():
        try:
            rehoused = rooms.take_out_of_use(
                room=row,
                start=form.start,
                end=form.end,
                actor=user_of(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_what_happened(request, rehoused)
            return go_to(request, "team:rooms", centre.slug)
    title = _("Take %(room)s out of use") % {"room": row.name}
    return _form_page(request, centre, form, title)


@require_POST
@administrators_only
@about("room of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def rehouse(request: HttpRequest, house: str, room: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    rehoused = rooms.find_other_rooms(
        room=get_room(centre, room), actor=user_of(request), now=timezone.now()
    )
    _say_what_happened(request, rehoused)
    return go_to(request, "team:rooms", centre.slug)


@require_POST
@administrators_only
@about("hold of a room", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def release(request: HttpRequest, house: str, public_id: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    rooms.end_hold(hold=get_hold(centre, public_id), actor=user_of(request), now=timezone.now())
    messages.success(request, _("The room is free again."))
    return go_to(request, "team:rooms", centre.slug)


def _say_what_happened(request: HttpRequest, rehoused: Rehoused) -> None:
    if rehoused.moved:
        said = ngettext(
            "%d conversation has another room now.",
            "%d conversations have another room now.",
            rehoused.moved,
        )
        messages.success(request, said % rehoused.moved)
    if left := len(rehoused.left):
        said = ngettext(
            "For %d conversation no other room is free. It stays booked: see below.",
            "For %d conversations no other room is free. They stay booked: see below.",
            left,
        )
        messages.warning(request, said % left)


def _form_page(
    request: HttpRequest,
    centre: Centre,
    form: HouseForm | RoomForm,
    title: str,
    *,
    key: str = "",
    shown: Shown | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"centre": centre, "form": form, "title": title, "shown": shown}
    if key:
        context["form_key"] = mint_form_key(form=key)
    return page(request, "counsellors/team/room_form.html", context, refused=form.is_bound)
