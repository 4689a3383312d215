"""Stories and the whole site can close their comments, and say why."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_canonical_at_source'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='siteprofile',
            options={'permissions': [('quiet_siteprofile', 'Can close the comments of the whole site')], 'verbose_name': 'site profile', 'verbose_name_plural': 'site profile'},
        ),
        migrations.AddField(
            model_name='article',
            name='closed_because',
            field=models.CharField(blank=True, help_text='Readers see it in the place of the form, once the comments are closed.', max_length=300, verbose_name='why it takes no comments'),
        ),
        migrations.AddField(
            model_name='article',
            name='closed_because_ar',
            field=models.CharField(blank=True, help_text='Readers see it in the place of the form, once the comments are closed.', max_length=300, null=True, verbose_name='why it takes no comments'),
        ),
        migrations.AddField(
            model_name='article',
            name='closed_because_en',
            field=models.CharField(blank=True, help_text='Readers see it in the place of the form, once the comments are closed.', max_length=300, null=True, verbose_name='why it takes no comments'),
        ),
        migrations.AddField(
            model_name='article',
            name='closed_because_fr',
            field=models.CharField(blank=True, help_text='Readers see it in the place of the form, once the comments are closed.', max_length=300, null=True, verbose_name='why it takes no comments'),
        ),
        migrations.AddField(
            model_name='article',
            name='is_closed_to_comments',
            field=models.BooleanField(default=False, help_text='What is published stays; what waits is still decided.', verbose_name='takes no comments'),
        ),
        migrations.AddField(
            model_name='siteprofile',
            name='is_quiet',
            field=models.BooleanField(default=False, help_text='No story takes comments; what waits can still be decided.', verbose_name='quiet mode'),
        ),
        migrations.AddField(
            model_name='siteprofile',
            name='quiet_because',
            field=models.CharField(blank=True, help_text='Readers see it in the place of every comment form. May stay empty.', max_length=300, verbose_name='why no comments are taken'),
        ),
        migrations.AddField(
            model_name='siteprofile',
            name='quiet_because_ar',
            field=models.CharField(blank=True, help_text='Readers see it in the place of every comment form. May stay empty.', max_length=300, null=True, verbose_name='why no comments are taken'),
        ),
        migrations.AddField(
            model_name='siteprofile',
            name='quiet_because_en',
            field=models.CharField(blank=True, help_text='Readers see it in the place of every comment form. May stay empty.', max_length=300, null=True, verbose_name='why no comments are taken'),
        ),
        migrations.AddField(
            model_name='siteprofile',
            name='quiet_because_fr',
            field=models.CharField(blank=True, help_text='Readers see it in the place of every comment form. May stay empty.', max_length=300, null=True, verbose_name='why no comments are taken'),
        ),
    ]
