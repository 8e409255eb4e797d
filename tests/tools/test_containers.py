"""The container files are compared with the settings, with each other and with the lock."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from jobcenter.settings.env import VARIABLES

HOUSE = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((HOUSE / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")
ANY_VARIABLE = re.compile(r"\$\{?(\w+)")
# Known to the container files alone: passwords of the database's two roles.
CONTAINER_ONLY = {"DATABASE_PASSWORD", "POSTGRES_PASSWORD"}


def read(name: str) -> str:
    return (HOUSE / name).read_text()


def test_the_containers_are_the_processes_of_the_architecture() -> None:
    assert set(SERVICES) == {
        "web", "bell", "worker", "beat", "migrate", "postgres", "valkey", "proxy"
    }  # fmt: skip
    assert set(OURS) == {"web", "bell", "worker", "beat", "migrate"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"].startswith("valkey/valkey:")


def test_every_setting_reaches_the_containers_and_no_other_does() -> None:
    for name, service in OURS.items():
        given = set(service["environment"]) - {"DJANGO_SETTINGS_MODULE"}
        # DEMO lets anyone in as anyone: production refuses to start with it.
        assert given == set(VARIABLES) - {"DEMO"}, name
        assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "jobcenter.settings.prod"


def test_what_production_requires_is_given_or_asked_for() -> None:
    production = read("jobcenter/settings/prod.py")
    required = re.findall(r'"([A-Z_]+)"', production.split("for name in", 1)[1].split("):", 1)[0])
    assert "SECRET_KEY" in required
    for name in required:
        assert SERVICES["web"]["environment"][name], name


def test_no_secret_has_a_default() -> None:
    text = read("docker-compose.yml")
    assert ":-" not in text
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|_URL", name) and value and "valkey" not in value:
                assert REQUIRED.search(value), f"{name}={value} would be known to everybody"


def test_the_example_names_every_variable_and_holds_no_value() -> None:
    example = read(".env.example")
    asked = set(REQUIRED.findall(read("docker-compose.yml")))
    must, may = example.split("# --- May be set")
    assert set(re.findall(r"^(\w+)=", must, re.MULTILINE)) == asked
    passed_on = {name for name, value in OURS["web"]["environment"].items() if value is None}
    assert set(re.findall(r"^#(\w+)=", may, re.MULTILINE)) == passed_on
    assert re.findall(r"^#?\w+=(.+)$", example, re.MULTILINE) == []
    assert asked - CONTAINER_ONLY <= set(VARIABLES)


def test_the_operations_handbook_lists_exactly_the_settings() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \|", read("docs/operations.md"), re.MULTILINE)
    assert sorted(listed) == sorted(VARIABLES)


def port_of(service: dict[str, Any]) -> str:
    command = " ".join(service.get("command", re.findall(r'"([^"]+)"', last_command())))
    found = re.search(r"--bind 0\.0\.0\.0:(\d+)|--port (\d+)", command)
    assert found, command
    return found[1] or found[2]


def last_command() -> str:
    return read("Dockerfile").rsplit("\nCMD ", 1)[1]


def test_the_proxy_serves_web_and_bell_on_one_origin_at_their_ports() -> None:
    caddyfile = read(".docker/Caddyfile")
    targets = dict(re.findall(r"reverse_proxy (\w+):(\d+)", caddyfile))
    assert targets == {"web": port_of(OURS["web"]), "bell": port_of(OURS["bell"])}
    for name, port in targets.items():
        assert OURS[name]["expose"] == [port]
    assert "handle /stream*" in caddyfile.split("reverse_proxy bell")[0]
    assert set(ANY_VARIABLE.findall(caddyfile)) == {"SITE_URL"}


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_addresses_of_the_servers_are_those_of_their_containers() -> None:
    environment = OURS["web"]["environment"]
    assert re.search(r"@(\w+):5432/jobcenter$", environment["DATABASE_URL"])[1] == "postgres"  # type: ignore[index]
    assert environment["REDIS_URL"] == "redis://valkey:6379/0"
    role = read(".docker/create-app-role.sh")
    assert "CREATE ROLE jobcenter LOGIN NOSUPERUSER" in role
    assert "CREATE DATABASE jobcenter OWNER jobcenter" in role


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "web"}))
def test_a_long_running_container_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_the_programs_of_the_health_checks_are_in_the_image() -> None:
    kept_out = read(".dockerignore").splitlines()
    for service in OURS.values():
        for word in service.get("healthcheck", {}).get("test", []):
            if word.endswith(".py"):
                assert (HOUSE / word).is_file()
                assert ".docker" not in kept_out


def test_the_image_is_healthy_when_its_web_server_is_and_runs_as_nobody_special() -> None:
    final_stage = read("Dockerfile").rsplit("\nFROM ", 1)[1]
    assert f'is_alive.py", "{port_of(OURS["web"])}"' in final_stage
    assert re.findall(r"^USER (\w+)$", final_stage, re.MULTILINE) == ["jobcenter"]
    for service in OURS.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True


def test_pages_are_served_after_the_migration() -> None:
    for name in set(OURS) - {"migrate"}:
        condition = OURS[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"


def test_the_image_is_built_with_the_uv_that_make_installs() -> None:
    wanted = re.search(r"^version=(\S+)$", read(".ci/find-uv"), re.MULTILINE)
    assert wanted
    assert f"uv=={wanted[1]}" in read("Dockerfile")


def test_nothing_names_a_package_registry() -> None:
    hosts = set(re.findall(r'https?://([^/"\s]+)', read("uv.lock")))
    assert hosts == {"index.invalid"}
    for name in ("Dockerfile", "docker-compose.yml", "pyproject.toml", ".ci/find-uv"):
        assert not re.search(r"index-url|ghcr\.io|--index|\[\[tool\.uv\.index", read(name)), name


def test_no_server_writes_addresses_into_its_log() -> None:
    """A link to a conversation is its key; an access log would keep a copy of each."""
    assert "access-logfile" not in read("Dockerfile")
    for command in [SERVICES["bell"]["command"], *read("Procfile").splitlines()]:
        if "uvicorn" in command:
            assert "--no-access-log" in command
    assert "log" not in [
        line.split()[0] for line in read(".docker/Caddyfile").splitlines() if line.split()
    ]
