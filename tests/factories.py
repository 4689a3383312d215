"""Makes the rows that tests need, through domain methods, with readable defaults."""

import io
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from PIL import Image

from articles.models import Article, Author, Byline, Photo, Section, SiteProfile, Source, Tag
from newsportal import roles

PASSWORD = "a long enough password 7"
numbers = count(1)

# -- people ------------------------------------------------------------------------------------


def make_user(name: str = "", *, role: str = "", **fields: Any) -> User:
    """A member of staff, in the group called `role` if one is given."""
    name = name or f"user{next(numbers)}"
    is_staff = fields.pop("is_staff", True)
    user = User.objects.create_user(
        name, f"{name}@example.org", PASSWORD, is_staff=is_staff, **fields
    )
    if role:
        if not Group.objects.filter(name=role).exists():
            roles.grant()
        user.groups.add(Group.objects.get(name=role))
    return user


# -- news desk -----------------------------------------------------------------------------------


def make_section(name: str = "لبنان", **fields: Any) -> Section:
    """A section with a name in every language."""
    number = next(numbers)
    defaults = {
        "slug": f"section-{number}",
        "name_ar": name,
        "name_en": f"Section {number}",
        "name_fr": f"Rubrique {number}",
    }
    return Section.objects.create(**{**defaults, **fields})


def make_source(name: str = "غرفة الأخبار", **fields: Any) -> Source:
    """A source; the newsroom itself unless `kind` says otherwise."""
    number = next(numbers)
    defaults = {
        "slug": f"source-{number}",
        "kind": "newsroom",
        "name_ar": name,
        "name_en": f"Source {number}",
        "name_fr": f"Source {number}",
    }
    return Source.objects.create(**{**defaults, **fields})


def make_tag(name: str = "مرفأ", **fields: Any) -> Tag:
    """A tag with a name in every language."""
    number = next(numbers)
    defaults = {"slug": f"tag-{number}", "name_ar": name, "name_en": f"Tag {number}"}
    return Tag.objects.create(**{**defaults, **fields})


def make_author(name: str = "رلى سمعان", **fields: Any) -> Author:
    """An author whose name can stand in a byline."""
    number = next(numbers)
    return Author.objects.create(**{"slug": f"author-{number}", "name_ar": name, **fields})


def picture_file(
    width: int = 64, height: int = 36, kind: str = "PNG", name: str = "picture.png"
) -> ContentFile:
    """A small real picture, as an upload."""
    encoded = io.BytesIO()
    Image.new("RGB", (width, height), "#7a8b99").save(encoded, kind)
    return ContentFile(encoded.getvalue(), name=name)


def make_photo(**fields: Any) -> Photo:
    """A photo with a real file, alt text and credit."""
    defaults = {"image": picture_file(), "alt_ar": "مشهد من المرفأ", "credit_ar": "غرفة الأخبار"}
    return Photo.objects.create(**{**defaults, **fields})


def make_article(headline: str = "انطلاق موسم الزيتون", **fields: Any) -> Article:
    """A draft in Arabic, with what publication needs; `authors` and `tags` may be given."""
    authors, tags = fields.pop("authors", []), fields.pop("tags", [])
    defaults = {
        "headline_ar": headline,
        "body_ar": "<p>بدأ المزارعون قطاف الزيتون في القرى.</p>",
        "section": fields.get("section") or make_section(),
        "source": fields.get("source") or make_source(),
    }
    article = Article(**{**defaults, **fields})
    article.save()
    for position, author in enumerate(authors):
        Byline.objects.create(article=article, author=author, position=position)
    if tags:
        article.tags.set(tags)
    if authors or tags:
        article.reindex()
    return article


def translate(article: Article, language: str, headline: str = "", body: str = "") -> Article:
    """Give the story words in `language`; its readiness stays as it is."""
    setattr(article, f"headline_{language}", headline or f"A story in {language}")
    setattr(article, f"body_{language}", body or f"<p>The text in {language}.</p>")
    article.save()
    return article


def publish(
    article: Article, *, by: User | None = None, languages: tuple[str, ...] = ()
) -> Article:
    """Publish the story in its original language and in `languages`, which are given words."""
    by = by or User.objects.filter(username="chief").first() or make_user("chief", role="editor")
    for language in languages:
        if not article.text_in(language, "headline"):
            translate(article, language)
        article.translations.get(language=language).mark_ready(by=by)
    return article.publish(by=by)


def make_published(headline: str = "انطلاق موسم الزيتون", **fields: Any) -> Article:
    """A published story; `languages` names those beside the original that are ready too."""
    languages = fields.pop("languages", ())
    return publish(make_article(headline, **fields), languages=languages)


def make_site(**fields: Any) -> SiteProfile:
    """The site's particulars."""
    defaults = {"name_ar": "مرفأ الأخبار", "name_en": "News Harbour", "name_fr": "Le Port"}
    profile, _created = SiteProfile.objects.update_or_create(pk=1, defaults={**defaults, **fields})
    return profile
