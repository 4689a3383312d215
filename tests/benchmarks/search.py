"""How well the search finds, on the real material: `python -m tests.benchmarks.search`.

Loads `MATERIAL_DIR/data/search` as published stories into a database of its own (SQLite, or the
empty one that DATABASE_URL names) and asks every question: recall in the first ten for keywords,
as written and as people misspell them, and the mean reciprocal rank of whole questions. Ends with
1 when a bar is missed.
"""

import csv
import json
import os
import sys
import tempfile
import time
from pathlib import Path

BARS = {"question": 0.78, "keywords": 0.99, "keywords_variant": 0.95}
BAR_ON_POSTGRESQL = 0.74


def main() -> int:
    """Measure in a folder that is thrown away; returns what the process ends with."""
    with tempfile.TemporaryDirectory(prefix="newsportal-search-") as data_dir:
        os.environ["DATA_DIR"] = data_dir
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsportal.settings"
        import django

        django.setup()
        return measure(Path(data_dir))


def measure(folder: Path) -> int:
    """Load the documents, ask every question and print the table."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from articles.models import Article

    material = Path(settings.MATERIAL_DIR) / "data" / "search"
    if not material.is_dir():
        print(f"no material at {material}: nothing measured")
        return 0
    call_command("migrate", verbosity=0)
    if Article.objects.exists():
        print("DATABASE_URL names a database with stories; an empty one is needed")
        return 1
    keys = load(material / "docs.json", folder / "docs.jsonl")
    if connection.vendor == "postgresql":
        BARS["question"] = BAR_ON_POSTGRESQL
    with (material / "queries.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    print("| search | queries | in the first ten | mean reciprocal rank | bar | each |")
    print("|---|---|---|---|---|---|")
    return max([ask(rows, kind, keys) for kind in BARS])


def load(source: Path, file: Path) -> dict[str, int]:
    """Load the documents as a newsroom would; returns their stories' keys."""
    from django.core.management import call_command

    from articles.models import Article

    with file.open("w", encoding="utf-8") as out:
        for each in json.loads(source.read_text(encoding="utf-8")):
            body = each["body"].replace("&", "&amp;").replace("<", "&lt;")
            story = {"headline": each["title"], "body_html": f"<p>{body}</p>", "language": "ar"}
            address = f"https://example.org/{each['id']}"
            out.write(json.dumps({**story, "original_url": address}) + "\n")
    call_command("load_stories", str(file))
    stories = Article.objects.values_list("source_url", "pk")
    return {address.rpartition("/")[2]: key for address, key in stories}


def ask(rows: list[dict[str, str]], kind: str, keys: dict[str, int]) -> int:
    """Ask the queries of one kind and print their line; 1 when the bar is missed."""
    from articles.search.ranking import search

    asked = [(row[kind], keys[row["doc"]]) for row in rows if row[kind].strip()]
    started = time.perf_counter()
    ranks = []
    for query, key in asked:
        found = search(query, "ar").keys
        ranks.append(found.index(key) + 1 if key in found else 0)
    each = (time.perf_counter() - started) / len(asked) * 1000
    recall = sum(1 <= rank <= 10 for rank in ranks) / len(ranks)
    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    print(
        f"| {kind} | {len(asked):,} | {recall:.3f} | {reciprocal:.3f} | {BARS[kind]} "
        f"| {each:.1f} ms |"
    )
    return int((reciprocal if kind == "question" else recall) < BARS[kind])


if __name__ == "__main__":
    sys.exit(main())
