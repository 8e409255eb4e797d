"""The data held to its own description, asked with whatever a generator thinks of."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from events.activities.domain import cancel_date, postpone_date
from jobcenter.wsgi import application
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory, RoomFactory, TopicFactory
from tests.factories.events import once, public_activity

from .conftest import soon

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
load_all_checks()
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip
EXAMPLES = 25


@pytest.fixture(autouse=True)
def one_connection():
    """As Django's own test client does: a request's end would close the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described(db):
    """A house in which something happens, and the description it gives of itself."""
    centre = CentreFactory(slug="havnen")
    room, partner = RoomFactory(centre=centre), PartnerFactory()
    for n in range(3):
        public_activity(
            once(soon(3 + n)), centre=centre, room=room, title=f"Jobmesse {n}",
            topics=[TopicFactory()], partner=partner, price_kroner=n,
        )  # fmt: skip
    one, other = (public_activity(once(soon())).dates.get() for _ in range(2))
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())
    postpone_date(one=other, reason="Sygdom", actor=UserFactory(), now=timezone.now())
    return schemathesis.openapi.from_wsgi("/det-sker/api/openapi.json", application), one


@pytest.mark.parametrize(
    ("operation", "mode"),
    [
        ("listDates", GenerationMode.POSITIVE),
        ("listDates", GenerationMode.NEGATIVE),
        ("readDate", GenerationMode.POSITIVE),
    ],
)
def test_every_answer_is_one_the_description_knows(described, operation, mode):
    schema, _one = described
    asked = schema.find_operation_by_id(operation)
    statuses = set()

    @seed(5)
    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(case=asked.as_strategy(generation_mode=mode))
    def ask(case):
        response = case.call_and_validate(checks=CHECKS)
        statuses.add(response.status_code)

    ask()
    assert statuses <= {200, 404, 422, 400}
    if operation == "listDates":
        assert 422 in statuses


def test_the_date_that_there_is_fits_the_description_too(described):
    schema, one = described
    for public_id in (one.public_id, "ingen-saadan"):
        case = schema.find_operation_by_id("readDate").Case(path_parameters={"id": public_id})
        response = case.call_and_validate(checks=CHECKS)
        assert response.status_code == (200 if public_id == one.public_id else 404)


def test_an_answer_that_is_not_described_would_be_found(described, monkeypatch):
    schema, one = described
    told = "events.feeds.domain.items._house"
    monkeypatch.setattr(told, lambda centre: {"id": centre.slug, "name": centre.name})
    case = schema.find_operation_by_id("readDate").Case(path_parameters={"id": one.public_id})

    with pytest.raises(FailureGroup) as found:
        case.call_and_validate(checks=CHECKS)
    assert '"street" is a required property' in str(found.value.exceptions[0])
