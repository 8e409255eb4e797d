"""manage.py offer_times: the engine from the shell."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from counsellors.availability.enums import Mode
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.counsellors import CounsellorFactory

from .story import MONDAY, NOW, away, bent_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = CentreFactory(slug="havnehuset")
    RoomFactory(centre=house)
    bent = bent_at(house, "9.00", "10.00", slug="bent", modes=[Mode.IN_PERSON, Mode.PHONE])
    away(bent, MONDAY + timedelta(days=7), "8.00", "12.00")
    return house


def said(*arguments: str) -> str:
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("offer_times", "--centre", "havnehuset", *arguments, stdout=out)
    return out.getvalue()


def test_people_read_days_times_names_and_what_the_rules_took(house):
    text = said("--days", "14", "--counsellor", "bent")
    assert "Monday 23 November 2026\n  09.00–09.45  Bent Østergaard: in person, by phone\n" in text
    assert "  09.15–10.00  Bent Østergaard: in person, by phone\n" in text
    assert "4 times on offer.\n      4 not: the counsellor is away\n" in text
    assert "\n3 queries, " in text


def test_programs_read_json_with_queries_and_milliseconds(house):
    answer = json.loads(said("--days", "14", "--mode", "phone", "--topic", "job", "--json"))
    assert answer["queries"] == 3
    assert answer["milliseconds"] > 0
    assert answer["count"] == 2
    assert answer["removed"] == {"absent": 2}
    (day,) = answer["days"]
    assert day["date"] == "2026-11-23"
    assert day["times"][0] == {
        "start": "2026-11-23T09:00:00+01:00",
        "end": "2026-11-23T09:45:00+01:00",
        "counsellor": "bent",
        "centre": "havnehuset",
        "mode": "phone",
        "free_rooms": 0,
    }


def test_an_empty_answer_says_why(house):
    assert "0 times on offer.\n      0 not: nobody works then\n" in said("--days", "1")


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--counsellor", "bendt"], "No counsellor is called 'bendt'. Did you mean bent?"),
        (["--topic", "jobs"], "No topic is called 'jobs'. Did you mean job?"),
        (["--centre", "havnehus"], "No centre is called 'havnehus'. Did you mean havnehuset?"),
    ],
)
def test_a_mistyped_name_is_named_with_its_neighbours(house, arguments, answer):
    CounsellorFactory(slug="dorte")
    with pytest.raises(CommandError) as error:
        said(*arguments)
    assert str(error.value) == answer


def test_an_empty_country_is_said_to_be_empty():
    with pytest.raises(CommandError, match="There is no centre yet"):
        said()
