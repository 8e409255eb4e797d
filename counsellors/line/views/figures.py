"""How long people wait: for those who work in the house, about the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.line.access import TEAM, houses_with_figures_for
from counsellors.line.domain.figures import figures_of
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.ui.responses import page


@require_safe
@staff_required(*TEAM)
def show(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    houses = [
        {"centre": centre, "figures": figures_of(centre=centre, now=now)}
        for centre in houses_with_figures_for(user_of(request))
    ]
    return page(request, "counsellors/line/figures.html", {"houses": houses})
