"""Organising: making activities, publishing them, partners and trust."""

from .foreseeing import Outlook, foresee_change, foresee_new
from .making import (
    FORM,
    Seen,
    Written,
    cancel_one_date,
    change_activity,
    change_one_date,
    make_activity,
    move_one_date,
    postpone_one_date,
)
from .partners import (
    forget_old_invitations,
    give_trust,
    invite_member,
    is_trusted,
    join_partner,
    remove_member,
    withdraw_trust,
)
from .publishing import answer_partner, publish, send_to_house, take_out

__all__ = [
    "FORM",
    "Outlook",
    "Seen",
    "Written",
    "answer_partner",
    "cancel_one_date",
    "change_activity",
    "change_one_date",
    "foresee_change",
    "foresee_new",
    "forget_old_invitations",
    "give_trust",
    "invite_member",
    "is_trusted",
    "join_partner",
    "make_activity",
    "move_one_date",
    "postpone_one_date",
    "publish",
    "remove_member",
    "send_to_house",
    "take_out",
    "withdraw_trust",
]
