"""Write the SQL of our migrations into a folder, one file each, for squawk to read.

Initial migrations are left out: they make new tables, which nobody is using yet.
"""

from __future__ import annotations

import re
import sys
from io import StringIO
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
                output.write(_without_columns_of_new_tables(_sql_of(app_label, name)))


def _sql_of(app_label: str, name: str) -> str:
    written = StringIO()
    call_command("sqlmigrate", app_label, name, stdout=written)
    return written.getvalue()


def _without_columns_of_new_tables(sql: str) -> str:
    """Two tables that name each other cannot be made in one order, so one gets its column later.

    Squawk would fear for those who read and write a table that nobody can see yet.
    """
    new = re.findall(r'^CREATE TABLE ("\w+")', sql, flags=re.MULTILINE)
    later = "|".join(re.escape(table) for table in new) or "(?!)"
    return re.sub(rf"^ALTER TABLE (?:{later}) ADD COLUMN .*\n", "", sql, flags=re.MULTILINE)


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
