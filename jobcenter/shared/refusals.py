"""A refusal: the house says no to a request, kindly, with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Refusal(Exception):
    """A rule said no. `message` is the sentence on screen, `next_step` what the person can do.

    Nothing is written when a refusal is raised: the transaction it is raised in is rolled back.
    """

    message: Words = ""
    next_step: Words = ""
    # Something was lost between looking and locking: the same work may find something else.
    may_go_better_next_time = False

    def __init__(self, message: Words = "", *, next_step: Words = "") -> None:
        self.message = message or type(self).message
        self.next_step = next_step or type(self).next_step
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class HouseIsBusy(Refusal):
    message = _("Very many people are booking right now, so we did not get to your turn.")
    next_step = _("Nothing was changed. Wait a moment and send it again.")


@contextmanager
def refusals_for(**refusal_by_constraint: type[Refusal]) -> Iterator[None]:
    """Translate the *named* constraint a write runs into to its refusal.

    The write happens in a savepoint, so the surrounding transaction can go on to look for
    alternatives. A constraint that is not named here is a programming error and passes through.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = refusal_by_constraint.get(_constraint_name(error))
        if refusal is None:
            raise
        raise refusal from error


def _constraint_name(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
