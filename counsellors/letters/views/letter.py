"""What was promised, and where the answer goes: to be looked at and put right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counsellors.chat.views.doors import Visit
from counsellors.chat.views.ended import say_it_has_ended
from counsellors.letters.access import get_letter_of_talk
from counsellors.letters.domain import change_address, stop_mails
from counsellors.letters.domain.telling import mail_of_account
from counsellors.letters.forms import MailForm
from counsellors.letters.models import Letter
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import SeeOther, go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, visit: Visit) -> HttpResponse:
    kept = get_letter_of_talk(visit.thread)
    if visit.is_over:
        # Also when it is sent: no answer would ever go to that address.
        return say_it_has_ended(request, visit.thread, talk=visit.address("talk"))
    form = MailForm(
        request.POST if request.method == "POST" else None, initial={"mail": kept.email}
    )
    context: dict[str, Any] = {"visit": visit, "letter": kept, "form": form}
    context["goes_to"] = _where(visit, kept)
    if request.method == "POST" and form.is_valid():
        try:
            change_address(letter=kept, mail=form.cleaned_data["mail"], now=timezone.now())
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            messages.success(request, _("We write to that address from now on."))
            return SeeOther(request.path)
    return page(request, "counsellors/letters/letter.html", context, refused=form.is_bound)


@require_POST
def no_mails(request: HttpRequest, visit: Visit) -> HttpResponse:
    stop_mails(letter=get_letter_of_talk(visit.thread))
    messages.success(request, _("No more mails come. You find the answer here."))
    return go_to(request, visit.address("talk"))


def _where(visit: Visit, letter: Letter) -> str:
    citizen = visit.thread.citizen
    if citizen is not None:
        return mail_of_account(citizen.user) if citizen.user else ""
    return letter.email
