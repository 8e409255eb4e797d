"""As the test suite, but with what production remembers: the frame of a page, the static files."""

from __future__ import annotations

import warnings

from jobcenter.settings.test import *  # noqa: F403

CACHES = {
    **CACHES,  # noqa: F405
    "frame": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "frame"},
}
# Thousands of talks begin at one house in a moment.
CALM_TALKS_PER_HOUSE = 1_000_000
WHITENOISE_AUTOREFRESH = False
# A fresh clone has collected no files yet, and none is asked for.
warnings.filterwarnings("ignore", message="No directory at")
