"""A policy is drafted and posted: its state, one draft at a time, numbers free while drafting."""

import django.db.models.deletion
from django.db import migrations, models


def mark_posted(apps, schema_editor):
    """What has come into force is posted; everything else is a draft."""
    policies = apps.get_model("comments", "Policy").objects.using(schema_editor.connection.alias)
    policies.filter(published_at__isnull=False).update(status="published")


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_statements")]

    operations = [
        migrations.AlterModelOptions(
            name="clause",
            options={
                "ordering": ["policy", "number", "pk"],
                "verbose_name": "clause",
                "verbose_name_plural": "clauses",
            },
        ),
        migrations.AlterModelOptions(
            name="policy",
            options={
                "ordering": ["-version"],
                "permissions": [("publish_policy", "Can publish policy")],
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
            },
        ),
        migrations.RemoveConstraint(
            model_name="clause", name="comments_clause_number_once_per_policy"
        ),
        migrations.AlterField(
            model_name="clause",
            name="number",
            field=models.PositiveSmallIntegerField(
                help_text="Its place; gaps are closed when the policy is posted.",
                verbose_name="number",
            ),
        ),
        migrations.AlterField(
            model_name="clause",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clauses",
                to="comments.policy",
                verbose_name="policy",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="status",
            field=models.CharField(
                choices=[("draft", "Draft"), ("published", "Posted")],
                default="draft",
                editable=False,
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.RunPython(mark_posted, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="policy",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="in force from"),
        ),
        migrations.AlterField(
            model_name="policy",
            name="version",
            field=models.PositiveIntegerField(
                editable=False, unique=True, verbose_name="version"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                condition=models.Q(status="draft"),
                fields=("status",),
                name="comments_policy_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, status="draft")
                | models.Q(published_at__isnull=False, status="published"),
                name="comments_policy_published_has_time",
            ),
        ),
    ]
