"""Calls the house has promised: in a window, or when a place in line comes."""

from .asking import (
    ask_for_call,
    begin_with_call,
    cancel_call,
    choose_window,
    keep_place_by_phone,
    open_call_of,
)
from .calling import Call, called, calls_of_today, give_back, take_call, turn_the_clock
from .windows import Window, windows

__all__ = [
    "Call",
    "Window",
    "ask_for_call",
    "begin_with_call",
    "called",
    "calls_of_today",
    "cancel_call",
    "choose_window",
    "give_back",
    "keep_place_by_phone",
    "open_call_of",
    "take_call",
    "turn_the_clock",
    "windows",
]
