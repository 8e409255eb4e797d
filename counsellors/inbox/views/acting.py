"""What a counsellor does with a talk: take, hand over, invite, leave, give back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counsellors.chat.domain.seating import FORM, hand_over, invite, leave
from counsellors.chat.domain.seats import Seat
from counsellors.chat.models import Thread
from counsellors.chat.views.ended import is_too_late, say_it_has_ended_at_work
from counsellors.duty.domain import on_duty_among
from counsellors.inbox.access import (
    get_colleagues,
    get_guest_seat,
    get_my_thread,
    get_thread_to_take,
)
from counsellors.inbox.forms import CardForm, ColleagueForm
from counsellors.line.domain import put_back_in_line, take_up
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.sensitive import PassagesNamed, accepted_passages
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_POST
@counsellors_only
@about("waiting chat", opened_by=Relation.COUNSELLOR)
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """The one who answers. Whoever was slower is told who was quicker."""
    thread, counsellor = get_thread_to_take(user_of(request), public_id)
    try:
        is_mine = take_up(thread=thread, counsellor=counsellor, now=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return go_to(request, "inbox:desk")
    if is_mine or thread.counsellor == counsellor:
        return go_to(request, "inbox:thread", public_id)
    thread.refresh_from_db(fields=["counsellor"])
    if thread.counsellor is not None:
        who = {"name": thread.counsellor.first_name}
        messages.info(request, _("%(name)s was a moment quicker and answers them.") % who)
    return go_to(request, "inbox:desk")


@get_or_post
@counsellors_only
@about("chat", opened_by=Relation.COUNSELLOR)
def pass_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand over with a card the citizen reads and may say no to."""
    thread, seat, counsellor = get_my_thread(user_of(request), public_id)
    if is_too_late(request, thread):
        return say_it_has_ended_at_work(request, thread)
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    colleagues = get_colleagues(thread, counsellor)
    here = on_duty_among(colleagues, now=now)
    form = CardForm(sent, colleagues=colleagues, here=here, now=now)
    if not form.is_bound or not form.is_valid():
        return _card_page(request, thread, form)
    try:
        hand_over(
            seat=seat,
            to=form.cleaned_data["colleague"],
            why=form.cleaned_data["why"],
            until=form.cleaned_data["until"],
            form_key=request.POST.get("key", ""),
            accepted=accepted_passages(request.POST),
            now=now,
        )
    except Refusal as refusal:
        return _card_page(request, thread, form, refusal=refusal)
    _say_who_answers(request, form.cleaned_data["colleague"], here)
    return go_to(request, "inbox:desk")


@get_or_post
@counsellors_only
@about("chat", opened_by=Relation.COUNSELLOR)
def bring_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Invite a colleague: they read and write with us."""
    thread, seat, counsellor = get_my_thread(user_of(request), public_id)
    if is_too_late(request, thread):
        return say_it_has_ended_at_work(request, thread)
    sent = request.POST if request.method == "POST" else None
    colleagues = get_colleagues(thread, counsellor)
    here = on_duty_among(colleagues, now=timezone.now())
    form = ColleagueForm(sent, colleagues=colleagues, here=here)
    if not form.is_bound or not form.is_valid():
        return _invite_page(request, thread, form)
    try:
        invite(seat=seat, colleague=form.cleaned_data["colleague"], now=timezone.now())
    except Refusal as refusal:
        return _invite_page(request, thread, form, refusal=refusal)
    return go_to(request, "inbox:thread", public_id)


@require_POST
@counsellors_only
@about("chat with a guest", opened_by=Relation.COUNSELLOR)
def go(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave a talk one was invited to."""
    _thread, seat = get_guest_seat(user_of(request), public_id)
    return _done(request, seat, lambda: leave(seat=seat, now=timezone.now()))


@require_POST
@counsellors_only
@about("chat", opened_by=Relation.COUNSELLOR)
def put_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """In line again, at its old place; a letter waits as a letter again."""
    _thread, seat, _counsellor = get_my_thread(user_of(request), public_id)
    return _done(request, seat, lambda: put_back_in_line(holder=seat, now=timezone.now()))


def _done(request: HttpRequest, seat: Seat, act: Callable[[], object]) -> HttpResponse:
    """Back to the list; what stood in the way is said there, and the talk is still at hand."""
    try:
        act()
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return go_to(request, "inbox:thread", seat.public_id)
    return go_to(request, "inbox:desk")


def _say_who_answers(request: HttpRequest, colleague: Counsellor, here: set[int]) -> None:
    said = _("%(name)s answers from now on. They see the card.")
    if colleague.pk not in here:
        said = _("%(name)s is not here now, and answers when they are back. They can read that.")
    messages.success(request, said % {"name": colleague.first_name})


def _card_page(
    request: HttpRequest, thread: Thread, form: CardForm, *, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "thread": thread,
        "form": form,
        "form_key": mint_form_key(form=FORM),
        "refusal": refusal,
        "named": refusal if isinstance(refusal, PassagesNamed) else None,
    }
    return page(request, "counsellors/inbox/pass_on.html", context, refused=form.is_bound)


def _invite_page(
    request: HttpRequest, thread: Thread, form: ColleagueForm, *, refusal: Refusal | None = None
) -> HttpResponse:
    context = {"thread": thread, "form": form, "refusal": refusal}
    return page(request, "counsellors/inbox/bring_in.html", context, refused=form.is_bound)
