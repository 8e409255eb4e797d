"""One transaction per act, tried again when PostgreSQL broke it for reasons of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError, connection

from .refusals import HouseIsBusy, Refusal, refusals_for

TRIES = 3
DEADLOCK, NOT_SERIALIZABLE = "40P01", "40001"
WAITED_TOO_LONG, RAN_TOO_LONG = "55P03", "57014"


def in_one_transaction[Result](
    work: Callable[[], Result], **refusal_by_constraint: type[Refusal]
) -> Result:
    """Do `work` in one transaction; a named constraint it runs into becomes its refusal.

    A deadlock, a serialization failure and a refusal that may go better next time undo everything,
    so the same work (with the same form key) is done again, at most three times. A lock waited for
    too long is HouseIsBusy at once: the person has waited enough.
    """
    for last_try in (False,) * (TRIES - 1) + (True,):
        try:
            # The transaction itself is the savepoint of `refusals_for`: two statements less.
            with refusals_for(**refusal_by_constraint):
                return work()
        except Refusal as refusal:
            if last_try or not refusal.may_go_better_next_time:
                raise
        except OperationalError as error:
            _pass_on_unless_it_may_be_tried_again(error)
    raise HouseIsBusy


def _pass_on_unless_it_may_be_tried_again(error: OperationalError) -> None:
    state = getattr(error.__cause__, "sqlstate", None)
    if state in {WAITED_TOO_LONG, RAN_TOO_LONG}:
        raise HouseIsBusy from error
    # Inside somebody else's transaction only its owner can begin again.
    if state not in {DEADLOCK, NOT_SERIALIZABLE} or connection.in_atomic_block:
        raise error
