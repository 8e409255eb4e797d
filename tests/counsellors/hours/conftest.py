from __future__ import annotations

from tests.counsellors.responsibility.conftest import amal, bent, clara, dorte, scene

__all__ = ["amal", "bent", "clara", "dorte", "scene"]
