"""The tables of the houses: what they are, when they are open, whom they work with; their rooms."""

from .houses import (
    MINUTES_OF_A_DAY,
    Ceiling,
    Centre,
    CentreQuerySet,
    OpeningException,
    OpeningHours,
    Partner,
    Topic,
    is_a_stretch_of_one_day,
)
from .rooms import Room

__all__ = [
    "MINUTES_OF_A_DAY",
    "Ceiling",
    "Centre",
    "CentreQuerySet",
    "OpeningException",
    "OpeningHours",
    "Partner",
    "Room",
    "Topic",
    "is_a_stretch_of_one_day",
]
