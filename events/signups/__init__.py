"""Signing up: places, waiting, offers, and telling everybody once."""
