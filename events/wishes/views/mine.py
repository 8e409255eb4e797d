"""One's own page behind a secret link: of what one wrote, and of what one supports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.signups.domain import first_hours
from events.wishes.access import get_idea_by_link, get_support_by_link
from events.wishes.domain import be_told, dates_of, take_back_idea, who_looked, withdraw_support
from events.wishes.forms import BeToldForm
from events.wishes.models import Idea
from jobcenter.accounts.access import holder_of_link
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

MY_IDEA, MY_SUPPORT = "link to an idea", "link to a support"


@require_safe
@holder_of_link
@about(MY_IDEA, opened_by=Relation.HOLDER)
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    """Receipt and own page in one: what the house answered, and what comes of it."""
    idea = get_idea_by_link(secret)
    context = _what_comes(idea) | {"idea": idea, "secret": secret, "looks": who_looked(idea)}
    return page(request, "events/wishes/mine.html", context)


@require_POST
@holder_of_link
@about(MY_IDEA, opened_by=Relation.HOLDER)
def take_back(request: HttpRequest, secret: str) -> HttpResponse:
    take_back_idea(idea=get_idea_by_link(secret))
    messages.success(request, _("It is taken back, and everything about you is gone."))
    return go_to(request, "wishes:list")


@require_http_methods(["GET", "HEAD", "POST"])
@holder_of_link
@about(MY_SUPPORT, opened_by=Relation.HOLDER)
def my_support(request: HttpRequest, secret: str) -> HttpResponse:
    """That one is counted, what comes of it, and where to write."""
    support = get_support_by_link(secret)
    form = BeToldForm(
        request.POST or None, initial={"email": support.email, "phone": support.phone}
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            be_told(support=support, **form.channel())
            messages.success(request, _("It is written down."))
            return go_to(request, "wishes:my_support", secret)
        except Refusal as said:
            refusal = said
    context = _what_comes(support.idea) | {
        "support": support,
        "idea": support.idea,
        "secret": secret,
        "form": form,
        "refusal": refusal,
    }
    return page(request, "events/wishes/support.html", context, refused=form.is_bound)


@require_POST
@holder_of_link
@about(MY_SUPPORT, opened_by=Relation.HOLDER)
def withdraw(request: HttpRequest, secret: str) -> HttpResponse:
    withdraw_support(support=get_support_by_link(secret))
    messages.success(request, _("You are not counted any more."))
    return go_to(request, "wishes:list")


def _what_comes(idea: Idea) -> dict[str, object]:
    """Dates that somebody who wished for it can go to, and whether they come first there."""
    now = timezone.now()
    dates = dates_of(idea.activity, now=now) if idea.told_at else []
    hours = first_hours(dates, now=now)
    ends = {each.until for each in hours.values()}
    return {
        "dates": [(one, hours.get(one.pk)) for one in dates],
        "is_first": bool(hours),
        # One word for all of them; otherwise each says its own.
        "until": ends.pop() if len(ends) == 1 and len(hours) == len(dates) else None,
    }
