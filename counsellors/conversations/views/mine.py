"""My conversations, for somebody who is logged in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.conversations.domain.reading import own_conversations
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.conversations.models import Conversation
from counsellors.responsibility.domain.reading import around_own_counsellor
from jobcenter.accounts.access import citizen_required, user_of
from jobcenter.ui.responses import page


@require_safe
@citizen_required
def mine(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    own = own_conversations(user, now=now)
    context = {
        **around_own_counsellor(user),
        "ahead": [_row(one, now) for one in own.ahead],
        "earlier": [_row(one, now) for one in own.earlier],
    }
    return page(request, "counsellors/conversations/mine.html", context)


def _row(conversation: Conversation, now: datetime) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "secret": link_secret_of(conversation),
        "has_begun": conversation.has_begun(now),
        "has_choices": conversation.has_choices(now),
    }
