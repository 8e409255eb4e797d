"""The link in a mail: looking changes nothing, a button does. Programs look through mail, too."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counsellors.chat.access import remember_browser, secret_of_browser
from counsellors.letters.access import get_letter_by_link
from counsellors.letters.domain import bring_to_browser, stop_mails
from jobcenter.accounts.access import holder_of_link
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@holder_of_link
@about("link to a letter", opened_by=Relation.HOLDER)
def open_letter(request: HttpRequest, secret: str) -> HttpResponse:
    """The browser that presses the button opens the talk from then on."""
    letter = get_letter_by_link(secret, now=timezone.now())
    context = {"letter": letter, "thread": letter.thread, "secret": secret}
    if request.method != "POST":
        return page(request, "counsellors/letters/open.html", context)
    own = secret_of_browser(request) or new_link_secret()
    try:
        thread = bring_to_browser(letter=letter, token_hash=hash_of_link(own), now=timezone.now())
    except Refusal as refusal:
        context["refusal"] = refusal
        return page(request, "counsellors/letters/open.html", context, refused=True)
    answer = go_to(request, "chat:talk_as_citizen", thread.public_id)
    remember_browser(answer, own)
    return answer


@require_POST
@holder_of_link
@about("link to a letter", opened_by=Relation.HOLDER)
def stop(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever reads a mail box that was typed by mistake stops what comes there."""
    stop_mails(letter=get_letter_by_link(secret, now=timezone.now()))
    messages.success(request, _("No more mails come, and the link no longer opens anything."))
    return go_to(request, "front")
