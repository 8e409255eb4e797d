"""What must not start, and says which variable to mend."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

ROOT = Path(__file__).parents[3]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "jobcenter.settings.prod",
    "SECRET_KEY": "kept-by-the-operator-" * 4,
    "SITE_URL": "https://fremtidensjobcenter.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "FROM_EMAIL": "Fremtidens Jobcenter <samtale@fremtidensjobcenter.example>",
    "HOTLINE_PHONE": "+4570200000",
    "REDIS_URL": "redis://localhost:6379/0",
    "DATABASE_URL": "postgres://jobcenter@localhost/jobcenter",
}
MITID = {
    "MITID_ISSUER": "https://broker.example",
    "MITID_CLIENT_ID": "house",
    "MITID_CLIENT_SECRET": "secret",
    "MITID_ACR_VALUES": "substantial,high",
}


def check(**variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` as a machine with these variables would run it."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | PRODUCTION | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(**variables: str) -> str:
    result = check(**variables)
    assert result.returncode != 0
    return result.stderr.strip().splitlines()[-1]


@pytest.mark.slow
def test_production_starts_with_and_without_mitid_and_has_nothing_to_warn_about():
    for variables in ({}, MITID):
        result = check(**variables)
        assert result.returncode == 0, result.stderr
        assert "no issues" in result.stdout


@pytest.mark.slow
def test_production_refuses_to_start_in_demo_mode():
    assert "DEMO=on lets anyone in as anyone" in complaint(DEMO="on")


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["MITID_CLIENT_ID", "MITID_CLIENT_SECRET", "MITID_ACR_VALUES"])
def test_mitid_by_half_refuses_to_start_and_names_what_is_missing(missing):
    assert f"Set the variable {missing}" in complaint(**(MITID | {missing: ""}))


@pytest.mark.slow
def test_mitid_over_an_open_line_refuses_to_start():
    said = complaint(**(MITID | {"MITID_ISSUER": "http://broker.example"}))
    assert "MITID_ISSUER='http://broker.example' must begin with https://" in said


def test_sessions_live_in_the_database_and_no_password_can_be_used():
    assert SessionStore.__module__ == settings.SESSION_ENGINE
    assert settings.AUTHENTICATION_BACKENDS == [
        "allauth.account.auth_backends.AuthenticationBackend"
    ]
    assert not any("password" in field for field in settings.ACCOUNT_SIGNUP_FIELDS)
