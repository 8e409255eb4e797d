"""Amal asks to be called, Bent calls, and the number is gone: two browsers, one at 360 px."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from counsellors.callbacks.models import CallBack
from jobcenter.shared.periods import period
from tests.browser import run_axe
from tests.counsellors.callbacks.story import somebody, told
from tests.counsellors.workday.story import desk_of
from tests.factories.centres import CentreFactory, OpeningHoursFactory
from tests.factories.counsellors import WorkingHoursFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def bent(eight_topics):
    """The phone answers around the clock, so that there is a window whenever this test runs."""
    centre = CentreFactory(name="Havnehuset")
    bent = somebody(centre, slug="bent")
    bent.working_hours.all().delete()
    for weekday in range(1, 8):
        OpeningHoursFactory(centre=centre, kind="phone", weekday=weekday, minutes=(0, 1440))
        WorkingHoursFactory(
            counsellor=bent, centre=centre, weekday=weekday, minutes=(0, 1440), modes=["phone"]
        )
    return bent


def its_hour_comes(call):
    """Shortly before midnight the first window is tomorrow's, and the desk shows today's calls."""
    now = timezone.now()
    CallBack.objects.filter(pk=call.pk).update(during=period(now, now + timedelta(hours=2)))


@pytest.mark.parametrize("javascript", [True, False])
def test_call_is_asked_for_made_and_forgotten(open_page, live_server, bent, javascript):
    amal = open_page(width=360, javascript=javascript)
    amal.goto("/ring-mig-op/")
    amal.get_by_role("button", name="Ring til mig").click()
    expect(amal.get_by_role("link", name="Vælg, hvornår vi må ringe.")).to_be_visible()
    amal.get_by_role("radio").first.check()
    amal.get_by_label("Hvilket nummer skal vi ringe til?").fill("20 30 40 50")
    amal.get_by_role("button", name="Ring til mig").click()
    expect(amal.get_by_role("heading", level=1)).to_have_text("Vi ringer til dig")
    if javascript:
        assert run_axe(amal) == []
    call = CallBack.objects.get()
    its_hour_comes(call)

    work = open_page(width=1280, javascript=javascript)
    for cookie in desk_of(bent, call.centre).cookies.values():
        work.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
    work.goto("/vejleder/dag/")
    expect(work.get_by_text("20 30 40 50")).to_have_count(0)
    work.locator(f"#ring-{call.public_id} a").click()
    work.get_by_role("button", name="Jeg ringer nu").click()
    expect(work.get_by_role("link", name="20 30 40 50")).to_have_attribute(
        "href", "tel:+4520304050"
    )
    if javascript:
        assert run_axe(work) == []
    amal.reload()
    expect(amal.get_by_role("heading", level=1)).to_have_text("Bent ringer til dig nu")
    work.get_by_role("button", name="Vi talte sammen").click()

    expect(work.get_by_text("Nummeret er slettet")).to_be_visible()
    amal.goto(f"/chat/{call.thread.public_id}/")
    expect(amal.get_by_text("Vi har talt sammen, og nummeret er slettet")).to_be_visible()
    assert CallBack.objects.get().phone == ""
    assert told(call.thread) == ["asked", "calling", "talked"]
