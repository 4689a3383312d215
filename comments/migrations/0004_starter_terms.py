"""Begin with the starter list of watch terms, so that a new desk has something to sort by."""

import csv
from pathlib import Path

from django.db import migrations
from django.utils import timezone

import comments

STARTER = Path(comments.__file__).parent / "starter_terms.csv"


def add_starter_terms(apps, schema_editor):
    """Add the list, unless the site has one already."""
    model = apps.get_model("comments", "WatchTerm")
    terms = model.objects.using(schema_editor.connection.alias)
    if terms.exists():
        return
    with STARTER.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    terms.bulk_create(
        (
            model(
                text=row["text"],
                language=row["language"],
                mode=row["mode"],
                clause_code=row["clause"],
                severity=int(row["severity"]),
                allowed="\n".join(each.strip() for each in row["allowed"].split(";") if each.strip()),
                note=row["note"],
                changed_at=timezone.now(),
            )
            for row in rows
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_watchterm")]

    operations = [migrations.RunPython(add_starter_terms, migrations.RunPython.noop)]
