"""Post the default policy, so that no comment is ever decided without one."""

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from comments.default_policy import CLAUSES, POLICY, VERSION


def columns(texts):
    """The translated columns of each text, and the bare one beside them in the default language.

    Historical models know no modeltranslation: every column is named.
    """
    found = {}
    for field, words in texts.items():
        found |= {f"{field}_{language}": text for language, text in words.items()}
        found[field] = words[settings.LANGUAGE_CODE]
    return found


def post_default_policy(apps, schema_editor):
    """Write version 1, unless the site has a policy already."""
    policies = apps.get_model("comments", "Policy").objects.using(schema_editor.connection.alias)
    clauses = apps.get_model("comments", "Clause").objects.using(schema_editor.connection.alias)
    if policies.exists():
        return
    policy = policies.create(version=VERSION, published_at=timezone.now(), **columns(POLICY))
    for number, clause in enumerate(CLAUSES, start=1):
        clauses.create(
            policy=policy,
            number=number,
            code=clause["code"],
            is_legal_risk=clause["is_legal_risk"],
            **columns({"title": clause["title"], "text": clause["text"]}),
        )


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]

    operations = [migrations.RunPython(post_default_policy, migrations.RunPython.noop)]
