"""Another spelling, when nothing is found: words of the stories that share trigrams.

No extension of a database is needed. The vocabulary only grows, and knows words of drafts too: a
spelling is offered only when the search then finds something public.
"""

from collections.abc import Mapping
from hashlib import blake2b

from django.db.models import F

from articles.models.index import SearchWord
from articles.search.fulltext import Matches, Relevance, any_of

SHORTEST, LONGEST = 3, 24
CANDIDATES = 60  # words that share the most trigrams, among which the nearest is looked for
BATCH = 2000
EDGE = "x"  # stands for the edge of a word; a letter, so that no database cuts there


def learn(forms: Mapping[tuple[str, str], str]) -> None:
    """Add the words of (language, folded) that are new, each with how it was written."""
    words = {
        _key(language, folded): (language, folded, form)
        for (language, folded), form in forms.items()
        if SHORTEST <= len(folded) <= LONGEST and folded.isalpha()
    }
    keys = sorted(words)  # in one order everywhere, so that two stories do not lock each other out
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        known = set(SearchWord.objects.filter(pk__in=some).values_list("pk", flat=True))
        SearchWord.objects.bulk_create(
            (_word(key, *words[key]) for key in some if key not in known),
            ignore_conflicts=True,
            batch_size=BATCH,
        )


def _word(key: int, language: str, folded: str, form: str) -> SearchWord:
    return SearchWord(
        key=key,
        trigrams=" ".join(trigrams(folded)),
        language=language,
        folded=folded,
        form=form[:80],
    )


def _key(language: str, folded: str) -> int:
    digest = blake2b(f"{language} {folded}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def trigrams(folded: str) -> list[str]:
    """Every three neighbouring letters of a word, its edges included; each once."""
    edged = f"{EDGE}{folded}{EDGE}"
    return list(dict.fromkeys(edged[place : place + 3] for place in range(len(edged) - 2)))


def nearest(misspelt: list[str], language: str) -> dict[str, str]:
    """For each folded word that has one, how the word most like it is written. One query."""
    asked = [word for word in misspelt if SHORTEST <= len(word) <= LONGEST and word.isalpha()]
    pieces = list(dict.fromkeys(each for word in asked for each in trigrams(word)))
    if not pieces:
        return {}
    place = F("trigrams")
    rows = (
        SearchWord.objects.filter(Matches(place, any_of(pieces)), language=language)
        .annotate(fit=Relevance(place, [[each] for each in pieces], [1.0] * len(pieces)))
        .order_by("-fit", "folded")
        .values_list("folded", "form")[: CANDIDATES * len(asked)]
    )
    known = list(rows)
    found = {}
    for word in asked:
        near = [(_distance(word, folded), folded, form) for folded, form in known if folded != word]
        best = min(near, default=None)
        if best and best[0] <= _tolerance(word):
            found[word] = best[2]
    return found


def _tolerance(word: str) -> int:
    """How many slips make another word of it: one in a short word, two in a longer one."""
    return 1 if len(word) <= 5 else 2


def _distance(one: str, other: str) -> int:
    """How many letters have to be changed, put in, left out or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            is_swap = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against
            row.append(min(cost, last[j - 2] + 1) if is_swap else cost)
    return row[-1]
