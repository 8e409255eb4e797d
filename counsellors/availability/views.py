from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.people.access import get_counsellor
from counsellors.people.domain.lists import introduce
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import page

from .domain.offers import Question, offer_times
from .domain.week import working_week


@public
@about("public counsellor", opened_by=Relation.ANYBODY)
@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """One counsellor: who it is, where and when to meet, and the first free time.

    Stands in this room and not in `people`, because the first free time is known only here.
    """
    now = timezone.now()
    counsellor = get_counsellor(slug)
    context = {
        "person": introduce(counsellor),
        "week": working_week(counsellor=counsellor, today=timezone.localdate(now)),
        "first_time": offer_times(question=Question(counsellor=counsellor), now=now).first,
    }
    return page(request, "counsellors/people/profile.html", context)
