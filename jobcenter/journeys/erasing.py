"""What goes together with an account, whoever deletes it and by whichever way."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from citizens.people.models import Citizen
from counsellors.chat.domain.ending import erase_threads_of
from counsellors.files.domain.storing import delete_leftovers
from jobcenter.accounts.models import User


def erase_talks_of_account(*, instance: User, **_: Any) -> None:
    """Every word and file of the talks this account has, in the transaction that deletes it.

    Rooms below cannot be called from where accounts live, so this listens to the deletion itself. A
    deletion in the database passes by it: for those `erase_threads_of_nobody` runs once a day.
    Conversations, which have dates of their own in the retention policy, go by those.
    """
    now = timezone.now()
    with transaction.atomic():
        theirs = Citizen.objects.filter(user=instance)
        for citizen in theirs:
            erase_threads_of(citizen=citizen, now=now)
        # Reached by their account alone: from here on nothing leads back to them.
        theirs.filter(email=None, phone=None).update(user=None, is_guest=True)
        transaction.on_commit(lambda: delete_leftovers(now=timezone.now()), robust=True)
