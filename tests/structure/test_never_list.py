"""What must never exist, looked for in tables, addresses, choices and dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.urls import get_resolver

from .test_routes_declare_access import every_route

HOUSE = Path(__file__).resolve().parents[2]
OURS = (
    "accounts",
    "audit",
    "outbox",
    "submissions",
    "limits",
    "centres",
    "citizens",
    "counsellors",
    "events",
)

NEVER = {
    "registration of availability for work": r"raadighed|availability_for_work|available_for",
    "a job-search log": r"job_?log|job_?search|jobsogning|applications_sent",
    "sanctions, warnings, quarantines": r"sanction|sanktion|warning_letter|quarantine|karantaene",
    "mandatory meetings, attendance": r"mandatory|required_meeting|attendance|attended|fremmoede",
    "no-show statistics": r"no_?show|udeblivelse|did_not_come|missed_count",
    "benefit type or duration": r"benefit|ydelse|dagpenge|kontanthjaelp|unemployed|forsoerg",
    "matching groups": r"match_?group|matchgruppe|visitation|target_group|maalgruppe",
    "risk or employability scores": r"risk_?score|employability|score|rating|ranking",
    "performance targets": r"performance|kpi|league|target_per",
    "time-stamping of staff": r"clock_?in|clock_?out|punch|timestamped_work",
    "case numbers": r"case_?number|case_?id|sagsnummer|journalnummer",
    "staff codes": r"staff_?code|employee_?code|initialer|staff_number",
    "diagnoses or social cases": r"diagnos|icd_?10|social_case|illness|sygdom",
    "automated decisions": r"decision_engine|automated_decision|afgoerelse",
    "CPR numbers": r"(^|_)cpr|personnummer|social_security",
}


def names_of_tables_and_columns() -> list[str]:
    return [
        name.lower()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
        for name in [model._meta.db_table, *[f.name for f in model._meta.get_fields()]]
    ]


def addresses() -> list[str]:
    found = every_route(get_resolver())
    return [address.lower() for address, _ in found if "forvaltning/" not in address]


def choices() -> list[str]:
    return [
        str(value).lower()
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_fields
        for value, _label in field.flatchoices
    ]


@pytest.mark.parametrize(("what", "pattern"), NEVER.items(), ids=NEVER.keys())
def test_house_has_no_place_for(what, pattern):
    everything = names_of_tables_and_columns() + addresses() + choices()

    assert len(everything) > 200
    assert [name for name in everything if re.search(pattern, name)] == []


def test_pattern_would_find_what_it_looks_for():
    """The nets have no holes: each pattern catches a plain example of its kind."""
    caught = [
        "no_show_count", "cpr_number", "risk_score", "case_number", "diagnosis", "joblog",
        "attendance", "benefit_type", "sanction", "matchgruppe", "staff_code", "clock_in",
        "mandatory", "raadighed", "kpi",
    ]  # fmt: skip

    assert [word for word in caught if not any(re.search(p, word) for p in NEVER.values())] == []


def test_conversation_ends_as_booked_or_cancelled_and_nothing_else():
    status = apps.get_model("counsellors", "Conversation")._meta.get_field("status")

    assert {value for value, _ in status.flatchoices} == {"booked", "cancelled"}


# In every tongue in which somebody might count whoever did not come.
NOT_COMING = re.compile(
    r"no_?shows?\b|did_?n[o']t_(come|show|turn)|(not|never)_(came|come|shown)|missed|udebl|"
    r"kom_ikke|moedte_ikke|ikke_moedt|attend|absent_citizen|stood_up"
)


def trail_actions() -> list[str]:
    """Whatever is said to `record_change` or a wrapper of it, and everything that looks like it."""
    rooms = ("jobcenter", "citizens", "counsellors", "events", "boards")
    sources = [path.read_text() for room in rooms for path in (HOUSE / room).rglob("*.py")]
    return sorted({a for text in sources for a in re.findall(r'"([a-z_]+\.[a-z_]+)"', text)})


def retention_entries() -> list[str]:
    policy = yaml.safe_load((HOUSE / "jobcenter" / "retention.yaml").read_text())
    columns = [
        str(one) for table in policy["tables"].values() for kind in ("personal", "other")
        for one in table.get(kind) or []
    ]  # fmt: skip
    return [*policy["periods"], *policy["tables"], *columns]


def kinds_of_letters() -> list[str]:
    return [path.name for path in (HOUSE / "templates" / "emails").iterdir()]


def test_nothing_that_is_kept_says_who_did_not_come():
    kept = [
        *names_of_tables_and_columns(),
        *choices(),
        *trail_actions(),
        *retention_entries(),
        *kinds_of_letters(),
    ]

    assert {"message.sent", "conversation.booked"} <= set(trail_actions())
    assert len(kept) > 500
    assert [name for name in kept if NOT_COMING.search(name.lower())] == []


@pytest.mark.parametrize(
    "word",
    ["no_show", "noshows", "conversation.missed", "did_not_come", "attended", "udeblivelse",
     "kom_ikke", "citizen_never_came"],
)  # fmt: skip
def test_net_for_those_who_did_not_come_has_no_hole(word):
    assert NOT_COMING.search(word)


def test_cancelling_and_absence_have_no_column_for_a_reason():
    for label in ("Conversation", "Absence", "Wish"):
        columns = {f.column for f in apps.get_model("counsellors", label)._meta.local_fields}

        assert not any("reason" in column or "why" in column for column in columns)


def test_no_route_groups_anything_by_counsellor_for_a_manager():
    assert [
        a for a in addresses() if re.search(r"statisti|report|rapport|dashboard|export", a)
    ] == []


def test_no_tracker_is_a_dependency():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    listed = [*project["project"]["dependencies"], *[str(d) for g in groups for d in g]]
    wanted = " ".join(listed)

    assert re.findall(r"analytics|matomo|sentry|datadog|hotjar|plausible|posthog", wanted) == []
