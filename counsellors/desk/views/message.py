"""A kind message after a conversation that did not become one. Nothing else is kept of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counsellors.conversations.models import Conversation
from counsellors.desk.access import see_begun_conversation
from counsellors.desk.domain.message import FORM, is_written, send_message
from counsellors.desk.forms.message import MessageForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
@about("begun conversation", opened_by=Relation.COUNSELLOR)
def missed(request: HttpRequest, public_id: str) -> HttpResponse:
    conversation = see_begun_conversation(user_of(request), public_id, now=timezone.now())
    form = MessageForm(
        request.POST if request.method == "POST" else None, conversation=conversation
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, conversation, form)
    try:
        send_message(
            conversation=conversation,
            words=form.cleaned_data["words"],
            way_on=form.cleaned_data["way_on"],
            form_key=request.POST.get("key", ""),
            by=user_of(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, conversation, form)
    messages.success(request, _("Your message is on its way."))
    return go_to(request, "desk:missed", public_id)


def _page(request: HttpRequest, conversation: Conversation, form: MessageForm) -> HttpResponse:
    context = {
        "conversation": conversation,
        "form": form,
        "is_written": is_written(conversation),
        "form_key": mint_form_key(form=FORM),
    }
    return page(request, "counsellors/desk/message.html", context, refused=form.is_bound)
