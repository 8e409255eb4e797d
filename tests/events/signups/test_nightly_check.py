"""Every night the house looks whether places agree, and is loud when they do not."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.activities.models import ActivityDate
from events.signups.tasks import look_for_trouble
from jobcenter.celery import app
from tests.factories.events import once
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    (date,) = dates_with_places(3, once(timezone.localdate() + timedelta(days=10)))
    for name in ("Amal", "Bent", "Clara"):
        signed_up(date, name)
    return date


def overfill(one) -> None:
    """As a house does that cuts its places: nobody is put out."""
    ActivityDate.objects.filter(pk=one.pk).update(own_places=2)


def test_the_clockwork_looks_every_night():
    (task,) = [
        entry for entry in app.conf.beat_schedule.values() if entry["task"] == look_for_trouble.name
    ]
    assert task["schedule"].hour == {4}


def test_a_date_with_more_people_than_places_is_an_error_in_the_log(one, caplog):
    look_for_trouble()
    assert caplog.records == []
    overfill(one)
    look_for_trouble()

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert one.public_id in record.getMessage()
    assert "3 people on 2 places" in record.getMessage()
    assert "Amal" not in record.getMessage()


def test_the_command_ends_with_an_error_when_places_do_not_agree(one, capsys):
    call_command("check_places")
    assert "All places agree." in capsys.readouterr().out
    overfill(one)
    with pytest.raises(SystemExit) as ended:
        call_command("check_places")

    assert ended.value.code == 1
    assert "3 people on 2 places" in capsys.readouterr().out
