"""What pages of lower rooms show of talks: on one's own page, on a talk, and before logging out."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from counsellors.chat.models import Thread
from counsellors.reach.access import is_offered, own_talks, talk_to_offer_once, visitor_of
from jobcenter.shared.languages import SpokenLanguage

register = template.Library()


@register.inclusion_tag("counsellors/reach/_own_talks.html", takes_context=True)
def own_open_talks(context: dict[str, Any]) -> dict[str, Any]:
    """On one's own page: the talks that go on, and once the question whose the browser's is."""
    request = context["request"]
    visitor = visitor_of(request)
    talks = [talk for talk in own_talks(visitor) if not talk.by_browser]
    return {"talks": talks, "offered": talk_to_offer_once(request)}


@register.inclusion_tag("counsellors/reach/_claim_offer.html", takes_context=True)
def claim_offer(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """On a talk that the browser opens: the question, until it is answered."""
    return {"offered": thread if is_offered(context["request"], thread) else None}


@register.filter
def numbered(address: str, number: int) -> str:
    """An address of message 0, made one of message `number`: see `Visit.of_a_message`."""
    return address.replace("/0/", f"/{number}/")


@register.simple_tag
def spoken(code: str) -> SafeString:
    """A language in its own name, and in its own direction."""
    language = SpokenLanguage(code)
    tag = "da" if language == SpokenLanguage.DANISH_SIGN else code
    return format_html('<bdi lang="{}">{}</bdi>', tag, language.label)


@register.inclusion_tag("counsellors/reach/_before_leaving.html", takes_context=True)
def talks_before_leaving(context: dict[str, Any]) -> dict[str, Any]:
    """Before logging out: what stays, and what this browser is about to forget."""
    talks = own_talks(visitor_of(context["request"]))
    return {
        "user": context["user"],
        "on_account": [talk for talk in talks if not talk.by_browser],
        "in_browser": [talk for talk in talks if talk.by_browser],
    }
