"""A block is wrong, says whoever meets it: who leads the house is told, and somebody answers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counsellors.safety.models import Block
from jobcenter.accounts.models import User
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import CentreQuerySet
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.refusals import Refusal

from .blocking import name_of
from .leads import leads_or_house


class SayWhyItStands(Refusal):
    message = _("Write why it stands.")
    next_step = _("Whoever said that it is wrong reads your words.")


class ObjectionIsAnswered(Refusal):
    message = _("Somebody has already answered this.")
    next_step = _("Load the page again to see it.")


def object_to_block(*, block: Block, words: str, now: datetime) -> bool:
    """The blocked person's own words, once; of a connection, those of whoever there was first.

    False when something was said before. The mail to whoever leads the house holds none of them.
    """
    if not words:
        return False
    with transaction.atomic():
        unsaid = Block.objects.lasting(now).filter(pk=block.pk, objection="")
        if not unsaid.update(objection=words, objected_at=now):
            return False
        _tell_who_leads(block, now=now)
    return True


def answer_objection(*, block: Block, words: str, by: User, now: datetime) -> None:
    """Why the block stands, for whoever said that it is wrong; letting them write again is an
    answer of its own. Raises SayWhyItStands and ObjectionIsAnswered; the same words again are no
    second answer.
    """
    if not words:
        raise SayWhyItStands
    with transaction.atomic():
        waits = Block.objects.lasting(now).unanswered().filter(pk=block.pk)
        if waits.update(answer=words, answered_by=name_of(by), answered_at=now):
            record_change("block.answered", subject=f"block:{block.public_id}", actor=by)
            return
    block.refresh_from_db()
    if (block.answer, block.answered_by) != (words, name_of(by)):
        raise ObjectionIsAnswered


def objections_wait_at(centres: CentreQuerySet, *, now: datetime) -> bool:
    """Whether somebody waits for an answer at one of these houses. One query."""
    return Block.objects.lasting(now).unanswered().filter(centre__in=centres).exists()


def _tell_who_leads(block: Block, *, now: datetime) -> None:
    for address in sorted(leads_or_house(block.centre)):
        queue_notice(
            "block_objected",
            channel=Notice.Channel.MAIL,
            recipient=address,
            language=LANGUAGE_OF_THE_HOUSE,
            payload={
                "house": block.centre.name,
                "link": settings.SITE_URL + reverse("safety:blocks"),
            },
            effect_key=f"block_objected:{block.public_id}:{address}",
            subject=f"block:{block.public_id}",
            due_at=now,
        )
