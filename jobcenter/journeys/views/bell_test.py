"""The self-test of the doorbell, for whoever operates the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from jobcenter.accounts.access import not_stored, staff_required
from jobcenter.accounts.enums import RoleKind
from jobcenter.journeys.domain.bell_test import SLOW_MS, checks_of_the_server, database_now
from jobcenter.shared.bells import ring
from jobcenter.shared.rehearsals import name_of_rehearsal, new_rehearsal
from jobcenter.ui.responses import UNPROCESSABLE, page


@staff_required(RoleKind.ADMINISTRATOR)
@require_safe
def bell_test(request: HttpRequest) -> HttpResponse:
    """What the server finds out stands there at once; a script goes the way of a browser."""
    context = {
        "checks": checks_of_the_server(),
        "database": database_now(),
        "slow_ms": SLOW_MS,
        "token": new_rehearsal(),
    }
    shown = page(request, "journeys/bell_test.html", context)
    return not_stored(shown)  # type: ignore[return-value]


@require_POST
@staff_required(RoleKind.ADMINISTRATOR)
def ring_rehearsal(request: HttpRequest) -> HttpResponse:
    """Rings what the page listens to: 204 when Redis took it, 503 when not, 422 for an old page."""
    name = name_of_rehearsal(request.POST.get("token", ""))
    if not name:
        return HttpResponse(status=UNPROCESSABLE)
    return HttpResponse(status=204 if ring(thread=name, seq=1) else 503)
