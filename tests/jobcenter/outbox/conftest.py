from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from tests.jobcenter.outbox.post_office import open_post_office, use_post_office

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

BOOKED = {
    "name": "Amal",
    "counsellor": "Bent Østergaard",
    "counsellor_phone": "+4586120001",
    "centre": "Åhuset",
    "centre_phone": "+4586120000",
    "centre_email": "hej@aahuset.example.org",
    "address": "Havnegade 1, 8000 Aarhus C",
    "room": "Lysthuset",
    "mode": "in_person",
    "topic": "Helbred og kost",
    "starts_at": "2026-12-10T09:15:00+00:00",
    "ends_at": "2026-12-10T10:00:00+00:00",
    "link": "https://house.example.org/samtale/8Zq-secret-of-43-signs/",
    "uid": "conversation-1@house.example.org",
    "sequence": 0,
    "method": "REQUEST",
}


@pytest.fixture
def post_office(settings):
    with open_post_office() as (office, url):
        settings.FROM_EMAIL = "Fremtidens Jobcenter <samtale@house.example.org>"
        settings.SITE_URL = "https://house.example.org"
        use_post_office(settings, url)
        yield office


@pytest.fixture
def queue(db):
    """queue(kind, payload changes…, _recipient=…) → a queued notice about Amal's conversation."""

    def queue_one(
        kind="conversation_booked",
        *,
        effect_key=None,
        recipient="amal@example.org",
        channel=Notice.Channel.MAIL,
        language="da",
        subject="conversation:1",
        due_at=NOW,
        useful_until=None,
        **changes,
    ):
        return queue_notice(
            kind,
            channel=channel,
            recipient=recipient,
            language=language,
            payload=BOOKED | changes,
            effect_key=effect_key or f"{kind}:{Notice.objects.count()}",
            subject=subject,
            due_at=due_at,
            useful_until=useful_until,
        )

    return queue_one
