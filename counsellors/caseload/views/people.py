"""A counsellor's own people: the list, the offer, the handover."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.caseload.access import (
    get_my_handover,
    get_my_person,
    see_met_conversation,
    see_my_people,
    see_waiting_card,
)
from counsellors.caseload.domain.offering import offer_after_talk
from counsellors.caseload.forms import HandoverForm, PeopleForm
from counsellors.conversations.domain.going_on import can_be_offered
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.handing_over import (
    FORM,
    propose_handover,
    withdraw_handover,
)
from counsellors.responsibility.domain.reading import with_room
from counsellors.responsibility.domain.refusals import NothingToOffer
from counsellors.responsibility.models import Responsibility
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.sensitive import PassagesNamed, accepted_passages
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

MOST_PAGES = 9999
counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_safe
@counsellors_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose own counsellor I am, by name."""
    form = PeopleForm(request.GET)
    shown, rows = see_my_people(
        user_of(request),
        wanted=form.wanted(),
        number=asked_number(request, "page", usual=1, most=MOST_PAGES),
        now=timezone.now(),
    )
    context = {
        "form": form,
        "page": shown,
        "rows": rows,
        "total": shown.paginator.count,
        "is_narrowed": any(form.cleaned_data.values()),
    }
    return page(request, "counsellors/caseload/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@counsellors_only
@about("conversation", opened_by=Relation.COUNSELLOR)
def offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer somebody I have a conversation with to be their own counsellor."""
    now = timezone.now()
    conversation = see_met_conversation(user_of(request), public_id, now=now)
    if request.method != "POST":
        refusal = None if can_be_offered(conversation, now=now) else NothingToOffer()
        return _offer_page(request, conversation, refusal)
    try:
        offer_after_talk(conversation=conversation, now=now)
    except Refusal as refusal:
        return _offer_page(request, conversation, refusal)
    messages.success(request, _("The offer is with them. They answer if and when they want to."))
    return go_to(request, "workday:day")


def _offer_page(
    request: HttpRequest, conversation: Conversation, refusal: Refusal | None
) -> HttpResponse:
    context = {"conversation": conversation, "refusal": refusal}
    refused = refusal is not None and request.method == "POST"
    return page(request, "counsellors/caseload/offer.html", context, refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
@counsellors_only
@about("responsibility", opened_by=Relation.COUNSELLOR)
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose a colleague to one of my people, with a card they read first."""
    person = get_my_person(user_of(request), public_id)
    form = HandoverForm(
        request.POST if request.method == "POST" else None, colleagues=_colleagues(person)
    )
    if not form.is_bound or not form.is_valid():
        return _handover_page(request, person, form)
    try:
        propose_handover(
            responsibility=person,
            colleague=form.cleaned_data["colleague"],
            words=form.cleaned_data["words"],
            form_key=request.POST.get("key", ""),
            by=user_of(request),
            now=timezone.now(),
            accepted=accepted_passages(request.POST),
        )
    except Refusal as refusal:
        return _handover_page(request, person, form, refusal=refusal)
    return go_to(request, "caseload:hand_over", person.public_id)


@require_POST
@counsellors_only
@about("handover", opened_by=Relation.COUNSELLOR)
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    handover = get_my_handover(user_of(request), public_id)
    withdraw_handover(handover=handover, by=user_of(request))
    return go_to(request, "caseload:people")


def _colleagues(person: Responsibility) -> list[Counsellor]:
    """Those in the same houses who have room: a card to a full one could only be refused."""
    houses = person.counsellor.centres.filter(is_published=True)
    staying = Counsellor.objects.active().filter(last_day=None)
    others = staying.exclude(pk=person.counsellor_id)
    return with_room(list(others.filter(centres__in=houses).distinct()))


def _handover_page(
    request: HttpRequest,
    person: Responsibility,
    form: HandoverForm,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "form_key": mint_form_key(form=FORM),
        "refusal": refusal,
        "named": refusal if isinstance(refusal, PassagesNamed) else None,
        "waiting": see_waiting_card(user_of(request), person, now=timezone.now()),
    }
    return page(request, "counsellors/caseload/hand_over.html", context, refused=form.is_bound)
