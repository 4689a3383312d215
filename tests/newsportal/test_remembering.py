"""What the site does without its cache."""

import pytest
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from newsportal.remembering import counted, remembered

AWAY = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",  # nobody listens there
    }
}


def test_what_was_made_is_made_once_while_it_is_kept():
    cache.clear()
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [remembered("remembering", 60, make) for _time in range(3)] == [1, 1, 1]
    assert [counted("counting", 60) for _time in range(3)] == [1, 2, 3]
    cache.clear()


@pytest.mark.django_db
def test_pages_answer_while_the_cache_is_away(client, settings, editor):
    settings.CACHES = AWAY
    assert client.get("/comments/figures/").status_code == 200
    answer = client.post("/admin/password_reset/", {"email": editor.email})
    assert answer.status_code == 302
    assert DBTaskResult.objects.count() == 1
    assert [remembered("remembering", 60, lambda: 5), counted("counting", 60)] == [5, 1]
