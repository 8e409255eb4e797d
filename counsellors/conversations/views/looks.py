"""Who has seen my information, for whoever holds a conversation's link and nothing else."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizens.rights.domain import in_words
from counsellors.conversations.access import get_kept_conversation_by_link
from counsellors.conversations.domain.looks import is_known_by_this_alone, looks_at
from jobcenter.accounts.access import holder_of_link
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

LINES_ON_A_PAGE = 25
MOST_PAGES = 9999


@require_safe
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def who_has_seen(request: HttpRequest, secret: str) -> HttpResponse:
    conversation = get_kept_conversation_by_link(secret, now=timezone.now())
    if not is_known_by_this_alone(conversation):
        # Their own page shows everything, and asks who they are first.
        return go_to(request, "rights:who_has_seen")
    pages = Paginator(looks_at(conversation), LINES_ON_A_PAGE)
    shown = pages.get_page(asked_number(request, "page", usual=1, most=MOST_PAGES))
    context = {
        "conversation": conversation,
        "secret": secret,
        "page": shown,
        "lines": in_words(shown),
    }
    return page(request, "counsellors/conversations/who_has_seen.html", context)
