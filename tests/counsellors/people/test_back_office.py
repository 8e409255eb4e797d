"""An administrator keeps counsellors: names, not codes; hours to read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
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
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory
from tests.jobcenter.journeys.houses import words_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
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
    # Django asks for these even where nothing can be sent.
    for prefix in ("working_hours", "special_days"):
        answers |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return {**answers, **changes}


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


def hours_page(office) -> str:
    bent = CounsellorFactory(first_name="Bent")
    WorkingHoursFactory(counsellor=bent, valid_on=DateRange(date(2026, 1, 1), date(2027, 1, 1)))
    SpecialDay.objects.create(
        counsellor=bent, centre=CentreFactory(), on_date=date(2026, 12, 23), modes=[]
    )
    change = reverse("admin:counsellors_counsellor_change", args=[bent.pk])
    return office.get(change).content.decode()


def test_hours_are_there_to_read_and_the_page_says_where_they_are_changed(office):
    html = hours_page(office)

    for words in ("9.00–15.00", "1. januar 2026", "31. december 2026", "Din arbejdstid"):
        assert words in html
    assert 'name="working_hours-0-weekday"' not in html
    assert 'name="special_days-0-on_date"' not in html


def test_hours_sent_to_the_back_office_all_the_same_change_nothing(office, house):
    bent = CounsellorFactory(first_name="Bent", slug="bent", centres=[house])
    row = WorkingHoursFactory(counsellor=bent, centre=house)
    answers = person(house) | {
        "working_hours-TOTAL_FORMS": "1", "working_hours-INITIAL_FORMS": "1",
        "working_hours-0-id": row.pk, "working_hours-0-DELETE": "on",
        "special_days-TOTAL_FORMS": "1", "special_days-INITIAL_FORMS": "0",
        "special_days-0-on_date": "2999-12-23", "special_days-0-centre": house.pk,
    }  # fmt: skip

    change = reverse("admin:counsellors_counsellor_change", args=[bent.pk])
    assert office.post(change, answers).status_code == 302
    assert bent.working_hours.count() == 1
    assert not SpecialDay.objects.exists()


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


def test_time_off_is_there_to_read_and_goes_in_and_out_by_the_counsellors_own_page(office):
    away = Absence.objects.create(
        counsellor=CounsellorFactory(),
        during=period(
            datetime(2999, 5, 1, 8, tzinfo=COPENHAGEN), datetime(2999, 5, 3, 16, tzinfo=COPENHAGEN)
        ),
    )
    change = reverse("admin:counsellors_absence_change", args=[away.pk])
    html = office.get(change).content.decode()

    assert "kl. 8.00" in html
    assert "Din arbejdstid" in html
    assert office.get(reverse("admin:counsellors_absence_changelist")).status_code == 200
    add = reverse("admin:counsellors_absence_add")
    delete = reverse("admin:counsellors_absence_delete", args=[away.pk])
    for address, answers in ((add, {}), (change, {}), (delete, {"post": "yes"})):
        assert office.post(address, answers).status_code in {403, 404}
    assert Absence.objects.get() == away


def test_time_off_that_is_over_is_nobodys_figure(office):
    bent, dorte = CounsellorFactory(first_name="Bent"), CounsellorFactory(first_name="Dorte")
    over = Absence.objects.create(
        counsellor=bent,
        during=period(
            datetime(2020, 5, 1, tzinfo=COPENHAGEN), datetime(2020, 5, 3, tzinfo=COPENHAGEN)
        ),
    )
    for day, who in ((3, bent), (2, dorte), (1, bent)):
        begins = datetime(2999, 5, day, 8, tzinfo=COPENHAGEN)
        Absence.objects.create(counsellor=who, during=period(begins, begins + HOUR))
    listed = reverse("admin:counsellors_absence_changelist")

    html = office.get(listed).content.decode()

    assert html.index("Bent") < html.index("Dorte") < html.rindex("Bent"), "in the order of days"
    assert "2020" not in html
    change = reverse("admin:counsellors_absence_change", args=[over.pk])
    assert office.get(change).status_code == 302
    # The column has no link to sort by it, and the address does not do it either.
    assert 'class="sortable column-counsellor' not in html
    sorted_by = office.get(f"{listed}?o=1").context["cl"].queryset.query.order_by
    assert not any("counsellor" in str(column) for column in sorted_by)


@pytest.mark.parametrize("kind", [RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR])
def test_back_office_does_not_exist_for_other_staff(client, house, kind):
    other = UserFactory()
    RoleFactory(user=other, kind=kind, centre_id=house.pk)
    enter_as_staff(client, other)
    assert client.get(reverse(ADD)).status_code == 404
