"""The pages about the newsroom, each with a text; what a site says of itself moves there."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.default_pages import texts

KEYS = ("about", "ethics", "corrections", "comments", "privacy", "accessibility")
LANGUAGES = ("ar", "en", "fr")


def write_pages(apps, schema_editor):
    """Write the six pages; historical models know no modeltranslation, so columns are named."""
    alias = schema_editor.connection.alias
    pages = apps.get_model("articles", "Page").objects.using(alias)
    profile = apps.get_model("articles", "SiteProfile").objects.using(alias).first()
    own = {code: getattr(profile, f"about_{code}", None) or "" for code in LANGUAGES}
    found = {**texts(), "about": own} if any(own.values()) else texts()
    for key in KEYS:
        words = found.get(key, {})
        columns = {f"body_{code}": words.get(code, "") for code in LANGUAGES}
        pages.create(key=key, body=words.get(settings.LANGUAGE_CODE, ""), **columns)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_share_cards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('about', 'About us'), ('ethics', 'Ethics'), ('corrections', 'Corrections policy'), ('comments', 'Comment policy'), ('privacy', 'Privacy'), ('accessibility', 'Accessibility')], max_length=13, unique=True, verbose_name='page')),
                ('title', models.CharField(blank=True, help_text='Empty: the usual name of the page.', max_length=120, verbose_name='title')),
                ('title_ar', models.CharField(blank=True, help_text='Empty: the usual name of the page.', max_length=120, null=True, verbose_name='title')),
                ('title_en', models.CharField(blank=True, help_text='Empty: the usual name of the page.', max_length=120, null=True, verbose_name='title')),
                ('title_fr', models.CharField(blank=True, help_text='Empty: the usual name of the page.', max_length=120, null=True, verbose_name='title')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('body_ar', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_fr', models.TextField(blank=True, null=True, verbose_name='text')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last changed')),
            ],
            options={
                'verbose_name': 'page about the newsroom',
                'verbose_name_plural': 'pages about the newsroom',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('key__in', ['comments', 'privacy']), models.Q(('body_ar__gt', ''), ('body_ar__isnull', False)), models.Q(('body_en__gt', ''), ('body_en__isnull', False)), models.Q(('body_fr__gt', ''), ('body_fr__isnull', False)), _connector='OR'), name='articles_page_says_something')],
            },
        ),
        migrations.RunPython(write_pages, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='siteprofile',
            name='about',
        ),
        migrations.RemoveField(
            model_name='siteprofile',
            name='about_ar',
        ),
        migrations.RemoveField(
            model_name='siteprofile',
            name='about_en',
        ),
        migrations.RemoveField(
            model_name='siteprofile',
            name='about_fr',
        ),
    ]
