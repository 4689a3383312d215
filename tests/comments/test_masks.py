"""Masking, not editing: what is covered, what readers see of it, and that the words stay."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation

from articles.models import StaffPreference
from comments import masking
from comments.models import Comment, Cover, Mask
from comments.models.masks import COVERED, cover, cover_passage, covers_of, with_covers
from comments.personal import kind_of
from comments.screening import screen
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.database import refused, sql
from tests.comments.factories import (
    a_clause,
    make_approved,
    make_comment,
    make_rejected,
    moderator_named,
)
from tests.pages import parse, words

pytestmark = pytest.mark.django_db

WORDS = "يا جماعة 😀 رقمي 03 123 456 وشكراً"
NUMBER = "03 123 456"
AT = WORDS.index(NUMBER)
TO = AT + len(NUMBER)


def new_mask(comment: Comment, **fields) -> Mask:
    """A row as it is written past `cover`."""
    defaults = {
        "field": "message",
        "start": AT,
        "stop": TO,
        "kind": "phone",
        "words_version": comment.words_version,
        "by": moderator_named("first"),
    }
    return Mask(comment=comment, **{**defaults, **fields})


# -- the law, as attempts on rows that already stand ----------------------------------------------


def masks_beyond_the_words():
    """A mask lies within the words that stand; beside each refusal the same that fits."""
    comment = make_comment(message=WORDS, subject="سؤال", name="سمر")
    long = len(WORDS)
    for fields in (
        {"stop": long + 1},
        {"field": "subject", "start": 0, "stop": 5},
        {"field": "name", "start": 0, "stop": 4},
        {"words_version": 2},
        {"words_version": 0},
        {"lifted_by": moderator_named("first"), "lifted_at": timezone.now()},
    ):
        with refused():
            Mask.objects.bulk_create([new_mask(comment, **fields)])
    for fields in (
        {"start": 3, "stop": 3},
        {"start": -1, "stop": 3},
        {"field": "email", "start": 0, "stop": 1},
        {"kind": "insult"},
        {"by": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mask.objects.bulk_create([new_mask(comment, **fields)])
    withdrawn = make_comment(message=WORDS).withdraw(by=AUTHOR)
    with refused():
        Mask.objects.bulk_create([new_mask(withdrawn)])
    fitting = [new_mask(comment, stop=long), new_mask(comment, field="name", start=0, stop=3)]
    Mask.objects.bulk_create(fitting)
    columns = "comment_id, field, start, stop, kind, words_version, by_id, made_at"
    copy = f"INSERT INTO comments_mask ({columns}) SELECT comment_id, field, start, %s, kind,"
    copy += " words_version, by_id, made_at FROM comments_mask WHERE id = %s"
    with refused():
        sql(copy, long + 1, fitting[0].pk)
    assert sql(copy, long, fitting[0].pk) == 1


def masks_rewritten():
    """A mask is lifted once, by somebody, and else stays for good."""
    mask = cover(make_approved(message=WORDS), "message", AT, TO, by=moderator_named("first"))
    rows, other = Mask.objects.filter(pk=mask.pk), moderator_named("other")
    lifting = {"lifted_by": other, "lifted_at": timezone.now()}
    for fields in (
        {"stop": AT + 1},
        {"kind": "other"},
        {"by": other},
        {"comment": make_comment(message=WORDS)},
        {**lifting, "start": 0},
        {**lifting, "field": "name"},
    ):
        with refused():
            rows.update(**fields)
    with refused():
        sql("UPDATE comments_mask SET stop = %s WHERE id = %s", AT + 1, mask.pk)
    with refused("law: |comments_mask_lifted_by_somebody"):
        rows.update(lifted_at=timezone.now())
    with refused():
        sql("DELETE FROM comments_mask WHERE id = %s", mask.pk)
    with refused():
        rows._raw_delete("default")
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        with refused():
            sql("TRUNCATE comments_mask")
    else:
        with refused():
            sql(
                "INSERT OR REPLACE INTO comments_mask (id, comment_id, field, start, stop, kind,"
                " words_version, by_id, made_at) SELECT id, comment_id, field, 0, 1, kind,"
                " words_version, by_id, made_at FROM comments_mask WHERE id = %s",
                mask.pk,
            )
    with pytest.raises((models.ProtectedError, IntegrityError)), transaction.atomic():
        Comment.objects.filter(pk=mask.comment_id).delete()
    assert rows.update(**lifting) == 1
    with refused():
        rows.update(lifted_by=None, lifted_at=None)
    with refused():
        rows.update(lifted_at=timezone.now())


ATTEMPTS = (masks_beyond_the_words, masks_rewritten)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_refuses(attempt):
    attempt()


# -- covering -------------------------------------------------------------------------------------


def test_covering_records_who_and_leaves_the_words(moderator, moderator2, reporter):
    comment = make_comment(message=WORDS)
    mask = cover(comment, "message", AT - 1, TO + 1, by=moderator)
    assert (mask.start, mask.stop, mask.kind, mask.by) == (AT, TO, "phone", moderator)
    assert mask.words_version == 1
    comment.refresh_from_db()
    assert comment.message == WORDS
    for place, by, code in (
        (("message", AT + 2, TO), moderator2, "covered_already"),
        (("message", 4, 4), moderator, "nothing_chosen"),
        (("message", TO, TO + 1), moderator, "nothing_chosen"),
        (("message", 999, 1200), moderator, "nothing_chosen"),
        (("email", 0, 4), moderator, "nothing_chosen"),
    ):
        with pytest.raises(ValidationError) as error:
            cover(comment, *place, by=by)
        assert error.value.code == code, place
    for deed in (lambda by: cover(comment, "message", 0, 2, by=by), lambda by: mask.lift(by=by)):
        with pytest.raises(PermissionDenied):
            deed(reporter)
    assert [each.id for each in covers_of(comment)] == [mask.pk]
    mask.lift(by=moderator2)
    assert (mask.lifted_by, covers_of(comment)) == (moderator2, [])
    with pytest.raises(ValidationError) as error:
        mask.lift(by=moderator)
    assert error.value.code == "stale_move"
    assert cover(comment, "message", AT, TO, by=moderator).pk != mask.pk


def test_a_passage_is_covered_wherever_it_stands(moderator):
    comment = make_comment(message=f"{WORDS}\n{NUMBER}", subject=NUMBER, name="سمر")
    masks = cover_passage(comment, f" {NUMBER} ", by=moderator, kind="")
    assert [(mask.field, mask.kind) for mask in masks] == [
        ("subject", "phone"),
        ("message", "phone"),
        ("message", "phone"),
    ]
    assert cover_passage(comment, "سمر", by=moderator)[0].kind == "name"
    assert cover_passage(comment, "جماعة", by=moderator, kind="address")[0].kind == "address"
    for passage, code in (("03123456", "not_found"), ("  ", "nothing_chosen")):
        with pytest.raises(ValidationError) as error:
            cover_passage(comment, passage, by=moderator)
        assert error.value.code == code


def test_new_words_need_new_masks(moderator):
    comment = make_comment(message=WORDS)
    cover(comment, "message", AT, TO, by=moderator)
    comment.reject(by=moderator, clause=a_clause("personal-data"))
    seen = Comment.objects.get(pk=comment.pk)
    comment.resend(by=AUTHOR, message=f"{NUMBER} كلام آخر")
    assert covers_of(comment) == []
    with pytest.raises(ValidationError) as error:
        cover(seen, "message", 0, 2, by=moderator)
    assert error.value.code == "stale_move"
    assert cover(comment, "message", 0, 10, by=moderator).words_version == 2
    comment.erase(by=AUTHOR)
    assert covers_of(comment) == []
    with pytest.raises(ValidationError):
        cover(comment, "message", 0, 1, by=moderator)


@pytest.mark.parametrize(
    ("passage", "kind"),
    [
        ("03 123 456", "phone"),
        ("٠٣ ١٢٣ ٤٥٦", "phone"),
        ("name@example.org", "email"),
        ("name (at) example.org", "email"),
        ("LB62 0999 0000 0001 0019 0122 9114", "iban"),
        ("شارع الحمرا", ""),
    ],
)
def test_the_kind_is_told_by_its_form(passage, kind):
    assert kind_of(passage) == kind


# -- what readers see -----------------------------------------------------------------------------


def places(*spans: tuple[int, int]) -> list[Cover]:
    """Covers of a message."""
    return [Cover(n, "message", start, stop, "other", "x") for n, (start, stop) in enumerate(spans)]


def test_pieces_join_to_the_words_again():
    for spans, expected in (
        ([], [("abcdefgh", False)]),
        ([(0, 8)], [("abcdefgh", True)]),
        ([(2, 4), (4, 6)], [("ab", False), ("cdef", True), ("gh", False)]),
        ([(3, 6), (1, 4), (2, 3)], [("a", False), ("bcdef", True), ("gh", False)]),
        ([(6, 99), (0, 1)], [("a", True), ("bcdef", False), ("gh", True)]),
    ):
        found = masking.pieces("abcdefgh", places(*spans))
        assert [(text, bool(each)) for text, each in found] == expected


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_readers_see_that_something_is_covered_and_nothing_of_it(client, moderator, language):
    article = factories.make_published(languages=("en", "fr"))
    said = {"article": article, "language": language, "message": f"<b>{WORDS}</b>\n\nوداعاً"}
    short = make_approved(**said, name="سمر حداد", subject=f"هاتف {NUMBER}")
    longer = make_approved(**{**said, "message": f"IBAN {NUMBER * 3}"})
    address = article.url_in(language)
    assert NUMBER in client.get(address).content.decode()
    before = client.get(address)["ETag"]
    cover_passage(short, NUMBER, by=moderator)
    cover_passage(short, "سمر حداد", by=moderator)
    cover_passage(longer, NUMBER * 3, by=moderator)
    answer = client.get(address)
    page = parse(answer)
    text = answer.content.decode()
    assert answer["ETag"] != before, "it shows at once"
    for hidden in (NUMBER, "123", "سمر", "حداد"):
        assert hidden not in text
    with translation.override(language):
        phone, name = f"[{COVERED['phone']}]", f"[{COVERED['name']}]"
    blocks = [words(each) for each in page.xpath("//bdi[@class='covered']")]
    assert blocks == [name, phone, phone, phone], "as long for long words as for short ones"
    [shown] = page.xpath(f"//*[@id='comment-{short.pk}']//*[@class='comment__text']")
    assert [words(each) for each in shown.xpath("p")] == [
        f"<b>يا جماعة 😀 رقمي {phone} وشكراً</b>",
        "وداعاً",
    ]
    Mask.objects.filter(comment=short).first().lift(by=moderator)
    assert NUMBER in client.get(address).content.decode()


def test_covers_cost_no_query(moderator, django_assert_num_queries):
    article = factories.make_published()
    for _each in range(3):
        cover_passage(make_comment(article, message=WORDS), NUMBER, by=moderator)
    make_comment(article)
    with django_assert_num_queries(1):
        found = list(with_covers(Comment.objects.filter(article=article).order_by("pk")))
        texts = [masking.shown_plainly(comment, "message") for comment in found]
    assert [NUMBER in text for text in texts] == [False] * 4
    bare = Comment.objects.get(pk=found[0].pk)
    with django_assert_num_queries(1):
        assert NUMBER not in masking.shown(bare, "message"), "asked for where it was forgotten"


def test_the_author_sees_the_own_words_with_a_mark(client, moderator):
    comment = make_approved(message=f"أول {NUMBER}\n\nثانٍ <i>", name="سمر")
    plain = parse(client.get(reverse("comment_status", args=[comment.code])))
    assert not plain.xpath("//mark")
    cover(comment, "message", 4, len(comment.message) - 4, by=moderator)
    page = parse(client.get(reverse("comment_status", args=[comment.code])))
    [told] = page.xpath("//blockquote[contains(@class, 'receipt__words')]")
    assert NUMBER in words(told)
    assert len(told.xpath("p/mark[@class='is-covered']")) == 2
    assert page.xpath("//p[@class='field__hint'][starts-with(., 'حجب مشرف')]")
    refused_one = make_rejected(message=WORDS)
    cover(refused_one, "message", AT, TO, by=moderator)
    for name in ("comment_appeal", "comment_withdraw"):
        page = parse(client.get(reverse(name, args=[refused_one.code])))
        assert page.xpath("//mark[@class='is-covered']"), name
    form = parse(client.get(reverse("comment_edit", args=[refused_one.code])))
    assert NUMBER in words(form.xpath("//textarea[@name='message']")[0]), "to be mended"


# -- the moderator's side --------------------------------------------------------------------------

QUEUE = reverse_lazy("admin:comments_comment_queue")
JSON = {"Accept": "application/json"}


@pytest.fixture
def staff(client, moderator):
    """A logged-in moderator who reads English."""
    StaffPreference.objects.create(user=moderator, language="en")
    client.force_login(moderator)
    return client


def screened(**words: str) -> Comment:
    """A pending comment with what the screens found in it."""
    comment = make_comment(**words)
    found = [finding.as_json() for finding in screen(comment)]
    Comment.objects.filter(pk=comment.pk).update(findings=found)
    comment.refresh_from_db()
    return comment


def test_what_was_found_is_covered_with_one_click_and_uncovered_with_another(staff, moderator):
    comment = screened(message=f"{WORDS}، name@example.org", subject=NUMBER, name="سمر 71 123 456")
    card = parse(staff.get(QUEUE)).xpath("//article")[0]
    offers = card.xpath(".//button[@name='cover']/@value")
    assert f"message:{AT}:{TO}" in offers
    assert len(offers) == 4 + 3, "each, all of them, the typed ones, the selected ones"
    seen = {"comment": comment.pk, "words_version": 1}
    answer = staff.post(f"{QUEUE}?order=newest", {**seen, "cover": offers[0]})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{QUEUE}?order=newest#card-{comment.pk}",
    )
    told = staff.post(QUEUE, {**seen, "cover": offers[1]}, headers=JSON).json()
    assert told == {"said": f"1 place covered in comment {comment.pk}."}
    card = parse(staff.get(QUEUE)).xpath("//article")[0]
    assert card.xpath(".//button[@name='cover']/@value")[:2] == offers[2:4]
    rest = " ".join(offers[2:4])
    staff.post(QUEUE, {**seen, "cover": rest})
    card = parse(staff.get(QUEUE)).xpath("//article")[0]
    assert len(card.xpath(".//mark[@class='is-covered']")) == 4
    assert NUMBER in words(card.xpath(".//*[@data-field='message']")[0]), "moderators read on"
    lifts = card.xpath(".//button[@name='lift']/@value")
    assert len(lifts) == 4
    assert staff.post(QUEUE, {**seen, "lift": lifts[0]}, headers=JSON).status_code == 200
    refused_lift = staff.post(QUEUE, {**seen, "lift": lifts[0]}, headers=JSON)
    assert (refused_lift.status_code, refused_lift.json()["is_stale"]) == (409, True)
    assert Mask.objects.standing().on(comment).count() == 3
    assert comment.decision_id is None
    comment.refresh_from_db()
    assert comment.status == "pending"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"cover": "passage", "passage": "غير موجود"}, "These words are not in the comment."),
        ({"cover": "passage", "passage": ""}, "Choose the words to be covered."),
        ({"cover": ""}, "Choose the words to be covered."),
        ({"cover": "message:5:2"}, "Choose the words to be covered."),
        ({"cover": "email:0:2"}, "Choose the words to be covered."),
        ({"cover": f"message:{'9' * 30}:2 x ::"}, "Choose the words to be covered."),
        ({"lift": "x"}, "This is uncovered already."),
        ({"lift": "99"}, "This is uncovered already."),
        ({"cover": "message:0:2", "words_version": "2"}, "The author has changed comment"),
    ],
)
def test_what_cannot_be_covered_is_said(staff, sent, message):
    comment = make_comment(message=WORDS)
    for address in (QUEUE, reverse("admin:comments_comment_cover", args=[comment.pk])):
        form = {"comment": comment.pk, "words_version": 1, **sent}
        page = parse(staff.post(address, form, follow=True))
        assert message in words(page.xpath("//*[contains(@class, 'messagelist')]")[0])
    assert not Mask.objects.exists()
    typed = {"comment": comment.pk, "cover": "passage", "passage": NUMBER, "kind": "other"}
    staff.post(QUEUE, typed)
    assert Mask.objects.get().kind == "other"


def test_a_published_comment_is_covered_from_its_own_page(staff, client, moderator2, reporter):
    comment = make_approved(message=WORDS)
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    page = parse(staff.get(address))
    [action] = page.xpath(f"//form[@id='cover-{comment.pk}']/@action")
    answer = staff.post(action, {"words_version": 1, "cover": f"message:{AT}:{TO}"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = parse(staff.get(address))
    covered = page.xpath("//*[@data-field='message']//mark[@class='is-covered']/bdi[@dir='ltr']")
    assert [each.text for each in covered] == [NUMBER]
    assert "Phone number" in words(page.xpath("//div[@id='masks-group']")[0])
    assert NUMBER not in words(
        parse(staff.get(reverse("admin:comments_comment_changelist"))).xpath("//table")[0]
    )
    client.force_login(reporter)
    assert client.post(action, {"cover": "message:0:2"}).status_code == 403
    assert Mask.objects.count() == 1


def test_who_decides_has_seen_what_is_covered(staff, moderator2):
    comment = make_comment(message=WORDS)
    live_page = reverse("admin:comments_comment_queue_live")
    asked = {"cards": str(comment.pk)}
    stage = staff.get(live_page, asked).json()["cards"][str(comment.pk)]["stage"]
    mask = cover(comment, "message", AT, TO, by=moderator2)
    now = staff.get(live_page, asked).json()["cards"][str(comment.pk)]["stage"]
    assert now != stage
    form = {"comment": comment.pk, "words_version": 1, "_move": "approve"}
    answer = staff.post(QUEUE, {**form, "covers": ""}, headers=JSON)
    assert (answer.status_code, answer.json()["is_stale"]) == (409, True)
    [shown] = parse(staff.get(QUEUE)).xpath("//input[@name='covers']/@value")
    mask.lift(by=moderator2)
    assert staff.post(QUEUE, {**form, "covers": shown}, headers=JSON).status_code == 409
    assert staff.post(QUEUE, {**form, "covers": ""}, headers=JSON).status_code == 200
    comment.refresh_from_db()
    assert comment.status == "approved"
