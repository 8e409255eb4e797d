"""SMS through whatever provider an installation has: one class with one method, named in settings.

A provider's class raises when the message was not taken; the relay tries again later. `reference`
is the same for every attempt, so that a provider that supports it sends only once.
"""

from __future__ import annotations

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class SmsUnreachable(Exception):
    """The provider does not answer: no message is to blame, all of them wait."""


class SmsSender(Protocol):
    def send(self, *, to: str, text: str, reference: str) -> None: ...


class ConsoleSms:
    """Writes to the log instead of sending: for one's own machine."""

    def send(self, *, to: str, text: str, reference: str) -> None:
        logger.info("SMS to %s: %s (%s)", to, text, reference)


class NoSms:
    """Sends nothing: for an installation without a provider. The code on the receipt must do.

    Not the console: a log must hold neither phone numbers nor secret links.
    """

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Taken and dropped."""


def sms_sender() -> SmsSender:
    sender: SmsSender = import_string(settings.SMS_BACKEND)()
    return sender
