from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

OPEN = ("draft", "submitted", "changes_requested")


def note(apps, _schema_editor):
    """Of what is decided the queue asks nothing."""
    from registry.entry.languages import languages, scripts
    from registry.entry.upgrade import upgrade

    submissions = apps.get_model("registry", "Submission").objects
    for submission in submissions.filter(state__in=OPEN).only("document").iterator(chunk_size=200):
        document = upgrade(submission.document)
        submissions.filter(pk=submission.pk).update(
            type=document["organization"]["type"],
            seat=document["where"]["base_country"],
            languages=languages(document),
            scripts=scripts(document),
        )


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0008_the_desk"),
    ]

    operations = [
        migrations.AddField("submission", "type", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("submission", "seat", models.CharField(blank=True, default="", max_length=2)),
        migrations.AddField(
            "submission",
            "languages",
            ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            "submission",
            "scripts",
            ArrayField(base_field=models.CharField(max_length=4), blank=True, default=list, size=None),
        ),
        migrations.RunPython(note, migrations.RunPython.noop, elidable=True),
    ]
