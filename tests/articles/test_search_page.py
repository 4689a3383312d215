"""The search page: highlights, ways on where nothing is found, and what editors learn from it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from articles import personal_data
from articles.models import SearchWord, Synonym, VainSearch
from articles.search import vain
from articles.search.highlights import excerpt, marked
from newsportal.arabic import analyse, readings
from tests import factories

pytestmark = pytest.mark.django_db


def ask(client, path: str = "/search/", **asked):
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer, html.fromstring(answer.content.decode())


def test_the_words_found_are_marked_as_they_were_written(client):
    """In the headline and in the piece of the text around them; everything is escaped."""
    factories.make_published(
        "والحكومةُ <b>اللبنانيّة</b> & رئيساً",
        body_ar=f"<p>{'مقدمة طويلة ' * 60}ثم اجتمعت الحُكومـة اللبنانية أمس.</p>",
    )
    answer, page = ask(client, q="حكومه لبناني الرئيس")
    assert page.xpath("//ol[@id='results']//h3//mark/text()") == [
        "والحكومةُ", "اللبنانيّة", "رئيساً",
    ]  # fmt: skip
    assert "&lt;b&gt;<mark>اللبنانيّة</mark>&lt;/b&gt; &amp; " in answer.content.decode()
    piece = page.xpath("//p[@class='card__dek']")[0]
    assert piece.xpath("./mark/text()") == ["الحُكومـة", "اللبنانية"]
    assert piece.text.startswith("… ")


def test_filters_stand_open_where_one_is_set(client):
    """Folded away on a telephone, so that the results come first; never hiding what narrows."""
    for asked, is_open in (({"q": "بحر"}, False), ({"q": "بحر", "from": "1.1"}, True)):
        _answer, page = ask(client, **asked)
        details = page.xpath("//details[.//select[@name='section']]")
        assert [each.get("open") is not None for each in details] == [is_open]


def test_filters_without_words_ask_for_words(client):
    """They are kept, and the reader is told what is missing."""
    section = factories.make_section()
    factories.make_published(section=section)
    for asked in ({"q": " ", "section": section.slug}, {"section": section.slug}):
        _answer, page = ask(client, **asked)
        assert section.slug in page.xpath("//details[@open]//option[@selected]/@value")
        assert page.xpath("//main/p[@class='empty']")[0].text.startswith("اكتبوا كلمة")
        assert not VainSearch.objects.exists()
    assert not ask(client, q="")[1].xpath("//main/p[@class='empty']")


def test_before_anything_is_asked_the_sections_are_offered(client):
    section = factories.make_section(slug="sea")
    _answer, page = ask(client)
    assert page.xpath(f"//main//a[@href='{section.get_absolute_url()}']")


def test_marks_and_pieces():
    """Whole words, nothing cut, an empty piece where nothing is found."""
    assert marked("سوريا ولبنان", set(analyse("لبنان"))) == "سوريا <mark>ولبنان</mark>"
    assert marked("<script>", {"زيت"}) == "&lt;script&gt;"
    assert excerpt("لا شيء هنا", {"زيت"}) == ""
    text = f"{'كلام ' * 100}زيتون {'كلام ' * 100}زيتون وزيتون"
    piece = excerpt(text, set(readings("زيتون")))
    assert piece.count("<mark>") == 2
    assert piece.startswith("… كلام")
    assert not piece.endswith("…")


def test_another_spelling_is_offered_only_when_it_finds_something_public(client):
    """Trigrams of the stories' words; drafts and retracted stories give nothing away."""
    story = factories.make_published("انتخابات بلدية في طرابلس")
    factories.make_article("فضيحة القرميد")
    _answer, page = ask(client, q="طرابلص")
    link = page.xpath("//p[@class='empty__spelling']/a")[0]
    assert link.text_content() == "طرابلس"
    assert client.get(link.get("href")).context["total"] == 1
    assert ask(client, q="انتخبات طرابلص")[0].context["other_spelling"] == "انتخابات طرابلس"
    for query in ("القرميذ", "ططططط", "طرابلس باريس", "123456"):
        assert ask(client, q=query)[0].context["other_spelling"] == "", query
    assert "other_spelling" not in ask(client, q="طرابلس")[0].context
    story.retract(by=factories.make_user("chief2", role="editor"), note="خطأ")
    assert ask(client, q="طرابلص")[0].context["other_spelling"] == ""


def test_a_word_stands_once_in_the_vocabulary(editor):
    story = factories.make_published("الزيتونُ")
    story.body_ar = "<p>الزيتون والزيتون</p>"
    story.save()
    words = SearchWord.objects.filter(folded__in=["الزيتون", "والزيتون"], language="ar")
    assert sorted(words.values_list("form", flat=True)) == ["الزيتون", "والزيتون"]


