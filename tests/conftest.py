"""Fixtures every test may use. Browser fixtures live in tests/browser.py."""

from __future__ import annotations
