"""Write the SQL of our migrations into a folder, one file each, for squawk to read.

Initial migrations are left out: they make new tables, which nobody is using yet.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def main(folder: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    django.setup()
    folder.mkdir(parents=True, exist_ok=True)
    limits = _limits_of_each_connection()
    for (app_label, name), migration in sorted(MigrationLoader(connection).disk_migrations.items()):
        if _is_ours(app_label) and not migration.initial:
            with (folder / f"{app_label}_{name}.sql").open("w") as output:
                output.write(limits)
                call_command("sqlmigrate", app_label, name, stdout=output)


def _is_ours(app_label: str) -> bool:
    app = Path(apps.get_app_config(app_label).path)
    return app.is_relative_to(settings.BASE_DIR) and "site-packages" not in app.parts


def _limits_of_each_connection() -> str:
    """What the settings give every connection, said aloud: squawk wants to see a limit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        lock, statement = cursor.fetchone()
    if "0" in {lock, statement}:
        return ""
    return f"SET lock_timeout = '{lock}';\nSET statement_timeout = '{statement}';\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
