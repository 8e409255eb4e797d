"""What other rooms may ask of the outbox."""

from .delivering import Delivery, deliver_due_notices
from .forgetting import forget_old_notices
from .queueing import NewNotice, queue_notice, queue_notices, wake_relay, withdraw_notices
from .watching import tick, troubles

__all__ = [
    "Delivery",
    "NewNotice",
    "deliver_due_notices",
    "forget_old_notices",
    "queue_notice",
    "queue_notices",
    "tick",
    "troubles",
    "wake_relay",
    "withdraw_notices",
]
