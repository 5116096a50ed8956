from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_overlaps_are_talked_about")]

    operations = [migrations.RemoveIndex(model_name="importrow", name="importrow_keys")]
