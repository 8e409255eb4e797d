from __future__ import annotations

import logging
from email.message import EmailMessage

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from jobcenter.accounts.access import demo_only, operations
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import page

from .demo_mailbox import arrived_at, mail_with_id, newest_mails, part_of
from .domain import troubles
from .invitations import read_invitation

logger = logging.getLogger(__name__)
SHOWN = 50


@operations
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing is asked of anything else."""
    return HttpResponse("alive\n", content_type="text/plain")


@operations
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether people can be served. Why not is in the log: strangers can read this page."""
    try:
        found = troubles(now=timezone.now())
    except DatabaseError as error:
        found = [f"the database does not answer: {type(error).__name__}"]
    for trouble in found:
        logger.error("not ready: %s", trouble)
    words = "not ready\n" if found else "ready\n"
    return HttpResponse(words, content_type="text/plain", status=503 if found else 200)


@demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return page(request, "outbox/mailbox.html", {"mails": list(newest_mails(most=SHOWN))})


@demo_only
@about("mail of the demo", opened_by=Relation.ANYBODY)
@require_safe
def letter(request: HttpRequest, mail_id: str) -> HttpResponse:
    mail = _mail_or_404(mail_id)
    calendar = part_of(mail, "text/calendar")
    context = {
        "mail_id": mail_id,
        "mail": mail,
        "at": arrived_at(mail_id),
        "text": part_of(mail, "text/plain"),
        "has_html": bool(part_of(mail, "text/html")),
        "invitation": read_invitation(calendar) if calendar else None,
    }
    return page(request, "outbox/letter.html", context)


# Mail programs know inline styles only, so this one answer allows them. It is a sandbox besides: a
# document of no origin, without scripts, forms or anything from elsewhere; links open outside it.
@csp_override(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
@demo_only
@about("mail of the demo", opened_by=Relation.ANYBODY)
@require_safe
def letter_page(request: HttpRequest, mail_id: str) -> HttpResponse:
    html = part_of(_mail_or_404(mail_id), "text/html")
    if not html:
        raise Http404
    return HttpResponse(html)


@demo_only
@about("mail of the demo", opened_by=Relation.ANYBODY)
@require_safe
def letter_invitation(request: HttpRequest, mail_id: str) -> HttpResponse:
    calendar = part_of(_mail_or_404(mail_id), "text/calendar")
    if not calendar:
        raise Http404
    return HttpResponse(
        calendar.replace("\n", "\r\n"),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invitation.ics"'},
    )


def _mail_or_404(mail_id: str) -> EmailMessage:
    mail = mail_with_id(mail_id)
    if mail is None:
        raise Http404
    return mail
