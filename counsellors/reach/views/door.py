"""Every way to a human on one page: write, call, come by, book."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from counsellors.reach.access import own_talks, visitor_of
from counsellors.reach.domain import door_of, houses_here, known_house, own_counsellor
from jobcenter.accounts.access import not_stored, public
from jobcenter.centres.domain.houses import House, HouseSearch, search_houses
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import page

HOUSES_TO_CALL = 6
HOUSES_AT_ONCE = 12
MOST_HOUSES = 500
# Where no house is chosen, so many are shown with the faces in them; all stand in the list.
HOUSES_WITH_FACES = 3


@public
@require_safe
def human(request: HttpRequest) -> HttpResponse:
    """For the house that was chosen, the nearest to a place, or the one they are known to mean."""
    now, visitor = timezone.now(), visitor_of(request)
    here = houses_here(now=now)
    own = own_counsellor(visitor.user, here=here)
    wanted, words = request.GET.get("hus", ""), request.GET.get("sted", "")
    if not wanted and not words:
        wanted = known_house(user=visitor.user, token_hash=visitor.token_hash, own=own)
    show = asked_number(request, "vis", usual=HOUSES_TO_CALL, most=MOST_HOUSES)
    search = search_houses(words=words, show=show, first=wanted, now=now)
    house = chosen_house(search, wanted)
    language = get_language() or "da"
    context = {
        "search": search,
        "show_next": show + HOUSES_AT_ONCE,
        "talks": own_talks(visitor),
        "own": own,
        "here": here[:HOUSES_WITH_FACES],
        "more_here": len(here[HOUSES_WITH_FACES:]),
        "house": house,
        "door": door_of(centre=house.centre, language=language, now=now) if house else None,
        "now": now,
    }
    is_refused = search.refusal is not None
    answer = page(request, "counsellors/reach/human.html", context, refused=is_refused)
    return not_stored(answer) if visitor.is_known else answer  # type: ignore[return-value]


def chosen_house(search: HouseSearch, wanted: str) -> House | None:
    """It stands on top of what was found; there is none when nobody asked for one, or for none
    that is public.
    """
    first = next(iter(search.houses), None)
    if first is None or search.refusal:
        return None
    is_chosen = first.centre.slug == wanted if wanted else search.place is not None
    return first if is_chosen else None
