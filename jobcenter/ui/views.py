from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from jobcenter.ui.portraits import LONGEST_SEED, draw_portrait
from jobcenter.ui.specimens import specimens


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system once, with Danish specimens."""
    return render(request, "style_guide.html", specimens())


@cache_control(public=True, max_age=7 * 24 * 60 * 60)
def portrait(request: HttpRequest, seed: str) -> HttpResponse:
    """A drawn face: the same for everybody, and about nobody."""
    if len(seed) > LONGEST_SEED:
        raise Http404
    return HttpResponse(draw_portrait(seed), content_type="image/svg+xml")
