"""For whoever is kept from writing: why, until when, and every way that stays open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counsellors.safety.domain import object_to_block
from counsellors.safety_pages.access import own_blocks, was_heard
from counsellors.safety_pages.forms import WordsForm
from jobcenter.accounts.access import not_stored, public
from jobcenter.ui.responses import SeeOther, page


@public
@require_http_methods(["GET", "HEAD", "POST"])
def blocked(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    blocks = own_blocks(request, now=now)
    form = WordsForm(request.POST if request.method == "POST" else None)
    unsaid = [block for block in blocks if not block.objection]
    if request.method == "POST" and form.is_valid():
        for block in unsaid:
            object_to_block(block=block, words=form.cleaned_data["words"], now=now)
        messages.success(request, _("We have your words. The answer comes here, on this page."))
        return SeeOther(request.path)
    context = {
        "blocks": blocks,
        "is_of_connection": all(block.is_of_connection for block in blocks),
        "can_object": bool(unsaid),
        "was_heard": not blocks and was_heard(request, now=now),
        "form": form,
    }
    shown = page(request, "counsellors/safety/blocked.html", context, refused=form.is_bound)
    return not_stored(shown)  # type: ignore[return-value]
