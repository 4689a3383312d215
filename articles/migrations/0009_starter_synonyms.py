"""Begin with the starter list of synonyms, so that broken plurals are found from the first day."""

from pathlib import Path

from django.db import migrations

import articles

STARTER = Path(articles.__file__).parent / "starter_synonyms.txt"


def add_starter_synonyms(apps, schema_editor):
    """Add the list, unless the site has one already."""
    model = apps.get_model("articles", "Synonym")
    synonyms = model.objects.using(schema_editor.connection.alias)
    if synonyms.exists():
        return
    lines = STARTER.read_text(encoding="utf-8").splitlines()
    synonyms.bulk_create(model(words=line) for line in lines if line and line[0] != "#")


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_search")]

    operations = [migrations.RunPython(add_starter_synonyms, migrations.RunPython.noop)]
