"""The database cache's table, as `createcachetable` would make it.

A migration, because without the table nobody can log in: the limits count there.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_people_and_roles_have_names_on_screen")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE IF NOT EXISTS cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX IF NOT EXISTS cache_expires ON cache (expires);
            """,
            "DROP TABLE cache",
        ),
    ]
