from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import page

from .access import get_photograph_of, public_counsellors
from .domain.lists import list_counsellors
from .forms import WhomForm

PEOPLE_AT_ONCE = 24
MOST_PEOPLE = 2400
A_YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def counsellor_list(request: HttpRequest) -> HttpResponse:
    """Everybody one can talk with, from A to Å, narrowed by house, topic and language."""
    form = WhomForm(request.GET)
    show = asked_number(request, "vis", usual=PEOPLE_AT_ONCE, most=MOST_PEOPLE)
    listing = list_counsellors(among=public_counsellors(), wanted=form.wanted(), show=show)
    context = {
        "form": form,
        "listing": listing,
        "kept": _as_asked(request),
        "show_next": show + PEOPLE_AT_ONCE,
    }
    return page(request, "counsellors/people/list.html", context, refused=not form.is_valid())


def _as_asked(request: HttpRequest) -> str:
    """The filter as it stands in the address, for the link to more of the same."""
    asked = request.GET.copy()
    asked.pop("vis", None)
    return f"{asked.urlencode()}&" if asked else ""


@public
@about("photograph", opened_by=Relation.ANYBODY)
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def photograph(request: HttpRequest, name: str) -> FileResponse:
    """A portrait we have drawn anew ourselves. A new photograph gets a new, random name."""
    counsellor = get_photograph_of(name)
    return FileResponse(counsellor.portrait.open(), content_type="image/webp")
