"""Every column is in the retention file, and start-up fails when one is not."""

from __future__ import annotations

import copy

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from jobcenter.journeys import retention
from jobcenter.shared.retention import kept_for, read_policy


def test_every_column_is_declared():
    assert retention.check_retention() == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda tables: tables["counsellors.Wish"]["personal"].remove("words"), "retention.E001"),
        (lambda tables: tables["counsellors.Wish"]["other"].append("shoe_size"), "retention.E002"),
        (lambda tables: tables["counsellors.Wish"].pop("goes"), "retention.E003"),
        (lambda tables: tables["counsellors.Wish"]["why"].update(da2="x"), "retention.E003"),
        (lambda tables: tables.update({"citizens.Ghost": {"other": ["id"]}}), "retention.E004"),
    ],
)
def test_start_up_fails_for_a_policy_that_differs_from_the_tables(monkeypatch, change, error):
    policy = copy.deepcopy(read_policy())
    change(policy["tables"])
    monkeypatch.setattr(retention, "read_policy", lambda: policy)

    with pytest.raises(SystemCheckError, match=error):
        call_command("check")


def test_policy_is_what_the_program_obeys():
    assert kept_for("conversations").days == read_policy()["periods"]["conversations"]["days"]


def test_published_policy_names_a_reason_and_an_end_in_both_languages(settings):
    for language in ("da", "en"):
        from django.utils.translation import override

        with override(language):
            lines = retention.policy()

        assert len(lines) > 10
        assert all(line.what and line.why and line.until for line in lines)
