"""The demo on one's own machine: `make run`."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault(
    "SECRET_KEY", "demo-only-secret-that-production-refuses-to-start-with-0123456789"
)
os.environ.setdefault("HOTLINE_PHONE", "+4570200000")
os.environ.setdefault("HOTLINE_HOURS", "mon-fri 8-18")

from .base import *
from .env import env

DEBUG = False
DEMO = env.switch("DEMO", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CALENDARS_ON_THIS_MACHINE = DEMO
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# What `manage.py receive_mail` keeps and /demo/mail/ shows.
MAILBOX_DIR = Path(os.environ.get("LOCAL_DATA_DIR", BASE_DIR / ".data")) / "mailbox"
