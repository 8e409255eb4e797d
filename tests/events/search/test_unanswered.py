"""What was looked for in vain is counted; who looked, and for whom, is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from events.search.domain import ask, count_unanswered, looked_for_in_vain
from events.search.models import UnansweredWord
from jobcenter.limits.models import Allowance
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 19, 12, tzinfo=UTC)


def count(typed: str, now: datetime = THURSDAY, address: str = "192.0.2.1") -> None:
    count_unanswered(question=ask(typed), address=address, now=now)


def words() -> dict[str, int]:
    return dict(UnansweredWord.objects.values_list("word", "times"))


def test_words_are_counted_in_their_base_form_when_nothing_answers():
    count("aftenskoler")
    count("Aftenskolen!", address="192.0.2.2")

    assert words() == {"aftenskole": 2}


def test_a_word_put_together_leaves_its_parts_when_the_dictionary_has_it_not():
    """A family's name may be put together like any other word."""
    count("svømmekurser")
    count("Lindegårdsvej")

    assert not {"svømmekursus", "lindegård", "lindegårdsvej"} & set(words())
    assert {"svømme", "kursus"} <= set(words())


def test_names_and_unknown_words_are_never_kept_when_somebody_types_them():
    count("Jørgen Mortensen Qvistgaard")
    count("Grønnegade 17b")
    count("010190-1234")
    count("amal@example.org")
    count("Ringsted")

    assert not {"jørgen", "mortensen", "qvistgaard", "010190", "amal", "ringsted"} & set(words())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events_unansweredword WHERE word ~ '[0-9@]'")
        assert cursor.fetchone() == (0,)


def test_words_of_one_question_stand_alone_when_they_are_counted():
    count("gæld psykolog")

    assert words() == {"gæld": 1, "psykolog": 1}


def test_the_week_is_that_of_copenhagen_when_it_is_late_on_sunday_in_greenwich():
    count("svømning", now=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))

    assert UnansweredWord.objects.get().week == date(2026, 11, 23)


def test_seldom_words_are_not_shown_when_few_people_can_have_looked():
    for asker in range(3):
        count("svømning", address=f"192.0.2.{asker}")
    count("gæld")

    assert looked_for_in_vain(since=date(2026, 11, 16)) == [{"word": "svømning", "sought": 3}]


def test_a_question_counts_once_a_week_when_one_address_reloads_it():
    for _ in range(3):
        count("svømning")
        count("svømning", address="2001:db8::1")
        count("svømning", address="2001:db8::2")
    assert words() == {"svømning": 2}

    count("svømning", now=THURSDAY + timedelta(days=7))
    assert list(UnansweredWord.objects.order_by("week").values_list("times", flat=True)) == [2, 1]


def test_one_address_is_not_heard_for_ever_when_it_asks_all_day():
    known = ["gæld", "psykolog", "keramik", "svømning", "yoga", "cykel", "have", "hest", "hund",
             "kat", "kage", "fisk", "skov", "strand", "musik", "teater", "dans", "maling", "brød",
             "ost", "vin", "te", "kaffe", "mel", "sko"]  # fmt: skip
    for word in known:
        count(word)
    assert sum(words().values()) == 20


def test_what_limits_counting_holds_no_address_and_no_word():
    count("gæld")
    rows = str(list(Allowance.objects.values_list()))
    assert Allowance.objects.count() == 2
    assert "192.0.2" not in rows
    assert "gæld" not in rows


def test_counting_costs_a_few_queries_when_many_words_are_typed(django_assert_num_queries):
    with django_assert_num_queries(5):
        count("svømning gæld psykolog keramik")


def test_a_word_has_one_row_a_week():
    count("gæld")
    with refused_by("one_count_per_word_and_week"):
        UnansweredWord.objects.create(week=date(2026, 11, 16), word="gæld")


def test_a_week_begins_on_monday():
    with refused_by("a_week_of_searches_begins_on_monday"):
        UnansweredWord.objects.create(week=date(2026, 11, 17), word="gæld")


def test_a_counted_word_was_looked_for():
    with refused_by("a_counted_word_was_looked_for_once_at_least"):
        UnansweredWord.objects.create(week=date(2026, 11, 16), word="gæld", times=0)
