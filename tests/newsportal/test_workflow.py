"""Moves: every state, every move, every role, from the same tables that the product reads."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from articles.models import Article, Translation
from newsportal import roles
from newsportal.workflow import AUTHOR, WorkflowModel
from tests import factories

pytestmark = pytest.mark.django_db

MODELS = [model for model in apps.get_models() if issubclass(model, WorkflowModel)]
ARTICLE_MATRIX = [
    (status, move, role.name)
    for status in Article.Status.values
    for move in Article.MOVES
    for role in roles.ROLES
]


def article_in(status: str, **fields: Any) -> Article:
    """A story brought into `status` by moves alone."""
    article = factories.make_article(**fields)
    chief = factories.make_user(role="editor")
    path = {
        "draft": [],
        "in_review": ["submit"],
        "published": ["publish"],
        "spiked": ["spike"],
        "retracted": ["publish", "retract"],
    }[status]
    for name in path:
        article.perform(name, by=chief, **({"note": "لماذا"} if name == "retract" else {}))
    assert article.status == status
    return article


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_table_of_moves_is_whole(model):
    """States exist, methods exist, permissions exist, names are used once."""
    states = set(model.Status.values)
    assert model.INITIAL in states
    names = [move.name for move in model.MOVES]
    assert len(names) == len(set(names))
    permissions = dict(model._meta.permissions)
    for move in model.MOVES:
        assert {*move.sources, move.target} <= states
        assert callable(getattr(model, move.name))
        # An author has no account and so no permission; everybody else needs one.
        assert move.codename(model) in permissions or move.open_to_author


@pytest.mark.parametrize(("status", "move", "role"), ARTICLE_MATRIX, ids=str)
def test_who_may_take_a_story_where(status, move, role):
    """Allowed when both tables say so, else refused, and then nothing has changed."""
    article = article_in(status)
    user = factories.make_user("somebody", role=role)
    may = move.permission(Article) in next(
        each.permissions() for each in roles.ROLES if each.name == role
    )
    given = {"note": "لماذا"} if "note" in move.takes else {}
    assert (move in article.moves_for(user)) is (may and status in move.sources)
    if may and status in move.sources:
        article.perform(move.name, by=user, **given)
        assert article.status == move.target
        assert LogEntry.objects.filter(user=user, object_id=article.pk).count() == 1
        return
    with pytest.raises(ValidationError if may else PermissionDenied):
        article.perform(move.name, by=user, **given)
    article.refresh_from_db()
    assert article.status == status
    assert not LogEntry.objects.filter(user=user).exists()


@pytest.mark.parametrize(("status", "move", "role"), ARTICLE_MATRIX, ids=str)
def test_the_admin_refuses_by_address_what_it_shows_no_button_for(client, status, move, role):
    """The same matrix through POST: buttons are a courtesy, the rule stands behind them."""
    user = factories.make_user("somebody", role=role)
    article = article_in(status, created_by=user)
    address = reverse("admin:articles_article_change", args=[article.pk])
    client.force_login(user)
    may = move.permission(Article) in next(
        each.permissions() for each in roles.ROLES if each.name == role
    )
    client.post(address, {"_move": move.name, "note": "لماذا"})
    article.refresh_from_db()
    assert article.status == (move.target if may and status in move.sources else status)


def test_a_move_names_its_actor():
    article = factories.make_article()
    with pytest.raises(TypeError):
        article.submit(by=None)
    with pytest.raises(TypeError):
        article.submit(by=AnonymousUser())
    with pytest.raises(PermissionDenied):
        article.submit(by=AUTHOR)
    with pytest.raises(PermissionDenied):
        article.submit(by=factories.make_user(role="editor", is_active=False))


def test_a_superuser_is_bound_by_the_table_too(superuser):
    article = article_in("spiked")
    with pytest.raises(ValidationError) as refusal:
        article.publish(by=superuser)
    assert refusal.value.code == "stale_move"


def test_whoever_comes_second_is_told_so(editor):
    article = factories.make_article()
    stale = Article.objects.get(pk=article.pk)
    article.publish(by=editor)
    with pytest.raises(ValidationError) as refusal:
        stale.spike(by=editor)
    assert refusal.value.code == "stale_move"
    stale.refresh_from_db()
    assert stale.status == "published"


def test_a_move_without_its_note_is_refused(editor):
    article = article_in("published")
    with pytest.raises(ValidationError) as refusal:
        article.retract(by=editor, note="  ")
    assert refusal.value.code == "note_required"
    article.refresh_from_db()
    assert article.status == "published"
    assert not article.corrections.exists()


def test_save_writes_no_status_whatever_it_holds(editor):
    """Neither the status nor the record: not by a stale row, nor by update_fields."""
    article = factories.make_article()
    stale = Article.objects.get(pk=article.pk)
    article.publish(by=editor)
    moment = article.published_at
    stale.headline_ar = "عنوان جديد"
    stale.save()
    stale.status = "spiked"
    stale.save(update_fields=["status", "published_at", "dek_ar"])
    article.refresh_from_db()
    assert (article.status, article.published_at) == ("published", moment)
    assert article.headline_ar == "عنوان جديد"


def test_nothing_begins_in_any_but_the_first_state():
    section = factories.make_section()
    with pytest.raises(ValidationError) as refusal:
        Article.objects.create(headline_ar="خبر", section=section, status="published")
    assert refusal.value.code == "status_by_move"
    assert not Article.objects.exists()


def test_a_language_is_ready_only_with_words(editor):
    article = factories.make_article()
    row = Translation.objects.create(article=article, language="fr")
    with pytest.raises(ValidationError) as refusal:
        row.mark_ready(by=editor)
    assert refusal.value.code == "words_missing"
