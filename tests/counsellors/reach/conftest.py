from __future__ import annotations

from .story import bent, house, monday

__all__ = ["bent", "house", "monday"]
