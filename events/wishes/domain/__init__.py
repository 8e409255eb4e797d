"""Wishes and proposals of citizens: every write and every refusal."""

from .answering import answer_idea, let_through, make_activity_of, take_down
from .by_phone import seat_of_caller, somebody_left_nothing
from .clockwork import forget_ideas, remind_houses, tell_of_what_comes
from .likeness import alike, alike_so_far
from .reading import (
    InTime,
    answered_in_time,
    dates_of,
    offers_for,
    own_offers,
    public_wishes,
    who_looked,
    wishes_to_take_on,
)
from .supporting import be_told, report_wish, support_wish, withdraw_support
from .taking_on import settle_offers, take_on_wish
from .writing import IdeaRequest, take_back_idea, write_idea

__all__ = [
    "IdeaRequest",
    "InTime",
    "alike",
    "alike_so_far",
    "answer_idea",
    "answered_in_time",
    "be_told",
    "dates_of",
    "forget_ideas",
    "let_through",
    "make_activity_of",
    "offers_for",
    "own_offers",
    "public_wishes",
    "remind_houses",
    "report_wish",
    "seat_of_caller",
    "settle_offers",
    "somebody_left_nothing",
    "support_wish",
    "take_back_idea",
    "take_down",
    "take_on_wish",
    "tell_of_what_comes",
    "who_looked",
    "wishes_to_take_on",
    "withdraw_support",
    "write_idea",
]
