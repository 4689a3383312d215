"""Nothing is left in another language: in mails, pages, forms, their errors, errors of the site."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AdminPasswordChangeForm, SetPasswordForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core import validators
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from articles import errors
from articles.context import path_in
from articles.models import StaffPreference
from articles.reportforms import ErrorReportForm
from articles.search.forms import SearchForm
from comments.author import AgainForm, AppealForm
from comments.forms import CommentForm
from comments.own import AddressForm
from comments.reporting import NoticeForm
from newsletter.forms import PreferencesForm, SignupForm
from newsportal.passwords import ResetForm
from tests import factories
from tests.comments.factories import make_approved, make_rejected
from tests.everymail import every_mail
from tests.everypage import LANGUAGES, NO_PAGE, address_of, make_arguments, reader_names

pytestmark = pytest.mark.wording

LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
ARABIC = re.compile("[\u0600-\u06ff]+")
# Names of formats and standards, and of the account in a mail.
NAMES = {
    "RSS", "JSON", "CSV", "UTF", "PNG", "JPEG", "WebP", "GIF", "UUID", "HTML", "WCAG", "AA", "IP",
    "MB", "LDAP", "Unicode", "Control", "Command", "colleague",
}  # fmt: skip
TYPED = re.compile(r"\S+@\S+|https?://\S+|%\(\w+\)[sdr]|%[sd]|\{\w*\}|<[^>]*>|&#?\w+;")
SEEN = ("alt", "title", "placeholder", "aria-label")


def leftovers(texts: list[str], language: str) -> set[str]:
    """The words that are not of `language` by their letters."""
    foreign = LATIN if language == "ar" else ARABIC
    return {word for text in texts for word in foreign.findall(TYPED.sub(" ", text))} - NAMES


def texts_of(page: str) -> list[str]:
    """What a page says, without codes and what is marked as another language or as typed."""
    tree = html.fromstring(page)
    language = tree.get("lang")
    skipped = {
        element
        for element in tree.iter()
        if not isinstance(element.tag, str)
        or element.tag in {"script", "style", "textarea", "svg"}
        or element.get("lang", language) != language
        or (element.get("dir") in {"auto", "ltr"} and element is not tree and language == "ar")
        or element.get("dir") == "auto"
        or "code" in (element.get("class") or "").split()
    }
    found = []
    for element in tree.iter():
        if skipped.isdisjoint([element, *element.iterancestors()]):
            found += [element.text or "", *(element.get(name, "") for name in SEEN)]
        if skipped.isdisjoint(element.iterancestors()):
            found.append(element.tail or "")
    return found


# -- mails and pages -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_in_one_language(language):
    """Subject, text and page, to readers and to staff."""
    names = set()
    for name, message in every_mail(language):
        page = message.alternatives[0][0]
        assert html.fromstring(page).get("lang") == language, name
        told = [message.subject, message.body, *texts_of(page)]
        assert leftovers(told, language) == set(), name
        names.add(name.split()[0])
    assert names == {
        "statement", "report", "confirmation", "issue", "own", "queue", "password",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_one_language(client, language):
    """What readers and editors typed is set aside by its own mark."""
    arguments = make_arguments()
    for name in sorted(set(reader_names()) - NO_PAGE):
        answer = client.get(address_of(name, arguments, language))
        if not answer["Content-Type"].startswith("text/html"):
            continue
        found = leftovers(texts_of(answer.content.decode()), language)
        credit = {"غرفة", "الأخبار"} if language != "ar" else set()  # of a photo, as it was given
        assert found <= credit, name


def test_leftovers_are_seen():
    """The sweep itself can fail."""
    page = '<html lang="ar"><p>كلمة word <i lang="en">x yz</i><b title="seen">1</b></p></html>'
    assert leftovers(texts_of(page), "ar") == {"word", "seen"}
    assert leftovers(texts_of(page.replace('"ar"', '"fr"')), "fr") == {"كلمة"}


EGYPTIAN = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()


@pytest.mark.django_db
def test_months_are_levantine_wherever_they_stand(client, superuser, time_machine):
    """On pages, in mails, in lists, filters and histories of the admin, and in its calendars."""
    time_machine.move_to(dt.datetime(2027, 7, 11, 9, tzinfo=dt.UTC))
    arguments = make_arguments()
    names = ("front", "article", "archive_day", "comment_figures", "lite_front", "corrections")
    addresses = [address_of(name, arguments, "ar") for name in names]
    lists = ("articles_correction", "articles_photo", "articles_article", "comments_comment")
    addresses += [reverse(f"admin:{name}_changelist") for name in lists]
    addresses += [
        reverse("admin:comments_comment_queue"),
        reverse("admin:articles_article_history", args=[arguments["article"].pk]),
    ]
    client.force_login(superuser)
    told = {address: client.get(address).content.decode() for address in addresses}
    told |= {name: message.body for name, message in every_mail("ar")}
    script = client.get(reverse("admin:jsi18n")).content.decode()
    told["jsi18n"] = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), script)
    assert sum("تموز" in words for words in told.values()) > 20
    for name, words in told.items():
        found = [month for month in EGYPTIAN if re.search(rf"(?<!\w){month}(?!\w)", words)]
        assert not found, name


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_rights_are_said_in_one_language(client, superuser, language):
    """The database keeps their names in English, or in the language of a migration."""
    StaffPreference.objects.create(user=superuser, language=language)
    client.force_login(superuser)
    factories.make_user("colleague", role="editor")
    group = Group.objects.get(name="editor")
    for address in (
        reverse("admin:auth_group_change", args=[group.pk]),
        reverse("admin:auth_user_change", args=[superuser.pk]),
    ):
        page = html.fromstring(client.get(address).content.decode())
        rights = [
            each.text for each in page.xpath("//select[contains(@name, 'permissions')]/option")
        ]
        assert len(rights) > 150
        internal = {"share", "card"}  # of a table that no page shows
        assert leftovers(rights, language) - internal == set()
    publish = {"ar": "انشر", "en": "Publish", "fr": "Publier"}[language]
    assert any(right.endswith(f"| {publish}") for right in rights)


# -- forms -----------------------------------------------------------------------------------------

READER_FORMS = [
    CommentForm, AgainForm, AppealForm, NoticeForm, AddressForm, ErrorReportForm, SignupForm,
    PreferencesForm, SearchForm,
]  # fmt: skip
STAFF_FORMS = [ResetForm, SetPasswordForm, UserCreationForm, AdminPasswordChangeForm]


def said_by(form: type[forms.BaseForm] | forms.BaseForm) -> Iterator[object]:
    """Labels, helps, choices and errors of a form."""
    fields = getattr(form, "fields", None) or form.base_fields
    yield from getattr(form, "error_messages", {}).values()
    for field in fields.values():
        yield from (field.label, field.help_text, *field.error_messages.values())
        yield from (getattr(each, "message", "") for each in field.validators)


def said_by_libraries() -> Iterator[object]:
    """What Django itself says of a value or a password that is refused."""
    for kind in vars(forms.fields).values():
        if isinstance(kind, type) and issubclass(kind, forms.Field):
            yield from kind.default_error_messages.values()
    for kind in vars(validators).values():
        yield getattr(kind, "message", "")
    for each in password_validation.get_default_password_validators():
        yield each.get_help_text()
        try:
            each.validate("12345678" if "Numeric" in type(each).__name__ else "password"[:7])
        except forms.ValidationError as error:
            yield from error.messages


def in_words(said: Iterator[object]) -> list[str]:
    """The texts in the active language; a plural by its form for many."""
    return [str(each) for each in said if each and not callable(each)]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_speaks_one_language(rf, superuser, language):
    """Of readers and of staff; what libraries say as much as what we say."""
    request = rf.get("/")
    request.user = superuser
    with translation.override(language):
        desks = [each for each in admin.site._registry.values() if each.has_add_permission(request)]
        kinds = [*READER_FORMS, *STAFF_FORMS, *(desk.get_form(request) for desk in desks)]
        told = [text for kind in kinds for text in in_words(said_by(kind))]
        assert len(told) > 300
        # The languages of a translated field stand in brackets behind its label.
        told = [re.sub(r" \[(ar|en|fr)\]$", "", text) for text in told]
        technical = {"slug", "YYYY", "MM", "DD", "HH", "ss", "uuuuuu", "TZ"}
        assert leftovers(told, language) - technical == set()
        assert leftovers(in_words(said_by_libraries()), language) - technical == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refused_form_says_why_in_one_language(client, language):
    """The page that comes back, with each kind of mistake a reader can make."""
    story = factories.make_published("خبر", languages=("en", "fr"))
    names = {"name_ar": "لبنان", "name_en": "Lebanon", "name_fr": "Liban"}
    factories.make_section(**names)
    refused, shown = (
        make_rejected(story, language=language),
        make_approved(story, language=language),
    )
    sent = {
        reverse("comment_post", args=[story.pk]): {
            "message": "x" * 6000, "email": "no", "country": "QQ", "name": "9" * 99,
        },
        reverse("comment_edit", args=[refused.code]): {"message": ""},
        reverse("comment_appeal", args=[refused.code]): {"text": "9" * 5000},
        reverse("comment_report", args=[shown.pk]): {"clause": "0", "text": "", "email": "no"},
        reverse("report_error", args=[story.pk]): {"message": "", "email": "no"},
        reverse("newsletter"): {"email": "no", "language": "0", "rhythm": "0", "sections": "0"},
        reverse("own_comments"): {"email": "no"},
    }  # fmt: skip
    for path, data in sent.items():
        answer = client.post(path_in(path, language), data)
        assert answer.status_code == 400, path
        page = html.fromstring(answer.content.decode())
        wrong = page.xpath("//*[contains(@class, 'field__error') or contains(@class, 'errors')]")
        told = [each.text_content() for each in wrong]
        assert told
        assert leftovers(told, language) == set(), path
        assert len({*ARABIC.findall(told[-1])}) > 1 or language != "ar"
    search = path_in(reverse("search"), language)
    answer = client.get(search, {"q": "9" * 300, "section": "0", "from": "9", "to": "8"})
    assert leftovers(texts_of(answer.content.decode()), language) == set()


# -- pages about errors ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_every_page_about_an_error_is_in_one_language(rf, client, language):
    """Each status, a form that was refused, and a fault of ours with and without its template."""
    names = {"name_ar": "لبنان", "name_en": "Lebanon", "name_fr": "Liban"}
    factories.make_section(**names)
    factories.make_site()
    request = rf.get(path_in("/nowhere/", language))
    with translation.override("fr" if language == "ar" else "ar"):  # whatever was active before
        pages = [errors.error_page(request, status) for status in (400, 403, 404, 405)]
        pages += [errors.csrf_failure(request), errors.server_error(request)]
    pages.append(client.get(path_in("/nowhere/", language)))
    for answer in pages:
        page = answer.content.decode()
        assert html.fromstring(page).get("lang") == language
        assert leftovers(texts_of(page), language) == set(), answer.status_code
    assert not leftovers([errors.LAST_WORDS[language]], language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_into_the_admin_is_in_one_language(settings, language):
    """Login, its refusal, the lock-out, and the pages of the password."""
    settings.AXES_FAILURE_LIMIT = 2
    user = factories.make_user("colleague")
    StaffPreference.objects.create(user=user, language=language)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    login = reverse("admin:login")
    wrong = {"username": "colleague", "password": "1"}
    answers = [client.get(login), client.post(login, wrong), client.post(login, wrong)]
    reset = reverse("admin:password_reset")
    answers += [client.get(reset), client.post(reset, {"email": "no"})]
    answers += [
        client.get(reverse(f"admin:password_reset_{page}", args=arguments))
        for page, arguments in {"done": [], "complete": [], "confirm": ["MQ", "no-such"]}.items()
    ]
    assert [each.status_code for each in answers[:3]] == [200, 200, 429]
    for answer in answers:
        page = answer.content.decode()
        assert html.fromstring(page).get("lang") == language
        assert leftovers(texts_of(page), language) - {"English", "Français", "العربية"} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_goes_with_an_entry_is_named_in_one_language(client, superuser, language):
    """Django names the tables between two models once, in the language of its start."""
    StaffPreference.objects.create(user=superuser, language=language)
    tag = factories.make_tag("مرفأ", name_en="port", name_fr="rade")
    story = factories.make_article("خبر", tags=[tag])
    factories.translate(story, "en", "A story")
    client.force_login(superuser)
    page = client.get(reverse("admin:articles_tag_delete", args=[tag.pk])).content.decode()
    [row] = html.fromstring(page).xpath("//ul[@id='deleted-objects']//ul/li")
    link = {"ar": "ربط", "en": "Link", "fr": "Lien"}[language]
    assert " ".join(row.text_content().split()).startswith(f"{link}: ")
    assert "object (" not in page
