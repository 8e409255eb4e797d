"""What other rooms may ask of the outbox."""

from .delivering import Delivery, deliver_due_notices
from .queueing import queue_notice, wake_relay, withdraw_notices

__all__ = ["Delivery", "deliver_due_notices", "queue_notice", "wake_relay", "withdraw_notices"]
