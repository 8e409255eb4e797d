"""A computer that others use, too: what this browser remembers of talks, and how to forget it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counsellors.chat.access import forget_browser
from counsellors.reach.access import visitor_of
from counsellors.reach.domain import talks_of_browser
from jobcenter.accounts.access import not_stored, public
from jobcenter.ui.responses import go_to, page


@public
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, _("This browser has forgotten your talk."))
        answer = go_to(request, "human")
        forget_browser(answer)
        return answer
    talks = talks_of_browser(token_hash=visitor_of(request).token_hash)
    context = {"talks": talks, "all_are_over": all(talk.is_over for talk in talks)}
    answer = page(request, "counsellors/reach/leave.html", context)
    return not_stored(answer)  # type: ignore[return-value]
