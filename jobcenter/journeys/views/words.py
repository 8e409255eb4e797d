"""Pages that are mostly words: the front page, about us, privacy, accessibility."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobcenter.accounts.access import public
from jobcenter.centres.models import Topic
from jobcenter.journeys.domain.people import faces_of_the_day
from jobcenter.journeys.retention import policy
from jobcenter.shared.danish import danish_order
from jobcenter.ui.responses import page


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, what we promise, and the two ways in: find a house, book a conversation."""
    context = {
        "topics": sorted(Topic.objects.all(), key=lambda topic: danish_order(topic.name)),
        "faces": faces_of_the_day(today=timezone.localdate()),
    }
    return page(request, "journeys/front.html", context)


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return page(request, "journeys/about.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep, why and for how long."""
    return page(request, "journeys/privacy.html", {"retention": policy()})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "journeys/accessibility.html")


@public
@require_safe
def was(request: HttpRequest) -> HttpResponse:
    """The short address the law asks for: the statement in the state's tool, or our own page."""
    return HttpResponseRedirect(settings.ACCESSIBILITY_STATEMENT_URL or reverse("accessibility"))
