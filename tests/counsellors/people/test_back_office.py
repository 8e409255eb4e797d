"""An administrator keeps counsellors and their hours: names, not codes; hours as text."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from counsellors.models import Absence, Counsellor, SpecialDay
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change
from jobcenter.centres.models import Topic
from jobcenter.shared.periods import COPENHAGEN, period
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import ConversationFactory, CounsellorFactory
from tests.jobcenter.journeys.houses import words_of

pytestmark = pytest.mark.django_db

ADD = "admin:counsellors_counsellor_add"


@pytest.fixture
def office() -> Client:
    administrator = UserFactory(name="Erik Holm")
    RoleFactory(user=administrator, kind=RoleKind.ADMINISTRATOR, centre_id=None)
    client = Client()
    enter_as_staff(client, administrator)
    return client


@pytest.fixture
def house():
    return CentreFactory()


def person(house, **changes) -> dict:
    answers = {
        "first_name": "Bent",
        "last_name": "Østergaard",
        "slug": "bent",
        "is_active": "on",
        "languages": ["da", "en"],
        "topics": [Topic.objects.get(slug="job").pk],
        "centres": [house.pk],
        "buffer_before_minutes": "0",
        "buffer_after_minutes": "10",
    }
    for prefix in ("working_hours", "special_days"):
        answers |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return {**answers, **changes}


def hours_row(house, number: int = 0, **changes) -> dict:
    row = {
        "weekday": "1",
        "centre": house.pk,
        "minutes": "9.00–15.00",
        "modes": ["phone"],
        "valid_from": "2026-01-01",
        "valid_until": "",
    }
    return {f"working_hours-{number}-{name}": value for name, value in {**row, **changes}.items()}


def with_rows(house, *rows: dict) -> dict:
    answers = person(house)
    for row in rows:
        answers |= row
    return answers | {"working_hours-TOTAL_FORMS": str(len(rows))}


@pytest.mark.parametrize(
    ("first", "last"), [("LC75P", "Holm"), ("Bent", "LCP"), ("JB3", "Ask"), ("B", "Ask")]
)
def test_code_instead_of_a_name_is_refused_in_words(office, house, first, last):
    response = office.post(reverse(ADD), person(house, first_name=first, last_name=last))
    assert response.status_code == 200
    bad = last if first == "Bent" else first
    assert f"“{bad}”" in words_of(response)
    assert not Counsellor.objects.exists()


@pytest.mark.parametrize("name", ["LC75P", "LCP", "B", "JB3"])
def test_code_instead_of_a_name_is_refused_by_the_database_too(name):
    with pytest.raises(IntegrityError, match="persons_name"), transaction.atomic():
        CounsellorFactory(last_name=name)


@pytest.mark.parametrize(
    ("first", "last"), [("Åse", "El-Sayed"), ("D’Arcy", "O'Hara"), ("Jørgen Emil", "Bo")]
)
def test_ordinary_names_are_taken_as_they_are(office, house, first, last):
    response = office.post(reverse(ADD), person(house, first_name=first, last_name=last))
    assert response.status_code == 302, words_of(response)
    assert Counsellor.objects.get().name == f"{first} {last}"
    change = Change.objects.get(action="counsellor.added")
    assert change.subject == "counsellor:bent"
    assert change.actor.name == "Erik Holm"


def test_hours_are_written_as_text_and_hold_from_and_until_the_last_day(office, house):
    row = hours_row(house, minutes="9-12.30", valid_until="2026-12-31")
    response = office.post(reverse(ADD), with_rows(house, row))
    assert response.status_code == 302, words_of(response)
    hours = Counsellor.objects.get().working_hours.get()
    assert (hours.minutes.lower, hours.minutes.upper) == (540, 750)
    assert (hours.valid_on.lower, hours.valid_on.upper) == (date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": "ni til tre"},
        {"minutes": "15–9"},
        {"minutes": ""},
        {"modes": []},
        {"valid_until": "2025-01-01"},
    ],
)
def test_hours_that_make_no_sense_are_refused(office, house, changes):
    response = office.post(reverse(ADD), with_rows(house, hours_row(house, **changes)))
    assert response.status_code == 200
    assert not Counsellor.objects.exists()


def test_overlapping_hours_are_refused_in_words(office, house):
    rows = hours_row(house), hours_row(house, 1, minutes="14–18")
    response = office.post(reverse(ADD), with_rows(house, *rows))
    assert response.status_code == 200
    assert "overl" in words_of(response)


def test_same_hours_are_fine_when_they_hold_at_different_times_of_the_year(office, house):
    rows = (
        hours_row(house, valid_until="2026-06-30"),
        hours_row(house, 1, valid_from="2026-07-01"),
    )
    assert office.post(reverse(ADD), with_rows(house, *rows)).status_code == 302
    assert Counsellor.objects.get().working_hours.count() == 2


def test_page_of_one_person_shows_hours_as_text(office, house):
    office.post(reverse(ADD), with_rows(house, hours_row(house)))
    pk = Counsellor.objects.get().pk
    html = office.get(reverse("admin:counsellors_counsellor_change", args=[pk])).content.decode()
    assert 'value="9.00–15.00"' in html
    assert 'value="2026-01-01"' in html or 'value="01.01.2026"' in html


def test_day_off_has_no_hours_and_needs_no_way_to_meet(office, house):
    row = {"on_date": "2026-12-23", "centre": house.pk, "minutes": "", "modes": []}
    answers = person(house) | {f"special_days-0-{name}": value for name, value in row.items()}
    response = office.post(reverse(ADD), answers | {"special_days-TOTAL_FORMS": "1"})
    assert response.status_code == 302, words_of(response)
    assert SpecialDay.objects.get().minutes is None


def photograph() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (400, 450), "teal").save(drawn, "PNG")
    return SimpleUploadedFile("bent.png", drawn.getvalue(), content_type="image/png")


def test_photograph_is_drawn_anew_and_the_old_one_forgotten(
    office, house, django_capture_on_commit_callbacks
):
    office.post(reverse(ADD), person(house, portrait=photograph()))
    bent = Counsellor.objects.get()
    first = bent.portrait.name
    assert first.endswith(".webp")
    change = reverse("admin:counsellors_counsellor_change", args=[bent.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(change, person(house, portrait=photograph())).status_code == 302
    bent.refresh_from_db()
    assert bent.portrait.name != first
    assert default_storage.exists(bent.portrait.name)
    assert not default_storage.exists(first)


def test_hostile_file_is_refused_in_words(office, house):
    upload = SimpleUploadedFile("bent.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    response = office.post(reverse(ADD), person(house, portrait=upload))
    assert response.status_code == 200
    assert "JPEG, PNG" in words_of(response)
    assert not Counsellor.objects.exists()


# --- time off ---------------------------------------------------------------------------------


def absence(counsellor, first: str, last: str) -> dict:
    return {
        "counsellor": counsellor.pk,
        "starts_at_0": first,
        "starts_at_1": "08:00",
        "ends_at_0": last,
        "ends_at_1": "16:00",
    }


def test_time_off_names_the_conversations_that_stay_booked(office):
    bent = CounsellorFactory()
    start = datetime(2999, 5, 2, 10, tzinfo=COPENHAGEN)
    ConversationFactory(counsellor=bent, starts_at=start, ends_at=start.replace(hour=11))
    answers = absence(bent, "2999-05-01", "2999-05-03")
    response = office.post(reverse("admin:counsellors_absence_add"), answers, follow=True)
    assert Absence.objects.get().during == period(
        datetime(2999, 5, 1, 8, tzinfo=COPENHAGEN), datetime(2999, 5, 3, 16, tzinfo=COPENHAGEN)
    )
    assert "1 " in " ".join(str(message) for message in response.context["messages"])


def test_time_off_that_overlaps_is_refused_in_words(office):
    bent = CounsellorFactory()
    add = reverse("admin:counsellors_absence_add")
    office.post(add, absence(bent, "2999-05-01", "2999-05-03"))
    response = office.post(add, absence(bent, "2999-05-02", "2999-05-04"), follow=True)
    assert Absence.objects.count() == 1
    assert any(message.level_tag == "error" for message in response.context["messages"])


@pytest.mark.parametrize("kind", [RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR])
def test_back_office_does_not_exist_for_other_staff(client, house, kind):
    other = UserFactory()
    RoleFactory(user=other, kind=kind, centre_id=house.pk)
    enter_as_staff(client, other)
    assert client.get(reverse(ADD)).status_code == 404
