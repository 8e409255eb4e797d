"""Posters a house has hung up: which are wrong by now, and words to tell of a date."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.models import ActivityDate
from events.posters.access import (
    KINDS,
    get_date_of_house_to_print,
    get_date_of_poster,
    get_dates_to_print,
    get_houses_of,
    get_poster_of_house,
)
from events.posters.domain import (
    FORM,
    Advertisement,
    advertisements_of,
    compare_posters,
    dates_of_series,
    has_press,
    remember_poster,
    take_down,
)
from events.posters.enums import PaperSize
from events.posters.forms import PosterForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

from .public import answer_with_sheet, poster_sheet

MOST_DATES = 50
POSTER = "poster of the house"


@require_safe
@staff_required(*KINDS)
def posters(request: HttpRequest) -> HttpResponse:
    """What hangs, the wrong ones first; and the dates one can make a poster of."""
    user, now = user_of(request), timezone.now()
    compared = compare_posters(houses=get_houses_of(user), now=now)
    context = {
        "wrong": [(one, mint_form_key(form=FORM)) for one in compared if one.wrong],
        "right": [one for one in compared if not one.wrong],
        "dates": get_dates_to_print(user, now=now)[:MOST_DATES],
    }
    return page(request, "events/posters/posters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*KINDS)
@about("printable date of the house", opened_by=Relation.HOUSE)
def tell(request: HttpRequest, public_id: str) -> HttpResponse:
    """A poster the house remembers, and advertisements to copy."""
    now = timezone.now()
    one = get_date_of_house_to_print(user_of(request), public_id, now=now)
    has_series = len(dates_of_series(one.activity, now=now)) > 1
    form = PosterForm(request.POST or None, has_series=has_series)
    refusal = None
    if form.is_valid():
        try:
            made = remember_poster(
                one=one, is_series=form.is_series, size=form.size, now=now,
                language=get_language() or settings.LANGUAGE_CODE,
                form_key=request.POST.get("key", ""),
            )  # fmt: skip
            return go_to(request, "posters:made", made.public_id)
        except Refusal as said:
            refusal = said
    context = {
        "event": one, "state": one.state_at(now), "form": form, "refusal": refusal,
        "key": ("" if refusal else request.POST.get("key", "")) or mint_form_key(form=FORM),
        "can_print": has_press(), "advertisements": _in_both_languages(one),
    }  # fmt: skip
    return page(request, "events/posters/tell.html", context, refused=form.is_bound)


@require_safe
@staff_required(*KINDS)
@about(POSTER, opened_by=Relation.HOUSE)
def made(request: HttpRequest, poster_id: str) -> HttpResponse:
    """The poster is remembered; here is the sheet."""
    poster = get_poster_of_house(user_of(request), poster_id)
    return page(request, "events/posters/made.html", {"poster": poster})


@require_safe
@staff_required(*KINDS)
@about(POSTER, opened_by=Relation.HOUSE)
def made_pdf(request: HttpRequest, poster_id: str) -> HttpResponse:
    """Prints what is true now. One that no longer says so is not printed again."""
    user, now = user_of(request), timezone.now()
    poster = get_poster_of_house(user, poster_id)
    compared = compare_posters(houses=get_houses_of(user).filter(pk=poster.centre_id), now=now)
    if any(one.wrong for one in compared if one.poster.pk == poster.pk):
        messages.warning(request, _("Something has changed since. Make a new one."))
        return go_to(request, "posters:posters")
    one = get_date_of_poster(poster, now=now)

    def print_it() -> bytes:
        with override(poster.language):
            size = PaperSize(poster.size)
            return poster_sheet(one, size=size, is_series=poster.date is None)

    return answer_with_sheet(request, print_it, name="plakat")


@require_POST
@staff_required(*KINDS)
@about(POSTER, opened_by=Relation.HOUSE)
def again(request: HttpRequest, poster_id: str) -> HttpResponse:
    """The same with what is true now; the old one comes down."""
    now = timezone.now()
    poster = get_poster_of_house(user_of(request), poster_id)
    one = get_date_of_poster(poster, now=now)
    try:
        fresh = remember_poster(
            one=one, is_series=poster.date is None, size=PaperSize(poster.size),
            language=poster.language, form_key=request.POST.get("key", ""), now=now,
            replaces=poster,
        )  # fmt: skip
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return go_to(request, "posters:posters")
    return go_to(request, "posters:made", fresh.public_id)


@require_POST
@staff_required(*KINDS)
@about(POSTER, opened_by=Relation.HOUSE)
def down(request: HttpRequest, poster_id: str) -> HttpResponse:
    """It no longer hangs."""
    take_down(poster=get_poster_of_house(user_of(request), poster_id), now=timezone.now())
    messages.success(request, _("Good. It is off the list."))
    return go_to(request, "posters:posters")


def _in_both_languages(one: ActivityDate) -> list[tuple[str, str, list[Advertisement]]]:
    """Code and name of each language, and the advertisements in it."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            own_name = capfirst(get_language_info(code)["name_local"])
            found.append((code, own_name, advertisements_of(one)))
    return found
