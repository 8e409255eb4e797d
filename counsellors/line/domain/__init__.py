"""The honest queue: who is asked, in which order, how long it may take, and what keeps a place."""

from .cards import decline_handover, return_what_is_due
from .estimates import Range
from .places import LineState, Place, place_of, say_place, state_of_line, still_here
from .returning import (
    TalksGoOn,
    end_run_out_duties,
    leave_duty,
    live_talks_of,
    may_join,
    put_back_in_line,
    rejoin,
)
from .routes import route
from .taking import take_up
from .untaken import Untaken, asked_in_vain
from .waits import Kept

__all__ = [
    "Kept",
    "LineState",
    "Place",
    "Range",
    "TalksGoOn",
    "Untaken",
    "asked_in_vain",
    "decline_handover",
    "end_run_out_duties",
    "leave_duty",
    "live_talks_of",
    "may_join",
    "place_of",
    "put_back_in_line",
    "rejoin",
    "return_what_is_due",
    "route",
    "say_place",
    "state_of_line",
    "still_here",
    "take_up",
]
