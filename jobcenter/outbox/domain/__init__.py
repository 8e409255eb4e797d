"""What other rooms may ask of the outbox."""

from .queueing import queue_notice, wake_relay, withdraw_notices

__all__ = ["queue_notice", "wake_relay", "withdraw_notices"]
