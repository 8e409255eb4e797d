"""The conversation behind its secret link: receipt, see, move, cancel, calendar file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.availability.domain.offers import offer_times
from counsellors.conversations.access import (
    conversation_by_code,
    get_conversation_by_link,
    is_over_but_kept,
)
from counsellors.conversations.domain.alternatives import Alternative
from counsellors.conversations.domain.cancelling import cancel_conversation, stop_reminder
from counsellors.conversations.domain.looks import is_known_by_this_alone
from counsellors.conversations.domain.moving import FORM as MOVE_FORM
from counsellors.conversations.domain.moving import move_conversation, question_of
from counsellors.conversations.domain.receipts import facts_of
from counsellors.conversations.domain.refusals import TimeRefused
from counsellors.conversations.domain.secrets import link_secret_of, spoken_code_of
from counsellors.conversations.enums import Status
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.conversations.forms.code import CodeForm
from counsellors.conversations.forms.picker import DAYS_AT_FIRST, TimeForm, days_to_show
from counsellors.conversations.forms.steps import needs_in_words
from counsellors.conversations.models import Conversation
from jobcenter.accounts.access import holder_of_link, public, user_or_nobody
from jobcenter.accounts.policy import Relation, about
from jobcenter.outbox.invitations import invitation as calendar_file
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page


@require_safe
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def receipt(request: HttpRequest, secret: str) -> HttpResponse:
    conversation = get_conversation_by_link(secret, now=timezone.now())
    return page(request, "counsellors/conversations/receipt.html", _shown(conversation, secret))


@require_safe
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def manage(request: HttpRequest, secret: str) -> HttpResponse:
    now = timezone.now()
    if is_over_but_kept(secret, now=now):
        # The address in every mail: once there is nothing to move, it leads to what was agreed.
        return go_to(request, "practice:note_by_link", secret)
    conversation = get_conversation_by_link(secret, now=now)
    return page(request, "counsellors/conversations/manage.html", _shown(conversation, secret))


@require_http_methods(["GET", "HEAD", "POST"])
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    now = timezone.now()
    conversation = get_conversation_by_link(secret, now=now)
    if request.method != "POST" and not conversation.is_upcoming(now):
        return go_to(request, "conversations:manage", secret)
    refusal = None
    if request.method == "POST":
        try:
            cancel_conversation(conversation=conversation, now=now, user=user_or_nobody(request))
            return go_to(request, "conversations:manage", secret)
        except Refusal as said:
            refusal = said
    context = {**_shown(conversation, secret), "refusal": refusal}
    refused = refusal is not None
    return page(request, "counsellors/conversations/cancel.html", context, refused=refused)


@require_POST
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def without_reminder(request: HttpRequest, secret: str) -> HttpResponse:
    conversation = get_conversation_by_link(secret, now=timezone.now())
    stop_reminder(conversation=conversation, now=timezone.now(), user=user_or_nobody(request))
    return go_to(request, "conversations:manage", secret)


@require_http_methods(["GET", "HEAD", "POST"])
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def move(request: HttpRequest, secret: str) -> HttpResponse:
    now = timezone.now()
    conversation = get_conversation_by_link(secret, now=now)
    if not conversation.is_upcoming(now):
        return go_to(request, "conversations:manage", secret)
    if request.method != "POST":
        return _move_page(request, conversation, secret)
    chosen = ChosenTime.read(request.POST.get("tid", ""))
    if chosen is None:
        return _move_page(request, conversation, secret, answer=request.POST)
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
        return _move_page(request, conversation, secret, refusal=refusal)
    return go_to(request, "conversations:receipt", secret)


@require_safe
@holder_of_link
@about("link to a conversation", opened_by=Relation.HOLDER)
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar entry as a file, for whoever got no mail; cancelled, it takes the entry away."""
    conversation = get_conversation_by_link(secret, now=timezone.now())
    method = "PUBLISH" if conversation.status == Status.BOOKED else "CANCEL"
    body = calendar_file(facts_of(conversation, method=method))
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="samtale.ics"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@public
def by_code(request: HttpRequest) -> HttpResponse:
    """Phone number and spoken code open the same page as the secret link."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            found = conversation_by_code(
                **form.cleaned_data, address=client_address(request), now=timezone.now()
            )
            return go_to(request, "conversations:manage", link_secret_of(found))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return page(
        request, "counsellors/conversations/by_code.html", {"form": form}, refused=form.is_bound
    )


def _shown(conversation: Conversation, secret: str) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "secret": secret,
        "has_choices": conversation.has_choices(timezone.now()),
        "is_upcoming": conversation.is_upcoming(timezone.now()),
        "spoken_code": spoken_code_of(conversation),
        "needs": needs_in_words(conversation.needs, conversation.interpreter_language),
        "shows_looks": is_known_by_this_alone(conversation),
    }


def _alternatives(refusal: Refusal | None) -> list[Alternative]:
    return refusal.alternatives if isinstance(refusal, TimeRefused) else []


def _move_page(
    request: HttpRequest,
    conversation: Conversation,
    secret: str,
    *,
    answer: Any = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The slot picker, all else as booked; the old time stands until a new one does."""
    offers = offer_times(question=question_of(conversation), now=timezone.now())
    days = asked_number(request, "dage", usual=DAYS_AT_FIRST, most=30)
    shown = days_to_show(
        offers, days=days, own_counsellor_id=conversation.counsellor_id, is_whole_day=False
    )
    form = TimeForm(answer, days=shown, counsellors=offers.counsellors, centres=offers.centres)
    context = {
        **_shown(conversation, secret),
        "form": form,
        "form_key": mint_form_key(form=MOVE_FORM),
        "refusal": refusal,
        # Without an address each: the picker below is the way to choose one.
        "alternatives": [(time, "") for time in _alternatives(refusal)],
        "more_days": days + DAYS_AT_FIRST if len(offers.days) > len(shown) else 0,
    }
    refused = refusal is not None or answer is not None
    return page(request, "counsellors/conversations/move.html", context, refused=refused)
