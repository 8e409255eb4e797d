"""What other rooms may ask of safety."""

from .blocking import (
    Blocked,
    Whom,
    address_hash_of,
    block,
    blocks_of,
    lift_block,
    lifted_of,
    longest_of,
    refuse_blocked,
    remember_address,
    take_blocks_along,
)
from .flooding import WorkFirst, is_flooded, refuse_without_work
from .helping import ask_for_help, come_to_help, end_help, help_desk_of, is_help_desk
from .objecting import (
    ObjectionIsAnswered,
    answer_objection,
    object_to_block,
    objections_wait_at,
)
from .reporting import Reported, answer_report, report_message, report_of

__all__ = [
    "Blocked",
    "ObjectionIsAnswered",
    "Reported",
    "Whom",
    "WorkFirst",
    "address_hash_of",
    "answer_objection",
    "answer_report",
    "ask_for_help",
    "block",
    "blocks_of",
    "come_to_help",
    "end_help",
    "help_desk_of",
    "is_flooded",
    "is_help_desk",
    "lift_block",
    "lifted_of",
    "longest_of",
    "object_to_block",
    "objections_wait_at",
    "refuse_blocked",
    "refuse_without_work",
    "remember_address",
    "report_message",
    "report_of",
    "take_blocks_along",
]
