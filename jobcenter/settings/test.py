"""The test suite: the real engines, our own throw-away servers."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "test-only-secret-0123456789-0123456789-0123456789-0123456789")
os.environ.setdefault("HOTLINE_PHONE", "+4570200000")
os.environ.setdefault("HOTLINE_HOURS", "mon-fri 8-18")

from .base import *

DEMO = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MAILBOX_DIR = Path(os.environ.get("LOCAL_DATA_DIR", BASE_DIR / ".data")) / "test-mailbox"
AUDIT_HEAD_FILE = str(MAILBOX_DIR.parent / "test-audit-heads.jsonl")
# One million guesses a second do not matter against a throw-away database.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Two workers share one Redis, each hears its own bell only.
BELL_CHANNEL = f"bell-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
# Tests change settings that stand in the frame of a page.
CACHES = {**CACHES, "frame": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
