"""Everybody sees the read log about themselves; somebody else's lines do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from jobcenter.audit.models import Reading

from .domain import own_citizens, readings_about
from .models import Question

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def get_own_reading(user: User, public_id: str) -> Reading:
    return get_object_or_404(readings_about(user), public_id=public_id)


def get_own_question(user: User, public_id: str) -> Question:
    """By the public id of the line it is about."""
    return get_object_or_404(Question, reading=public_id, citizen__in=own_citizens(user))
