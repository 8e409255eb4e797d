"""What may stand in a log: what went wrong and where, never a key that opens somebody's page."""

from __future__ import annotations

import logging
import re

# Our link secrets and session keys have 32 signs or more (see shared.secrets), among them capitals
# or digits; names of constraints and functions can be as long, but are small letters.
LOOKS_SECRET = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z0-9])[\w-]{32,}(?![\w-])", re.ASCII)
HIDDEN = "[secret]"


class SecretsHidden(logging.Formatter):
    """Every long random-looking word is left out, also inside addresses and tracebacks.

    Django logs the path of each refused request, and a link to a conversation is its key.
    """

    def format(self, record: logging.LogRecord) -> str:
        return LOOKS_SECRET.sub(HIDDEN, super().format(record))
