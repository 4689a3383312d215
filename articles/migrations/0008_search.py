"""The search index and its vocabulary, synonyms, searches in vain, loaded stories.

The first two tables are FTS5 on SQLite and have a generated `tsvector` on PostgreSQL, so they are
made by hand. FTS5 gets plain tables of its own, written by the code that writes the story: triggers
on another table would be lost when a migration rebuilds that one. `manage.py migrate` fills the
index of a site that has stories already.
"""

import django.db.models.deletion
from django.db import migrations, models


SQLITE = [
    """CREATE VIRTUAL TABLE articles_searchentry USING fts5(
        headline, about, body, tokenize = 'unicode61 remove_diacritics 0')""",
    """CREATE VIRTUAL TABLE articles_searchword USING fts5(
        trigrams, language UNINDEXED, folded UNINDEXED, form UNINDEXED,
        tokenize = 'unicode61 remove_diacritics 0')""",
]
POSTGRESQL = [
    """CREATE TABLE articles_searchentry (
        rowid bigint PRIMARY KEY
            REFERENCES articles_translation (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        headline text NOT NULL,
        about text NOT NULL,
        body text NOT NULL,
        vector tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('simple', headline), 'A')
            || setweight(to_tsvector('simple', about), 'B')
            || setweight(to_tsvector('simple', body), 'D')
        ) STORED
    )""",
    "CREATE INDEX articles_searchentry_vector ON articles_searchentry USING gin (vector)",
    """CREATE TABLE articles_searchword (
        rowid bigint PRIMARY KEY,
        trigrams text NOT NULL,
        language varchar(2) NOT NULL,
        folded varchar(40) NOT NULL,
        form varchar(80) NOT NULL,
        vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', trigrams)) STORED
    )""",
    "CREATE INDEX articles_searchword_vector ON articles_searchword USING gin (vector)",
]


def create(apps, schema_editor):
    """Make both tables in the database's own way."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    """Take them away again; what they hold is made anew by `reindex`."""
    for name in ("articles_searchword", "articles_searchentry"):
        schema_editor.execute(f"DROP TABLE {name}", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_closed_comments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create, drop)],
            state_operations=[
                migrations.CreateModel(
                    name='SearchEntry',
                    fields=[
                        ('translation', models.OneToOneField(db_column='rowid', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='entry', serialize=False, to='articles.translation')),
                        ('headline', models.TextField()),
                        ('about', models.TextField()),
                        ('body', models.TextField()),
                    ],
                    options={
                        'verbose_name': 'search entry',
                        'verbose_name_plural': 'search entries',
                    },
                ),
                migrations.CreateModel(
                    name='SearchWord',
                    fields=[
                        ('key', models.BigIntegerField(db_column='rowid', primary_key=True, serialize=False)),
                        ('trigrams', models.TextField()),
                        ('language', models.CharField(max_length=2)),
                        ('folded', models.CharField(max_length=40)),
                        ('form', models.CharField(max_length=80)),
                    ],
                    options={
                        'verbose_name': 'word of the vocabulary',
                        'verbose_name_plural': 'words of the vocabulary',
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='Single words, parted by commas. A search for one finds the others too.', max_length=300, unique=True, verbose_name='words')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
            ],
            options={
                'verbose_name': 'synonym',
                'verbose_name_plural': 'synonyms',
                'ordering': ['words'],
            },
        ),
        migrations.RemoveField(
            model_name='translation',
            name='words',
        ),
        migrations.CreateModel(
            name='LoadedStory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True, verbose_name='key')),
                ('original_url', models.URLField(blank=True, max_length=500, verbose_name='original address')),
                ('loaded_at', models.DateTimeField(auto_now_add=True, verbose_name='loaded at')),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='loaded', to='articles.article', verbose_name='story')),
            ],
            options={
                'verbose_name': 'loaded story',
                'verbose_name_plural': 'loaded stories',
            },
        ),
        migrations.CreateModel(
            name='VainSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(verbose_name='week from')),
                ('language', models.CharField(choices=[('ar', 'Arabic'), ('en', 'English'), ('fr', 'French')], max_length=2, verbose_name='language')),
                ('query', models.CharField(max_length=80, verbose_name='searched for')),
                ('count', models.PositiveIntegerField(verbose_name='times')),
            ],
            options={
                'verbose_name': 'search in vain',
                'verbose_name_plural': 'searches in vain',
                'ordering': ['-week', '-count', 'query'],
                'constraints': [models.UniqueConstraint(fields=('week', 'language', 'query'), name='articles_vainsearch_once_a_week')],
            },
        ),
    ]
