"""Write the SQL of every migration of ours into a folder, one file each, for squawk to read."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def is_ours(app_label: str) -> bool:
    app = apps.get_app_config(app_label)
    return Path(app.path).is_relative_to(settings.BASE_DIR) and ".venv" not in Path(app.path).parts


def main(folder: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    django.setup()
    folder.mkdir(parents=True, exist_ok=True)
    for app_label, name in sorted(MigrationLoader(connection).disk_migrations):
        if is_ours(app_label):
            with (folder / f"{app_label}_{name}.sql").open("w") as output:
                call_command("sqlmigrate", app_label, name, stdout=output)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
