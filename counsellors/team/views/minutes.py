"""Minutes: written by administrators and editors, read by all who work in the house."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.team.access import (
    ADMINISTRATORS,
    STAFF,
    administrates,
    get_house_of_staff,
    get_house_to_administrate,
    get_minutes,
)
from counsellors.team.domain.minutes import (
    FORM,
    change_minutes,
    remove_minutes,
    values_of,
    write_minutes,
)
from counsellors.team.forms import MinutesForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Centre
from jobcenter.shared.editions import ChangedMeanwhile
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.editions import Shown
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

ON_A_PAGE = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_required(*STAFF)
@about("house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def index(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_of_staff(user_of(request), house)
    listed = Paginator(centre.minutes.only("public_id", "title", "held_on"), ON_A_PAGE)
    context = {
        "centre": centre,
        "page": listed.get_page(asked_number(request, "page", usual=1, most=9999)),
        "may_write": administrates(user_of(request), centre),
    }
    return page(request, "counsellors/team/minutes.html", context)


@require_safe
@staff_required(*STAFF)
@about("minutes of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def read(request: HttpRequest, house: str, public_id: str) -> HttpResponse:
    centre = get_house_of_staff(user_of(request), house)
    context = {
        "centre": centre,
        "minutes": get_minutes(centre, public_id),
        "may_write": administrates(user_of(request), centre),
    }
    return page(request, "counsellors/team/read_minutes.html", context)


@get_or_post
@staff_required(*ADMINISTRATORS)
@about("house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def write(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    form = MinutesForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if form.is_valid():
        try:
            write_minutes(
                centre=centre,
                actor=user_of(request),
                form_key=request.POST.get("key", ""),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error("words", str(refusal))
        else:
            return go_to(request, "team:minutes", centre.slug)
    return _form_page(request, centre, form, _("Write minutes"))


@get_or_post
@staff_required(*ADMINISTRATORS)
@about("minutes of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def change(request: HttpRequest, house: str, public_id: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    row = get_minutes(centre, public_id)
    form = MinutesForm(request.POST or None, initial=values_of(row))
    shown = Shown.of(request, values_of(row))
    if form.is_valid():
        try:
            change_minutes(
                minutes=row,
                seen=shown.seen,
                actor=user_of(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ChangedMeanwhile as refusal:
            shown = Shown.after(refusal, form)
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error("words", str(refusal))
        else:
            return go_to(request, "team:read_minutes", centre.slug, row.public_id)
    return _form_page(request, centre, form, _("Change the minutes"), shown)


@get_or_post
@staff_required(*ADMINISTRATORS)
@about("minutes of a house", opened_by=Relation.HOUSE_OR_ADMINISTRATOR)
def remove(request: HttpRequest, house: str, public_id: str) -> HttpResponse:
    centre = get_house_to_administrate(user_of(request), house)
    row = get_minutes(centre, public_id)
    if request.method == "POST":
        remove_minutes(minutes=row, actor=user_of(request))
        return go_to(request, "team:minutes", centre.slug)
    context = {"centre": centre, "minutes": row}
    return page(request, "counsellors/team/remove_minutes.html", context)


def _form_page(
    request: HttpRequest,
    centre: Centre,
    form: MinutesForm,
    title: str,
    shown: Shown | None = None,
) -> HttpResponse:
    context = {
        "shown": shown,
        "centre": centre,
        "form": form,
        "title": title,
        "form_key": mint_form_key(form=FORM),
    }
    return page(request, "counsellors/team/minutes_form.html", context, refused=form.is_bound)
