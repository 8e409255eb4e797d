"""Signing up, waiting, being offered a place, and being told: every write and every refusal."""

from .changes import settle_dates, somebody_hears, tell_of_changes
from .checking import Trouble, check_places
from .courses import bring_all_along, bring_along
from .first_seats import (
    first_hours,
    first_seats_of,
    open_first_seats,
    release_first_seats,
    reserve_first_seats,
)
from .forgetting import forget_past_sign_ups
from .notices import calendar_title
from .places import (
    accept_offer,
    change_people,
    give_up_place,
    join_again,
    stop_reminders,
    take_free_place,
)
from .reading import (
    Counted,
    Standing,
    counted,
    crowded_dates,
    dates_signed_up_for,
    people_on,
    sign_up_by_link,
    standings_of,
    who_looked,
)
from .signing_up import FORM, SignUpRequest, sign_up
from .terms import Asked, Terms, has_places_taken, set_terms

__all__ = [
    "FORM",
    "Asked",
    "Counted",
    "SignUpRequest",
    "Standing",
    "Terms",
    "Trouble",
    "accept_offer",
    "bring_all_along",
    "bring_along",
    "calendar_title",
    "change_people",
    "check_places",
    "counted",
    "crowded_dates",
    "dates_signed_up_for",
    "first_hours",
    "first_seats_of",
    "forget_past_sign_ups",
    "give_up_place",
    "has_places_taken",
    "join_again",
    "open_first_seats",
    "people_on",
    "release_first_seats",
    "reserve_first_seats",
    "set_terms",
    "settle_dates",
    "sign_up",
    "sign_up_by_link",
    "somebody_hears",
    "standings_of",
    "stop_reminders",
    "take_free_place",
    "tell_of_changes",
    "who_looked",
]
