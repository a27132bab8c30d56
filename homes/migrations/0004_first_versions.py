"""What was recorded of each document so far is its first version."""

from django.db import migrations
from django.utils import timezone


def first_versions(apps, schema_editor):
    Document = apps.get_model("homes", "StatutoryDocument")
    Version = apps.get_model("homes", "DocumentVersion")
    now = timezone.now()
    Version.objects.bulk_create(
        Version(
            document=row,
            number=1,
            label=row.version,
            review_by=row.review_by,
            note=row.note,
            recorded_at=now,
        )
        for row in Document.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("homes", "0003_documents_have_versions")]
    operations = [migrations.RunPython(first_versions, migrations.RunPython.noop)]
