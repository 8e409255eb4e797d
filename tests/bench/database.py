"""A fresh, migrated database for each measurement, copied from one that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from psycopg import connect, sql

TEMPLATE = "test_bench_template"


def make_template() -> None:
    _recreate(TEMPLATE)
    with using(TEMPLATE):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


@contextmanager
def fresh_database(name: str = "test_bench") -> Iterator[str]:
    """Django's default connection leads to an empty database until the end of the block."""
    _recreate(name, template=TEMPLATE)
    try:
        with using(name):
            yield name
    finally:
        _drop(name)


@contextmanager
def bare_database(name: str) -> Iterator[str]:
    """Without a single table, for somebody else's migrations."""
    _recreate(name)
    try:
        yield name
    finally:
        _drop(name)


@contextmanager
def using(name: str) -> Iterator[None]:
    settings = connections.databases["default"]
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = connection.settings_dict["NAME"] = before


def address_of(name: str) -> str:
    """The database's address for another process."""
    s = connection.settings_dict
    return f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{name}"


def _recreate(name: str, template: str | None = None) -> None:
    _drop(name)
    _run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))


def _drop(name: str) -> None:
    """FORCE would also end a vacuum, which only a superuser may; without it PostgreSQL asks the
    vacuum to stop."""
    _run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND backend_type = 'client backend'"
    )
    _run(f"DROP DATABASE IF EXISTS {name}")


def _run(statement: str) -> None:
    s = connection.settings_dict
    where: dict[str, Any] = {
        "host": s["HOST"], "port": s["PORT"], "user": s["USER"], "password": s["PASSWORD"],
    }  # fmt: skip
    with connect(dbname="postgres", autocommit=True, **where) as direct:
        direct.execute(sql.SQL(statement))  # type: ignore[arg-type]  # names are written here
