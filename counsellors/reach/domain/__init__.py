"""The door to a human: who is here, which house is meant, and how a talk begins behind it."""

from .beginning import Asked, BrowserIsNew, HouseIsClosed, NobodyIsHere, begin_talk
from .claims import claim_or_refuse, talks_to_claim
from .doors import Door, HouseHere, door_of, houses_here, houses_that_chat, with_hours
from .known import Own, known_house, own_counsellor
from .remembered import Remembered, remembered_talks, talks_of_browser

__all__ = [
    "Asked",
    "BrowserIsNew",
    "Door",
    "HouseHere",
    "HouseIsClosed",
    "NobodyIsHere",
    "Own",
    "Remembered",
    "begin_talk",
    "claim_or_refuse",
    "door_of",
    "houses_here",
    "houses_that_chat",
    "known_house",
    "own_counsellor",
    "remembered_talks",
    "talks_of_browser",
    "talks_to_claim",
    "with_hours",
]
