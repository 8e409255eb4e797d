"""Which dates may leave the house: those the public sees on their page, and no other."""

from __future__ import annotations

from events.activities.access import get_public_date

__all__ = ["get_public_date"]
