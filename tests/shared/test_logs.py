"""A log tells what went wrong; it opens nobody's page."""

from __future__ import annotations

import logging
from logging import LogRecord

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from jobcenter.shared.secrets import new_link_secret, new_public_id


def written(message: str, *arguments: object, error: BaseException | None = None) -> str:
    """As the handler every logger of the house ends at writes it."""
    handler = settings.LOGGING["handlers"]["console"]
    formatter = import_string(settings.LOGGING["formatters"][handler["formatter"]]["()"])()
    trouble = (type(error), error, error.__traceback__) if error else None
    record = LogRecord("django.request", logging.WARNING, "", 1, message, arguments, trouble)
    return str(formatter.format(record))


@pytest.mark.parametrize("attempt", range(200))
def test_link_of_a_conversation_is_left_out_of_a_refused_request(attempt):
    secret = new_link_secret()

    assert written("%s: %s", "Unprocessable Content", f"/samtale/{secret}/flyt/") == (
        "Unprocessable Content: /samtale/[secret]/flyt/"
    )


def test_secret_in_a_traceback_is_left_out():
    secret = new_link_secret()

    line = written("Internal Server Error", error=ValueError(f"no room for {secret}"))

    assert "ValueError: no room for [secret]" in line
    assert secret not in line


def test_names_of_things_stay_readable():
    public_id = new_public_id()
    rule = "one_conversation_at_a_time_per_counsellor"
    line = f"conversation {public_id} at havnehuset-i-aarhus, jobcenter.outbox.tasks, {rule}"

    assert written(line) == line


def test_every_handler_of_the_house_hides_secrets_and_no_logger_goes_around_it():
    assert {one["formatter"] for one in settings.LOGGING["handlers"].values()} == {"house"}
    for name in ("django", "django.request", "django.security.csrf"):
        assert logging.getLogger(name).propagate
        assert logging.getLogger(name).handlers == []
