"""The switcher offers only versions that exist, and keeps readers where they are."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve, reverse
from django.utils import translation
from lxml import html

from articles import errors, ratelimit
from articles.context import path_in
from comments import own
from newsportal.language import language_of_path
from tests import factories
from tests.comments.factories import make_approved, make_comment, make_rejected
from tests.everypage import LANGUAGES, NO_PAGE, address_of, make_arguments, reader_names

pytestmark = [pytest.mark.django_db, pytest.mark.wording]


def offered(answer) -> dict[str, str]:
    """The addresses of the switcher by their language."""
    page = html.fromstring(answer.content.decode())
    links = page.xpath("//nav[@class='languages']//a")
    assert [link.get("hreflang") for link in links] == [link.get("lang") for link in links]
    return {link.get("hreflang"): link.get("href") for link in links}


def followed(client, answer, known: frozenset | set = frozenset()) -> dict[str, str]:
    """The switcher's addresses, each of which is a page in the language that it names.

    Those among `known`, by language and address, were looked at before.
    """
    found = offered(answer)
    for language, address in found.items() - known:
        there = client.get(address)
        assert there.status_code == 200, address
        assert html.fromstring(there.content.decode()).get("lang") == language, address
    return found


def test_every_page_leads_to_itself_in_the_other_languages(client):
    """Also behind codes and tokens, from each language to each."""
    arguments = make_arguments()
    names = set(reader_names()) - NO_PAGE - {"newsletter_confirm", "comment_reply"}
    pages, known = 0, set()
    for name in sorted(names):
        for language in LANGUAGES:
            answer = client.get(address_of(name, arguments, language))
            if not answer["Content-Type"].startswith("text/html"):
                continue
            found = followed(client, answer, known)
            assert set(found) == set(LANGUAGES), name
            known |= found.items()
            for code, path in found.items():
                with translation.override(code):
                    assert resolve(urlsplit(path).path).url_name == name
            pages += 1
    assert pages > 70


def test_a_story_offers_the_languages_it_is_in(client):
    """Two of three, and in the third a page that names them."""
    story = factories.make_published("خبر", languages=("en",))
    for language in ("ar", "en"):
        for address in (
            story.url_in(language),
            path_in(reverse("report_error", args=[story.pk]), language),
        ):
            assert set(followed(client, client.get(address))) == {"ar", "en"}
    bare = path_in(reverse("article_bare", args=[story.pk]), "fr")
    for address in (bare, f"{bare}quelque-chose/", f"/fr/lite/news/{story.pk}/x/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert offered(answer) == {}
        page = html.fromstring(answer.content.decode())
        links = page.xpath("//main//a[@hreflang]")
        assert {link.get("hreflang"): link.get("href") for link in links} == {
            code: story.url_in(code) for code in ("ar", "en")
        }
        assert not page.xpath("//head/link[@hreflang]")


def test_a_story_that_is_public_nowhere_is_named_nowhere(client):
    """The page of a draft is that of an address which never was."""
    draft = factories.make_article("مسودة")
    factories.translate(draft, "en", "A draft")
    answer = client.get(path_in(reverse("article_bare", args=[draft.pk]), "fr"))
    assert answer.status_code == 404
    assert not html.fromstring(answer.content.decode()).xpath("//main//a[@hreflang]")


def test_a_search_keeps_its_words_and_filters(client):
    """But not its page, which another language may not have."""
    story = factories.make_published("خبر المرفأ", languages=("en", "fr"))
    asked = {
        "q": "المرفأ & port", "section": story.section.slug, "from": "2020-01-07",
        "language": "ar", "page": "1",
    }  # fmt: skip
    found = followed(client, client.get(reverse("search"), asked))
    assert set(found) == set(LANGUAGES)
    for address in found.values():
        kept = parse_qs(urlsplit(address).query)
        assert kept == {name: [value] for name, value in asked.items() if name != "page"}
    assert followed(client, client.get("/fr/search/"))["ar"] == "/search/"


def test_an_older_policy_keeps_its_version(client):
    """The number stands in the address."""
    found = followed(client, client.get(f"{reverse('comment_policy')}?version=1"))
    assert found["fr"].endswith("/comments/policy/?version=1")


def test_behind_dead_links_the_switcher_leads_on(client, moderator):
    """To the page on which one can begin anew: never to another dead link."""
    story = factories.make_published("خبر", languages=("en", "fr"))
    decided = make_comment(story).approve(by=moderator)
    hidden = make_comment(story)
    dead = {
        reverse("newsletter_confirm", args=["no-such-token"]): 404,
        reverse("newsletter_preferences", args=["no-such-token"]): 404,
        reverse("newsletter_unsubscribe", args=["no-such-token"]): 200,
        reverse("own_comments_list", args=["no-such-token"]): 404,
        reverse("comment_appeal", args=[decided.code]): 409,
        reverse("comment_report", args=[hidden.pk]): 410,
        reverse("comment_reply", args=[story.pk, hidden.pk]): 404,
        reverse("comment_status", args=["nosuchcode"]): 404,
        reverse("report_status", args=["nosuchcode"]): 404,
    }
    known = set()
    for address, status in dead.items():
        for language in LANGUAGES:
            answer = client.get(path_in(address, language))
            assert answer.status_code == status, address
            known |= followed(client, answer, known).items()


def test_after_a_form_was_sent_no_link_leads_away_from_what_was_typed(client, monkeypatch):
    """A failed form has no switcher, and no answer links to what cannot be fetched."""
    story = factories.make_published("خبر", languages=("en", "fr"))
    shown, refused = make_approved(story), make_rejected(story)
    forms = {
        reverse("comment_post", args=[story.pk]): {},
        reverse("comment_edit", args=[refused.code]): {"message": ""},
        reverse("comment_appeal", args=[refused.code]): {},
        reverse("comment_report", args=[shown.pk]): {},
        reverse("report_error", args=[story.pk]): {},
        reverse("newsletter"): {"email": "no address"},
        reverse("own_comments"): {"email": "no address"},
    }
    for address, typed in forms.items():
        answer = client.post(address, typed)
        assert answer.status_code == 400, address
        assert offered(answer) == {}, address
    monkeypatch.setattr(ratelimit, "allow", lambda *_args, **_kwargs: False)
    answer = client.post(reverse("own_comments"), {"email": "reader@example.org"})
    assert (answer.status_code, offered(answer)) == (429, {})


def test_answers_to_forms_that_worked(client):
    """What was done is not done again by a link."""
    token = own.sign("reader@example.org")
    for address, typed in {
        reverse("newsletter"): {"email": "a@example.org", "language": "ar", "rhythm": "daily"},
        reverse("own_comments"): {"email": "a@example.org"},
        reverse("own_comments_list", args=[token]): {},
    }.items():
        answer = client.post(address, typed)
        assert answer.status_code == 200
        followed(client, answer)


@pytest.mark.parametrize("status", [400, 403, 404, 405])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_about_errors_offer_no_errors(rf, status, language):
    """The same address in another language would be an error too."""
    path = path_in("/nowhere/", language)
    assert language_of_path(path) == language
    with translation.override(language):
        assert offered(errors.error_page(rf.get(path), status)) == {}


def test_a_browser_that_sends_to_a_page_without_a_form_is_told(client):
    """Programs get the bare status, as they ask for no page."""
    for address in ("/", "/fr/", reverse("comment_figures")):
        answer = client.post(address, headers={"Accept": "text/html,*/*"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert html.fromstring(answer.content.decode()).xpath("//main//h1")
        assert "no-store" in answer["Cache-Control"]
        assert client.post(address, headers={"Accept": "*/*"}).content == b""
