"""The change trail is append-only: PostgreSQL refuses to change, remove or empty it.

A test database may be emptied between tests; it is told by the name Django gives it.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_to_rewrite_the_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The change trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER changes_are_never_rewritten
    BEFORE UPDATE OR DELETE ON audit_change
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_the_trail();
CREATE TRIGGER changes_are_never_emptied
    BEFORE TRUNCATE ON audit_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_the_trail();
"""

ALLOW = """
DROP TRIGGER changes_are_never_emptied ON audit_change;
DROP TRIGGER changes_are_never_rewritten ON audit_change;
DROP FUNCTION refuse_to_rewrite_the_trail();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
