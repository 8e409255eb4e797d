"""What pages of the programme say to programs: lower rooms show it and need not know how."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from events.activities.models import ActivityDate
from events.feeds.domain.structured import card_of, linked_data
from events.feeds.forms import FeedForm
from events.feeds.views.addresses import Ways, ways_of

register = template.Library()


@register.inclusion_tag("events/feeds/_card.html", takes_context=True)
def told_elsewhere(context: Context, one: ActivityDate) -> dict[str, Any]:
    """For the head of a date's page: search engines, and sites that show links."""
    return {"card": card_of(one), "data": _data(one), "site_name": context["site_name"]}


@register.simple_tag(takes_context=True)
def ways_to_follow(context: Context) -> Ways:
    """The addresses under which what this page shows can be followed."""
    return ways_of(FeedForm(context["request"].GET))


def _data(one: ActivityDate) -> SafeString:
    return mark_safe(linked_data(one))  # noqa: S308  no sign is left in it that HTML knows
