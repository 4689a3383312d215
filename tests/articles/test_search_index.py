"""The index: in the story's transaction, rebuilt at any time, and its quality on real material."""

import csv

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import SearchEntry
from articles.search.ranking import search
from tests import factories
from tests.benchmarks.search import load

pytestmark = pytest.mark.django_db


def stored() -> list[tuple]:
    rows = SearchEntry.objects.order_by("pk")
    return list(rows.values_list("pk", "headline", "about", "body"))


def test_the_index_stands_and_falls_with_the_storys_transaction():
    story = factories.make_published("زيتون")
    with transaction.atomic():
        story.headline_ar = "قرميد"
        story.save()
        assert search("قرميد", "ar").keys == [story.pk]
        transaction.set_rollback(True)
    assert search("قرميد", "ar").keys == []
    assert search("زيتون", "ar").keys == [story.pk]


def test_a_language_that_loses_its_words_is_found_by_them_no_more():
    story = factories.make_published("خبر", languages=("fr",))
    factories.translate(story, "fr", "Les oliviers")
    assert search("olivier", "fr").keys == [story.pk]
    story.headline_fr, story.body_fr = "Autre titre", ""
    story.save()
    assert search("olivier", "fr").keys == []


def test_a_story_that_is_gone_leaves_no_entry():
    story = factories.make_article("زيتون")
    assert SearchEntry.objects.count() == 1
    story.delete()
    assert SearchEntry.objects.count() == 0


def test_rebuilding_makes_what_saving_made(capsys):
    """The same rows, from nothing, twice; tags, bylines and every language included."""
    tag, author = factories.make_tag(), factories.make_author()
    factories.make_published("زيتون", tags=[tag], authors=[author], languages=("en", "fr"))
    factories.make_article("مسودة")
    before = stored()
    assert len(before) == 4
    for _round in range(2):
        SearchEntry.objects.filter(headline__contains="زيت").delete()
        call_command("reindex")
        assert stored() == before
    assert "2" in capsys.readouterr().out
    SearchEntry.objects.all().delete()
    call_command("migrate", verbosity=0)  # fills an index that has just been made
    assert stored() == before


def test_the_number_of_queries_of_a_save_does_not_grow_with_the_words(django_assert_num_queries):
    story = factories.make_article("زيتون")
    story.body_ar = f"<p>{' '.join(f'كلمة{number}' for number in range(2000))}</p>"
    with connection.execute_wrapper(_at_most(20)):
        story.save()


def _at_most(count):
    seen = []

    def watch(execute, sql, params, many, context):
        seen.append(sql)
        assert len(seen) <= count, seen
        return execute(sql, params, many, context)

    return watch


@pytest.fixture
def questions(material, tmp_path):
    """The real documents, loaded as published stories, and what is asked about each."""
    keys = load(material / "search" / "docs.json", tmp_path / "docs.jsonl")
    with (material / "search" / "queries.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row, keys[row["doc"]]) for row in rows]


def test_quality_on_real_questions(questions):
    """A sample; `python -m tests.benchmarks.search` holds the bars on all 1,395 rows.

    Measured there, the same on both databases: recall 0.993 and 0.993, reciprocal rank 0.790.
    """
    ranks = {"question": [], "keywords": [], "keywords_variant": []}
    for row, key in questions[::20]:
        for kind, seen in ranks.items():
            if row[kind].strip():
                found = search(row[kind], "ar").keys
                seen.append(found.index(key) + 1 if key in found else 0)
    reciprocal = [1 / rank if rank else 0 for rank in ranks["question"]]
    assert sum(reciprocal) / len(reciprocal) >= 0.74
    for kind, bar in (("keywords", 0.97), ("keywords_variant", 0.95)):
        recalled = [1 <= rank <= 10 for rank in ranks[kind]]
        assert sum(recalled) / len(recalled) >= bar, kind