def test_where_nothing_is_found_there_is_a_way_on(client):
    """Without the filters, in the other languages, in the sections."""
    story = factories.make_published("زيتون", languages=("en",))
    factories.translate(story, "en", "The olives of the south")
    _answer, page = ask(client, q="olives", section=story.section.slug)
    links = page.xpath("//div[@class='empty']//a/@href")
    assert "/search/?q=olives" in links
    assert story.section.get_absolute_url() in links
    english = next(link for link in links if "language=en" in link)
    _answer, page = ask(client, english)
    results = page.get_element_by_id("results")
    assert (results.get("lang"), results.get("dir")) == ("en", "ltr")
    assert results.xpath(".//h3/a/@href") == [story.url_in("en")]
    assert results.xpath(".//mark/text()") == ["olives"]
    assert page.xpath("/html/@lang") == ["ar"]


def test_how_many_is_said_with_the_right_plural(client, settings):
    for number in range(3):
        factories.make_published(f"زيتون {number}")
    assert "3 أخبار" in " ".join(ask(client, q="زيتون")[1].text_content().split())
    settings.SEARCH_RESULTS_MAX = 2
    answer, page = ask(client, q="زيتون")
    assert len(answer.context["results"]) == 2
    assert "أكثر من خبرين" in " ".join(page.text_content().split())


def test_searches_in_vain_are_counted_by_week_without_anybody_in_them(client, settings):
    """Once however it is spelt, without addresses and numbers, and not for what is found."""
    factories.make_published("زيتون")
    for query in ("القِرميد", "القرميد", "قرميد someone@example.org +961 3 123 456", "زيتون",
                  "03/123456 me@x.org", "من"):  # fmt: skip
        ask(client, q=query)
    ask(client, q="شيء", section=factories.make_section().slug)
    client.head("/search/", {"q": "رأس"})
    rows = dict(VainSearch.objects.values_list("query", "count"))
    assert rows == {"القرميد": 2, "قرميد": 1}
    assert VainSearch.objects.first().week.weekday() == 0
    assert {field.name for field in VainSearch._meta.fields} == {
        "id", "week", "language", "query", "count",
    }  # fmt: skip
    settings.SEARCH_VAIN_MAX = 2
    ask(client, q="شيء آخر")
    ask(client, q="قرميد")
    assert dict(VainSearch.objects.values_list("query", "count")) == {"القرميد": 2, "قرميد": 2}
    kept = next(each for each in personal_data.KEPT if each.name == "articles.searches")
    later = timezone.now() + timedelta(days=settings.KEEP_VAIN_SEARCH_DAYS)
    assert kept.purge_due(later) == 0
    assert kept.purge_due(later + timedelta(weeks=1)) == 2


def test_no_search_costs_more_than_its_budget(client):
    """Found, spelt wrongly, found in part and not at all: eight queries at most."""
    tag = factories.make_tag("مرفأ")
    for number in range(30):
        factories.make_published(f"انتخابات طرابلس البلدية {number}", tags=[tag])
    factories.make_article("فضيحة القرميد")
    asked = [
        "طرابلس", "طرابلص", "انتخبات طرابلص", "القرميد", "قرميد فضيحة طرابلص", "ططط ظظظ غغغ",
        "متى انتخابات طرابلس البلدية المقبلة", "القرميد الفضيحة كلها",
    ]  # fmt: skip
    for query in asked:
        for page in ("/search/", "/en/search/"):
            with CaptureQueriesContext(connection) as seen:
                ask(client, page, q=query)
            assert len(seen) <= 8, "\n".join(each["sql"][:99] for each in seen)


def test_editors_keep_the_synonyms_and_read_the_weeks(client, editor, reporter):
    """One word is no synonym, a phrase cannot be looked for; the record of searches is nobody's."""
    client.force_login(editor)
    add = "/admin/articles/synonym/add/"
    for bad in ("قميص", "قميص، كرة القدم", "من، في"):
        answer = client.post(add, {"words": bad, "note": ""})
        assert answer.context["adminform"].form.errors["words"], bad
        assert bad in answer.content.decode()
    before = Synonym.objects.count()
    assert client.post(add, {"words": "قميص, سروال", "note": ""}).status_code == 302
    assert Synonym.objects.count() == before + 1
    assert Synonym.objects.filter(words="قميص، سروال").exists()
    with time_machine.travel("2026-11-25T10:00:00+02:00"):
        vain.note("قرميد", "ar")
        answer = client.get("/admin/")
        url = next(url for _label, _count, url in answer.context["waiting"] if "vainsearch" in url)
        assert "قرميد" in client.get(url).content.decode()
    row = VainSearch.objects.get()
    assert (
        client.post(f"/admin/articles/vainsearch/{row.pk}/change/", {"count": 9}).status_code == 403
    )
    assert client.get("/admin/articles/vainsearch/add/").status_code == 403
    client.force_login(reporter)
    assert client.get("/admin/articles/vainsearch/").status_code == 403
    assert client.get(add).status_code == 403
