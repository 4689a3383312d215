"""The desk of the moderators: claims, remarks, earlier fates, undo, filters, what is live."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import AuthorSalt, Claim, Comment, Remark, Trace
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_comment, make_rejected

pytestmark = pytest.mark.django_db


# -- claims ----------------------------------------------------------------------------------------


def test_one_of_two_has_the_card_until_the_claim_runs_out(moderator, moderator2):
    article = factories.make_published()
    one, other = make_comment(article).pk, make_comment(article).pk
    now = timezone.now()
    assert Claim.objects.take(one, moderator.pk, now)
    assert not Claim.objects.take(one, moderator2.pk, now)
    assert Claim.objects.standing(now).get().by == moderator
    late = now + timedelta(seconds=settings.COMMENT_CLAIM_SECONDS)
    assert not Claim.objects.standing(late).exists()
    assert Claim.objects.take(one, moderator2.pk, late)
    assert not Claim.objects.take(one, moderator.pk, late)
    assert Claim.objects.take(other, moderator2.pk, late)
    assert Claim.objects.take(one, moderator.pk, late), "who reads on lets the former card go"
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(comment_id=one, by=moderator2, expires_at=late)


# -- an author's earlier fate ----------------------------------------------------------------------


def test_an_author_is_known_by_the_hash_of_the_address_alone():
    article = factories.make_published()
    address = "reader@example.org"
    past = [
        make_approved(article, email=address),
        make_approved(article, email=" Reader@Example.org"),
        make_rejected(article, email=address),
        make_approved(article, email="somebody@example.org"),
        make_approved(article),
    ]
    for comment in past:
        Trace.objects.keep(comment)
        Trace.objects.keep(comment)
    assert Trace.objects.count() == 4
    assert address not in str(list(Trace.objects.values_list()))
    asking, nameless = make_comment(article, email=address), make_comment(article)
    stranger = make_comment(article, email="new@example.org")
    fates = Trace.objects.fates([asking, nameless, stranger])
    assert fates == {asking.pk: {None: 2, "insult": 1}}
    past[2].erase(by=AUTHOR)
    assert Trace.objects.fates([asking]) == {asking.pk: {None: 2}}
    assert Trace.objects.count() == 3


def test_an_author_is_forgotten_with_the_salt(django_assert_num_queries):
    start = timezone.now()
    article = factories.make_published()
    Trace.objects.keep(make_approved(article, email="reader@example.org"))
    asking = make_comment(article, email="reader@example.org")
    for days, known in ((30, True), (59, True), (90, False)):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            now = timezone.now()
            assert bool(Trace.objects.fates([asking])) is known, days
            Trace.objects.keep(make_approved(article, email="other@example.org"))
            Trace.objects.forget(now)
            assert Trace.objects.filter(comment__email="reader@example.org").exists() is known
    assert not AuthorSalt.objects.filter(begun_on__lte=(start - timedelta(days=1)).date()).exists()
    values = list(AuthorSalt.objects.values_list("value", flat=True))
    assert len({bytes(value) for value in values}) == len(values) > 1
    with django_assert_num_queries(0):
        assert Trace.objects.fates([Comment()]) == {}


def test_a_remark_goes_with_the_words(moderator):
    comment = make_comment()
    Remark.objects.create(comment=comment, by=moderator, text="اسألوا المحامي")
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(comment=comment, by=moderator, text="")
    comment.reject(by=moderator, clause=a_clause()).erase(by=AUTHOR)
    assert not Remark.objects.exists()
