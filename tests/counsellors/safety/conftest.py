from __future__ import annotations

from .story import clock

__all__ = ["clock"]
