"""My counsellor cannot come: the same time with a colleague, a new time, or the phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from counsellors.availability.enums import Mode
from counsellors.conversations.access import get_conversation_by_link
from counsellors.conversations.domain.another_time import colleagues_at_the_same_time
from counsellors.conversations.domain.moving import FORM, move_conversation
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.conversations.models import Conversation
from jobcenter.accounts.access import holder_of_link, user_or_nobody
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@holder_of_link
@about("link to a conversation with choices", opened_by=Relation.HOLDER)
def choices(request: HttpRequest, secret: str) -> HttpResponse:
    """Only for somebody who was asked to choose; everybody else has the usual page."""
    now = timezone.now()
    conversation = get_conversation_by_link(secret, now=now)
    if not conversation.has_choices(now):
        return go_to(request, "conversations:manage", secret)
    chosen = ChosenTime.read(request.POST.get("tid", ""))
    if request.method != "POST" or chosen is None:
        return _choices_page(request, conversation, secret)
    try:
        move_conversation(
            conversation=conversation,
            start=chosen.start,
            counsellor=chosen.counsellor,
            centre=chosen.centre,
            mode=chosen.mode,
            form_key=request.POST.get("key", ""),
            now=now,
            user=user_or_nobody(request),
        )
    except Refusal as refusal:
        return _choices_page(request, conversation, secret, refusal=refusal)
    return go_to(request, "conversations:receipt", secret)


def _choices_page(
    request: HttpRequest, conversation: Conversation, secret: str, *, refusal: Refusal | None = None
) -> HttpResponse:
    same_way = Mode(conversation.mode)
    context = {
        "conversation": conversation,
        "secret": secret,
        "colleagues": _colleagues(conversation, same_way),
        "by_phone": [] if same_way == Mode.PHONE else _colleagues(conversation, Mode.PHONE),
        "form_key": mint_form_key(form=FORM),
        "refusal": refusal,
    }
    refused = refusal is not None
    return page(request, "counsellors/conversations/choices.html", context, refused=refused)


def _colleagues(conversation: Conversation, mode: Mode) -> list[dict[str, Any]]:
    """Each with the time as the form carries it."""
    return [
        {
            "counsellor": colleague,
            "time": str(
                ChosenTime(
                    conversation.starts_at, colleague.slug, mode.value, conversation.centre.slug
                )
            ),
        }
        for colleague in colleagues_at_the_same_time(conversation, mode=mode, now=timezone.now())
    ]
