"""A counsellor has a person's name, and buffers that make sense."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from counsellors.people.models import must_be_a_persons_name
from tests.factories.counsellors import CounsellorFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["LC75P", "JB3", "LCP", "K", "a_b"])
def test_code_is_refused_as_a_name_by_the_database(code):
    with refused_by("counsellor_has_a_persons_name_and_no_code"):
        CounsellorFactory(first_name=code)
    with refused_by("counsellor_has_a_persons_name_and_no_code"):
        CounsellorFactory(last_name=code)


@pytest.mark.parametrize("code", ["LC75P", "JB3", "LCP", "K", "a_b", "Bo!"])
def test_code_is_refused_as_a_name_by_the_form_with_a_sentence(code):
    with pytest.raises(ValidationError) as refused:
        must_be_a_persons_name(code)

    assert code in str(refused.value)


@pytest.mark.parametrize(
    "name", ["Åse", "Bo", "El-Sayed", "O’Neill", "Hans Jørgen", "Øzgür", "Ng", "Jo"]
)
def test_name_of_a_person_is_welcome(name):
    must_be_a_persons_name(name)
    CounsellorFactory(first_name=name, last_name=name)


def test_buffers_beyond_two_hours_are_refused():
    with refused_by("buffers_are_at_most_two_hours"):
        CounsellorFactory(buffer_after_minutes=121)
