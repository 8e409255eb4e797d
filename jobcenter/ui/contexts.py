"""What every page needs to know about the house it belongs to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jobcenter.ui.hotline import hotline_hours_in_words


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "hotline_phone": settings.HOTLINE_PHONE,
        "hotline_hours": hotline_hours_in_words(settings.HOTLINE_HOURS),
        "demo": settings.DEMO,
        "accessibility_statement_url": settings.ACCESSIBILITY_STATEMENT_URL,
    }
