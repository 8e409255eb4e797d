"""The programme as people meet it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Model, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from events.activities.domain import Planned, cancel_date
from events.activities.domain.series import fold_key
from events.activities.enums import Repeats
from events.activities.models import Activity, ActivityDate
from events.search.models import SearchEntry, UnansweredWord
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.events import once, planned_activity, public_activity

pytestmark = pytest.mark.django_db
ADDRESS = "/det-sker/"


def soon(days: int = 10) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_everybody_finds_what_happens_by_one_word(client):
    public_activity(once(soon()), title="Jobmesse")
    public_activity(once(soon()), title="Fællessang")

    found = client.get(ADDRESS, {"q": "job"}).content.decode()

    assert "Jobmesse" in found
    assert "Fællessang" not in found
    assert 'value="job"' in found


def test_a_mistyped_word_is_answered_with_what_comes_close(client):
    public_activity(once(soon()), title="Bliv frivillig")

    found = client.get(ADDRESS, {"q": "frivilig"}).content.decode()

    assert "Bliv frivillig" in found
    assert "Det her ligner" in found


def test_a_search_without_a_hit_is_counted_once_and_only_for_its_words(client):
    """Whatever else was chosen: of house, place and day nothing is kept."""
    house = CentreFactory(slug="havnehuset")
    public_activity(once(soon()), title="Yoga", centre=house)
    client.get(ADDRESS, {"q": "keramik Hansen", "sted": "8000", "hus": house.slug})
    client.get(ADDRESS, {"q": "yoga"})
    assert list(UnansweredWord.objects.values_list("word", "times")) == [("keramik", 1)]

    client.get(ADDRESS, {"q": "yoga", "slags": "debate"})
    assert set(UnansweredWord.objects.values_list("word", flat=True)) == {"keramik", "yoga"}


def test_the_empty_page_says_that_it_counts_only_when_it_does(client):
    assert "Vi tæller" in client.get(ADDRESS, {"q": "keramik"}).content.decode()
    assert "Vi tæller" in client.get(ADDRESS, {"q": "keramik", "kun": "gratis"}).content.decode()
    assert "Vi tæller" not in client.get(ADDRESS, {"kun": "gratis"}).content.decode()
    for _ in range(3):
        client.get(ADDRESS, {"q": "keramik"})
    assert UnansweredWord.objects.get().times == 1


def test_what_people_wrote_in_danish_says_so_on_an_english_page(client):
    one = public_activity(once(soon()), title="Madklub", who_meets_you="Torben").dates.get()
    html = client.get(f"/en{ADDRESS}{one.public_id}/").content.decode()

    assert '<h1 lang="da">Madklub</h1>' in html
    assert '<dd lang="da">Torben</dd>' in html


def test_what_cannot_be_read_is_said_beside_its_field_and_the_rest_is_kept(client):
    public_activity(once(soon()), title="Jobmesse")
    answer = client.get(
        ADDRESS, {"q": "job", "fra": "i morgen", "sted": "Silkebog", "slags": "fest", "page": "x"}
    )
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Skriv dagen som dag.måned.år" in html
    assert "Silkebog" in html
    assert 'value="job"' in html
    assert "Jobmesse" in html


def test_a_days_order_that_cannot_be_is_refused(client):
    answer = client.get(ADDRESS, {"fra": "2026-12-24", "til": "2026-12-01"})

    assert answer.status_code == 422


def test_houses_near_a_postcode_are_all_that_is_listed(client):
    aarhus = CentreFactory()
    skagen = CentreFactory(latitude=57.72, longitude=10.58)
    public_activity(once(soon()), title="I Aarhus", centre=aarhus)
    public_activity(once(soon()), title="I Skagen", centre=skagen)

    html = client.get(ADDRESS, {"sted": "8000", "kun": "naermest"}).content.decode()

    assert "I Aarhus" in html
    assert "I Skagen" not in html
    assert " km" in html


def test_the_filter_stays_in_the_address_of_the_next_page(client):
    for n in range(25):
        public_activity(once(soon()), title=f"Jobmesse {n}")
    html = client.get(ADDRESS, {"q": "job", "kun": "gratis"}).content.decode()

    assert "?q=job&amp;kun=gratis&amp;page=2" in html
    assert "Side 1 af 2" in html


def test_a_cancelled_date_says_why_on_both_pages(client):
    one = public_activity(once(soon()), title="Madklub").dates.get()
    cancel_date(one=one, reason="Komfuret er i stykker", actor=UserFactory(), now=timezone.now())

    assert "Komfuret er i stykker" in client.get(ADDRESS).content.decode()
    assert "Komfuret er i stykker" in client.get(f"{ADDRESS}{one.public_id}/").content.decode()


def test_a_date_tells_who_meets_you_and_that_nobody_reports_it(client):
    centre = CentreFactory()
    room = RoomFactory(centre=centre, name="Køkkenet")
    one = public_activity(
        once(soon()), centre=centre, room=room, who_meets_you="Vi står i døren med et gult skilt."
    ).dates.get()

    html = client.get(f"{ADDRESS}{one.public_id}/").content.decode()

    assert "gult skilt" in html
    assert "Køkkenet" in html
    assert "Ingen melder" in html


def test_a_date_says_what_its_room_is_like_and_when_somebody_looked(client):
    room = RoomFactory(
        centre=CentreFactory(), is_quiet=True, has_calm_light=True, bus="2A til Havnen, 200 m",
        facts_checked_on=date(2026, 11, 2),
    )  # fmt: skip
    one = public_activity(once(soon()), centre=room.centre, room=room).dates.get()

    html = client.get(f"{ADDRESS}{one.public_id}/").content.decode()

    for words in ("Lys, man kan dæmpe", "2A til Havnen, 200 m", "Tjekket den 2. november 2026",
                  "Ingen teleslynge", "Intet handicaptoilet"):  # fmt: skip
        assert words in html
    assert "Ikke tjekket" not in html


def test_a_room_nobody_looked_at_denies_nothing_and_names_the_phone(client):
    room = RoomFactory(centre=CentreFactory(phone="+4586120000"), is_step_free=False)
    one = public_activity(once(soon()), centre=room.centre, room=room).dates.get()

    house = reverse("centres:centre", args=[room.centre.slug])
    for address in (f"{ADDRESS}{one.public_id}/", house):
        html = client.get(address).content.decode()
        told = html[html.index("Ikke tjekket endnu: spørg huset") :][:200]
        assert "86 12 00 00" in told
        assert "Der er trin" not in html
        assert "Ingen teleslynge" not in html


def test_a_date_shows_the_other_days_that_the_list_folds_into_its_line(client):
    days = Planned(
        repeats=Repeats.WEEKLY, minute=600, minutes=60, weekdays=[soon().isoweekday()],
        first=soon(), last=soon() + timedelta(weeks=2), pauses_on_holidays=False,
    )  # fmt: skip
    one, other, third = public_activity(days, title="Strikkecafé").dates.order_by("planned_at")
    cancel_date(one=third, reason="Torben er syg", actor=UserFactory(), now=timezone.now())

    html = client.get(f"{ADDRESS}{one.public_id}/").content.decode()

    assert "og 2 datoer mere" in client.get(ADDRESS).content.decode()
    assert f"/det-sker/{other.public_id}/" in html
    assert f"/det-sker/{third.public_id}/" in html
    assert html.count("Aflyst") == 1


def test_a_date_moved_while_the_list_is_read_is_left_out_of_it(client):
    """Between the question that counts lines and the one that loads their dates."""
    one = public_activity(once(soon()), title="Madklub").dates.get()

    def move_meanwhile(execute, sql, params, many, context):
        told = execute(sql, params, many, context)
        if "COUNT(*) OVER" in sql:
            ActivityDate.objects.filter(pk=one.pk).update(starts_at=one.starts_at - timedelta(1))
        return told

    with connection.execute_wrapper(move_meanwhile):
        answer = client.get(ADDRESS)

    assert answer.status_code == 200
    assert "Madklub" not in answer.content.decode()


def test_what_is_not_public_is_not_found(client):
    one = planned_activity(once(soon())).dates.get()

    assert client.get(f"{ADDRESS}{one.public_id}/").status_code == 404
    assert client.get(f"{ADDRESS}nowhere/").status_code == 404


def job_fairs(count: int) -> None:
    """One is planned as an editor does it, the others are copies of its rows, each in a house of
    its own."""
    one = public_activity(once(soon()), title="Jobmesse").dates.get()
    houses = Centre.objects.bulk_create(CentreFactory.build_batch(count - 1))
    words = SearchEntry.objects.values_list(Cast("words", TextField()), flat=True).get()
    ids = [new_public_id() for _ in houses]
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(about=about, words=Cast(Value(words), SearchVectorField())) for about in ids
    )
    fairs = Activity.objects.bulk_create(
        copied(one.activity, public_id=about, centre=house, entry=entry,
               fold_key=fold_key(centre=house, title="Jobmesse"))
        for about, house, entry in zip(ids, houses, entries, strict=True)
    )  # fmt: skip
    ActivityDate.objects.bulk_create(
        copied(one, public_id=new_public_id(), activity=fair) for fair in fairs
    )


def copied[Row: Model](row: Row, **other) -> Row:
    columns = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return type(row)(**columns | other | {"id": None})


@pytest.mark.parametrize("rows", [3, 300])
def test_the_page_costs_few_queries_whatever_it_lists(client, rows, django_assert_max_num_queries):
    job_fairs(rows)
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):
        page = client.get(ADDRESS, {"q": "job", "kun": ["gratis", "aften"], "sted": "8000"})
    assert page.context["listing"].total == rows
