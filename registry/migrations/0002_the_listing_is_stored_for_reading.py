"""What the models cannot say of the derived tables: where their wide columns lie, whence versions come, how near two
words are."""

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

TABLES = ("registry_listing", "registry_activitylisting")
WIDE = ("name_vector", "heading_vector", "text_vector", "record", "texts")


def out_of_line(table: str) -> str:
    """Wide columns move out of the rows, so that a walk over many rows reads few pages (docs/performance.md)."""
    columns = ", ".join(f"ALTER COLUMN {column} SET STORAGE EXTERNAL" for column in WIDE)
    return f"ALTER TABLE {table} SET (toast_tuple_target = 128); ALTER TABLE {table} {columns};"


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_the_registry_begins")]

    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(
            "CREATE SEQUENCE registry_dataversion_numbers", "DROP SEQUENCE registry_dataversion_numbers"
        ),
        *(migrations.RunSQL(out_of_line(table), migrations.RunSQL.noop) for table in TABLES),
    ]
