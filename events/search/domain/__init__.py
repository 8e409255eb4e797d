"""Finding by Danish words. What a word leaves and asks for: jobcenter/shared/danish_words."""

from .asking import Question, ask
from .unanswered import Missed, count_unanswered, looked_for_in_vain, missed_lately
from .writing import Described, forget_entry, forget_lonely_words, write_entry

__all__ = [
    "Described",
    "Missed",
    "Question",
    "ask",
    "count_unanswered",
    "forget_entry",
    "forget_lonely_words",
    "looked_for_in_vain",
    "missed_lately",
    "write_entry",
]
