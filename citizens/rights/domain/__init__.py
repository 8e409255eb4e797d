"""What is known of who has seen what, and the questions about it."""

from .asking import FORM, Asked, ask_about_reading, forget_old_questions
from .lines import Line, in_words, readings_about, readings_of_citizen

__all__ = [
    "FORM",
    "Asked",
    "Line",
    "ask_about_reading",
    "forget_old_questions",
    "in_words",
    "readings_about",
    "readings_of_citizen",
]
