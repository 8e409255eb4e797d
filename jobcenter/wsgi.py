"""Pages: Django through WSGI, also inside `jobcenter.asgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobcenter.settings.dev")

application = get_wsgi_application()

# Only now are there settings to read.
from jobcenter.outbox.hints import get_ready_to_ring  # noqa: E402

get_ready_to_ring()
