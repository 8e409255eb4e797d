"""Every bound of the calendar reader, in one place.

Each is far above what real calendars hold and low enough that the worst file we could build stays
below 2 seconds and 100 MB (tests/counsellors/availability/test_calendar_bounds.py measures it).
"""

from __future__ import annotations

from .defects import Defect, gettext_noop

MAX_BYTES = 20_000_000
MAX_LINES = 500_000
MAX_EVENTS = 20_000
MAX_DEPTH = 12
MAX_ZONES = 100
MAX_OBSERVANCES = 400
# One DTSTART, RRULE, EXDATE … after unfolding. Descriptions and attachments may be longer.
MAX_LINE_BYTES = 100_000
# Of a text people read; what is longer loses its end.
MAX_TEXT_BYTES = 20_000
MAX_DATES = 50_000
MAX_TIMES_PER_DAY = 1_440
MAX_STEPS = 200_000
MAX_OCCURRENCES = 50_000
MAX_BUSY = 10_000
# Of a programme: one event has a date a day at most, and one event's rule may cost that much.
MAX_DATES_OF_ONE = 400
MAX_HAPPENINGS = 20_000
MAX_STEPS_OF_ONE = 20_000


class Budget:
    """Counts the work on one file; the line being worked on is named when it runs out."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.steps = steps
        self.dates = MAX_DATES

    def spend(self, steps: int, line: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise Defect(
                line,
                gettext_noop(
                    "The repetitions up to here are too many to work out. Does this event really"
                    " repeat that often?"
                ),
            )

    def spend_dates(self, dates: int, line: int) -> None:
        self.dates -= dates
        if self.dates < 0:
            raise Defect(
                line,
                gettext_noop("The file lists more than %(most)s single dates."),
                most=MAX_DATES,
            )
