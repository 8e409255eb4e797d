"""What of `citizens` stands in the back office."""

from .rights.admin import AccountAdmin

__all__ = ["AccountAdmin"]
