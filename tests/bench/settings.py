"""As the test suite, but with what production remembers: the frame of a page, the static files."""

from __future__ import annotations

from jobcenter.settings.test import *  # noqa: F403

CACHES = {
    **CACHES,  # noqa: F405
    "frame": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "frame"},
}
WHITENOISE_AUTOREFRESH = False
