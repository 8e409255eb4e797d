"""From a notice to the mail or the SMS: plain text first, then HTML, then the calendar entry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import Any

import mrml
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.utils import translation

from jobcenter.shared.retention import kept_for
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.dates import when_in_words

from .invitations import AT_THE_HOUSE, invitation, place_of
from .models import Notice
from .words import greeting_name

WITH_INVITATION = {
    "conversation_booked",
    "conversation_moved",
    "conversation_cancelled",
    "conversation_called_off",
    "signup_confirmed",
    "signup_changed",
    "signup_called_off",
    "signup_given_up",
}
# What staff write themselves; every other fact is a name, a number or an address.
OF_SEVERAL_LINES = {"words"}
NOT_FOR_PEOPLE = {
    # RFC 3834: no holiday reply to a mail that nobody wrote by hand.
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
}


def compose_mail(notice: Notice) -> EmailMultiAlternatives:
    """The whole message as it leaves the house, in the reader's language.

    Parts in the order that Gmail, Outlook and Apple Mail agree on: an alternative of text, HTML
    and `text/calendar; method=…`, then the same entry as an attachment. The attachment has a type
    of its own, because a second text/calendar is taken for a second invitation.
    """
    with translation.override(notice.language):
        facts = _facts(notice)
        subject, text = _subject_and_text(_render(f"emails/{notice.kind}.txt", facts))
        facts["mail_subject"] = subject
        html = _html(_render(f"emails/{notice.kind}.mjml", facts, autoescape=True))
        mail = EmailMultiAlternatives(
            subject=subject,
            body=text,
            from_email=settings.FROM_EMAIL,
            to=[notice.recipient],
            reply_to=_reply_to(notice.payload),
            headers=NOT_FOR_PEOPLE
            | {"Message-ID": message_id(notice), "Content-Language": notice.language},
        )
        mail.attach_alternative(html, "text/html")
        if notice.kind in WITH_INVITATION:
            _add_invitation(mail, notice)
    return mail


def compose_sms(notice: Notice) -> str:
    with translation.override(notice.language):
        return one_line(_render(f"emails/{notice.kind}.sms.txt", _facts(notice)))


def message_id(notice: Notice) -> str:
    """The same for every attempt at one effect: a mail sent again after a crash is recognised."""
    digest = hashlib.sha256(notice.effect_key.encode()).hexdigest()
    domain = parseaddr(settings.FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{digest[:40]}@{domain}>"


def _facts(notice: Notice) -> dict[str, Any]:
    payload = notice.payload
    facts = {name: _tidy(name, fact) for name, fact in payload.items() if fact is not None}
    return facts | {
        "greeting": greeting_name(payload.get("name") or ""),
        "when": _when(payload.get("starts_at"), payload.get("ends_at")),
        "previous_when": _when(payload.get("previous_starts_at")),
        "is_at_the_house": payload.get("mode") in AT_THE_HOUSE,
        "place": place_of(facts),
        "until_when": _when(payload.get("until")),
        "kept_days": kept_for("conversations").days,
        "signup_kept_days": kept_for("signups").days,
        "offer_kept_days": kept_for("offers").days,
        "wish_kept_days": kept_for("answered_wishes").days,
        "language": notice.language,
        "site_name": settings.SITE_NAME,
        "home": settings.SITE_URL + ("/en/" if notice.language == "en" else "/"),
        "hotline_phone": settings.HOTLINE_PHONE,
    }


def _tidy(name: str, fact: Any) -> str:
    return lines(fact) if name in OF_SEVERAL_LINES else one_line(fact)


def _when(start: str | None, end: str | None = None) -> str:
    if not start:
        return ""
    return when_in_words(
        datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None
    )


def _render(template: str, facts: dict[str, Any], *, autoescape: bool = False) -> str:
    source = engines["django"].engine.get_template(template)  # type: ignore[attr-defined]
    return str(source.render(Context(facts, autoescape=autoescape)))


def _subject_and_text(rendered: str) -> tuple[str, str]:
    first, _, rest = rendered.strip().partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError("the text of a mail begins with a line “Subject: …”")
    lines = "\n".join(line.rstrip() for line in rest.splitlines())
    return first.removeprefix("Subject: "), re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _html(mjml: str) -> str:
    try:
        return mrml.to_html(mjml, None, mrml.RenderOptions(disable_comments=True, fonts={})).content
    except OSError as error:
        # mrml's word for a template it cannot read; here OSError means a mail server that is gone.
        raise ValueError(f"unreadable MJML: {error}") from None


def _reply_to(payload: Mapping[str, Any]) -> list[str]:
    address = one_line(payload.get("centre_email") or "")
    return [address] if address else []


def _add_invitation(mail: EmailMultiAlternatives, notice: Notice) -> None:
    entry = invitation(notice.payload, attendee=notice.recipient, written_at=notice.created_at)
    method = notice.payload["method"]
    mail.attach_alternative(entry.decode(), f"text/calendar; method={method}")
    mail.attach("invitation.ics", entry, "application/ics")
