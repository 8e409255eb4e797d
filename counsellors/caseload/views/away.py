"""When a counsellor falls ill: one page for them, and one with choices for each person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from counsellors.availability.enums import Mode
from counsellors.caseload.access import get_counsellor_of
from counsellors.caseload.domain.away import be_away, colleagues_at_the_same_time, is_away_for
from counsellors.caseload.forms import AwayForm
from counsellors.conversations.access import get_conversation_by_link
from counsellors.conversations.domain.moving import FORM, move_conversation
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.conversations.models import Conversation
from jobcenter.accounts.access import holder_of_link, staff_required, user_of, user_or_nobody
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
def away(request: HttpRequest) -> HttpResponse:
    """I am away from now on, until a day has ended. Nobody asks why."""
    counsellor = get_counsellor_of(user_of(request))
    form = AwayForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            told = be_away(
                counsellor=counsellor,
                last_day=form.cleaned_data["last_day"],
                actor=user_of(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _told(told))
            return go_to(request, "conversations:upcoming")
    return page(request, "counsellors/caseload/away.html", {"form": form}, refused=form.is_bound)


@get_or_post
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def choices(request: HttpRequest, secret: str) -> HttpResponse:
    """My counsellor is away: the same time with a colleague, a new time, or the phone."""
    now = timezone.now()
    conversation = get_conversation_by_link(secret, now=now)
    if not conversation.is_upcoming(now) or not is_away_for(conversation):
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
    return page(request, "counsellors/caseload/choices.html", context, refused=refused)


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


def _told(count: int) -> str:
    if not count:
        return _("Nobody had a time with you then. Get well soon.")
    return ngettext(
        "%(count)d person has been told and can choose.",
        "%(count)d people have been told and can choose.",
        count,
    ) % {"count": count}
