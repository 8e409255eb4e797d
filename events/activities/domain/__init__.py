"""Activities and their dates: every write and every refusal."""

from .dates import cancel_date, change_date, move_date, postpone_date, replan_date
from .entries import rewrite_entries
from .finding import DateList, Wishes, find_dates, narrowed, other_dates
from .holidays import cancel_in_pause, pause_for_holidays, still_standing, stop_pausing
from .online import HowToJoin, how_to_join, lacks_online_address, read_online_address
from .series import (
    Described,
    Planned,
    Preview,
    add_date,
    attest_activity,
    plan_activity,
    preview_dates,
    publish_activity,
    rewrite_activity,
    withdraw_activity,
)

__all__ = [
    "DateList",
    "Described",
    "HowToJoin",
    "Planned",
    "Preview",
    "Wishes",
    "add_date",
    "attest_activity",
    "cancel_date",
    "cancel_in_pause",
    "change_date",
    "find_dates",
    "how_to_join",
    "lacks_online_address",
    "move_date",
    "narrowed",
    "other_dates",
    "pause_for_holidays",
    "plan_activity",
    "postpone_date",
    "preview_dates",
    "publish_activity",
    "read_online_address",
    "replan_date",
    "rewrite_activity",
    "rewrite_entries",
    "still_standing",
    "stop_pausing",
    "withdraw_activity",
]
