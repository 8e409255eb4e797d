"""The rules about own counsellors hold in the database, too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.models import Handover, Offer, Responsibility
from tests.counsellors.conversations.story import NOW
from tests.counsellors.responsibility.story import choose, offer, propose
from tests.factories.citizens import CitizenFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


def row(counsellor, citizen, **changes):
    said = {"name": "Amal", "during": DateTimeTZRange(NOW, None, "[)"), "came_by": "chosen"}
    return Responsibility(counsellor=counsellor, citizen=citizen, **(said | changes))


def test_nobody_has_two_own_counsellors_at_one_instant(bent, dorte):
    amal = CitizenFactory()
    row(bent, amal, during=DateTimeTZRange(NOW, NOW + timedelta(days=1), "[)")).save()
    row(dorte, amal, during=DateTimeTZRange(NOW + timedelta(days=1), None, "[)")).save()

    with refused_by("one_own_counsellor_at_any_instant"):
        row(bent, amal, during=DateTimeTZRange(NOW + timedelta(days=2), None, "[)")).save()
    with pytest.raises(ValidationError):
        row(bent, amal).validate_constraints()
    row(bent, CitizenFactory()).save()


def test_key_is_postgresqls_own_temporal_one(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contype, conperiod FROM pg_constraint"
            " WHERE conname = 'one_own_counsellor_at_any_instant'"
        )
        assert cursor.fetchone() == ("u", True)


def test_a_period_without_length_or_beginning_is_refused(bent):
    with refused_by("a_responsibility_begins_some_time"):
        row(bent, CitizenFactory(), during=DateTimeTZRange(None, NOW, "[)")).save()
    with refused_by("a_responsibility_begins_some_time"):
        row(bent, CitizenFactory(), during=DateTimeTZRange(NOW, NOW, "[)")).save()


def test_a_person_has_a_name_to_be_called_by(scene, bent):
    with refused_by("a_responsibility_knows_what_to_call_the_person"):
        row(bent, CitizenFactory(), name="").save()
    made = offer(scene.book().conversation)
    with refused_by("an_offer_knows_what_to_call_the_person"):
        Offer.objects.filter(pk=made.pk).update(name="")


def test_one_offer_is_kept_for_each_two_people(scene):
    made = offer(scene.book().conversation)

    with refused_by("one_offer_per_counsellor_and_citizen"):
        Offer.objects.create(
            citizen=made.citizen, counsellor=made.counsellor, name="Amal", made_at=NOW
        )


def test_one_handover_waits_at_a_time_and_says_something(bent, dorte, amal):
    waiting = propose(choose(amal, bent).responsibility, dorte)

    with refused_by("one_handover_at_a_time_waits_for_an_answer"):
        Handover.objects.create(
            responsibility=waiting.responsibility, successor=dorte, words="Igen", made_at=NOW
        )
    with refused_by("a_handover_says_what_we_are_doing"):
        Handover.objects.filter(pk=waiting.pk).update(words="")
