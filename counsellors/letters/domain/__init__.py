"""What other rooms may ask of letters."""

from .links import bring_to_browser, open_by_link, stop_mails
from .promises import reply_expected_by
from .telling import letter_of, tell_citizens
from .writing import begin_letter, change_address, write_letter

__all__ = [
    "begin_letter",
    "bring_to_browser",
    "change_address",
    "letter_of",
    "open_by_link",
    "reply_expected_by",
    "stop_mails",
    "tell_citizens",
    "write_letter",
]
