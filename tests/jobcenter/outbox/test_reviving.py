"""The fault was ours and is mended: what was given up goes out after all, once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from jobcenter.outbox.domain import deliver_due_notices
from jobcenter.outbox.models import Notice
from tests.jobcenter.outbox.conftest import NOW

pytestmark = pytest.mark.django_db


def bury(notice: Notice) -> Notice:
    Notice.objects.filter(pk=notice.pk).update(
        state=Notice.State.DEAD, attempts=10, last_error="550 no such user"
    )
    return notice


def command(*words: str) -> str:
    said = StringIO()
    call_command("dead_notices", *words, stdout=said)
    return said.getvalue()


def test_dead_notice_is_named_with_its_reason_and_left_alone(queue):
    notice = bury(queue())

    assert command() == f"1 × {notice.kind}: 550 no such user\n"
    notice.refresh_from_db()
    assert notice.state == Notice.State.DEAD


def test_revived_notice_is_delivered_once(queue, post_office):
    notice = bury(queue())

    assert "Back in line: 1." in command("--revive")
    deliver_due_notices(now=NOW)
    deliver_due_notices(now=NOW)

    notice.refresh_from_db()
    assert notice.state == Notice.State.SENT
    assert len(post_office.mails) == 1


def test_revived_notice_that_has_become_useless_is_withdrawn(queue, post_office):
    notice = bury(queue(useful_until=NOW - timedelta(minutes=1)))

    command("--revive")
    deliver_due_notices(now=NOW)

    notice.refresh_from_db()
    assert notice.state == Notice.State.WITHDRAWN
    assert post_office.mails == []


def test_only_the_kind_asked_for_is_revived(queue):
    notice = bury(queue())

    assert command("--kind", "login_code", "--revive") == (
        "No notice of the kind login_code was given up.\n"
    )
    notice.refresh_from_db()
    assert notice.state == Notice.State.DEAD
