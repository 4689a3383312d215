"""Every feed in every language by the W3C's rules, with words that would break a careless one."""

import pytest
from django.conf import settings as django_settings

from articles.models import Correction
from tests import factories
from tests.articles.feedrules import faults
from tests.articles.test_feeds import PATHS

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
HOSTILE = "خبر & </title></script> ]]> «قول» \u2028 'x' \"y\""
# What is done to a right feed, and what has to be said of it then.
BROKEN = {
    "/feeds/latest.xml": {
        "+0000</pubDate>": ("</pubDate>", "pubDate"),
        'rel="self"': ('rel="next"', "calls itself"),
        "<language>ar</language>": ("", "no language"),
        'isPermaLink="false"': ('isPermaLink="true"', "permanent link"),
        "<title>": ("<title>&lt;b&gt;", "markup in the title"),
        "<description>": ("<description>&lt;a href='/a'&gt;", "not absolute"),
        "<item>": ("<item><author>Rola</author>", "no mailbox"),
        "</item>": ('<enclosure url="https://example.org/a"/></item>', "enclosure"),
        "<guid ": ("<guidance/><guid ", "unknown"),
        'encoding="utf-8"': ("", "encoding"),
    },
    "/feeds/latest.atom": {
        "<id>tag:": ("<id>", "is no URI"),
        "+00:00</updated>": ("</updated>", "updated"),
        "<author><name>": ("<author><name/><name>", "without a name"),
        'xml:lang="ar"': ("", "no language"),
        'rel="self"': ('rel="next"', "calls itself"),
        '<summary type="html">': ('<summary type="html">&lt;script&gt;', "<script>"),
        "<entry>": ("<entry><id>tag:a,2026:b</id>", "2 <"),
    },
}


@pytest.fixture
def stories():
    """Two stories in three languages, hostile in every field that a feed tells of."""
    factories.make_site(name_ar=f"مرفأ {HOSTILE}"[:40], tagline_ar="<b>أخبار</b>")
    desk = {
        "section": factories.make_section("لبنان & الجوار", slug="lebanon"),
        "source": factories.make_source("وكالة & الساحل", slug="agency", kind="agency"),
    }
    body = "<p>نص <a href='/news/1/'>رابط</a> &lt;script&gt; &amp; ]]&gt;</p>"
    for number in range(2):
        story = factories.make_published(
            f"{HOSTILE} {number}",
            kicker_ar="من & إلى",
            body_ar=body,
            authors=[factories.make_author("رلى <سمعان>", name_en="Rola", name_fr="Rola")],
            languages=("en", "fr"),
            **desk,
        )
        Correction.objects.create(
            article=story, text_ar=f"صُحّح {HOSTILE}", text_en="<a href='x'>a</a>", text_fr="a"
        )


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_keeps_the_rules(client, stories, path):
    answer = client.get(path)
    address = f"{django_settings.SITE_URL}{path}"
    assert faults(answer.content, answer["Content-Type"], address) == []
    assert answer.content.count(b"<item>") + answer.content.count(b"<entry>") == 2


@pytest.mark.parametrize(
    ("path", "right", "broken", "fault"),
    [(path, right, *told) for path, each in BROKEN.items() for right, told in each.items()],
)
def test_the_rules_see_a_fault(client, stories, path, right, broken, fault):
    answer = client.get(path)
    text = answer.content.decode()
    assert right in text
    text = text.replace(right, broken)
    address = f"{django_settings.SITE_URL}{path}"
    found = faults(text.encode(), answer["Content-Type"], address)
    assert any(fault in each for each in found), found
