"""Addresses of every kind of page in the demo newsroom; those behind a code are read from its file.

No page shows a code twice, so a browser alone could not come back to them.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

from tests.browser.conftest import Site

STATES = ("pending", "approved", "rejected", "withdrawn")
PLAIN = [
    "section/lebanon/", "search/?q=a", "search/?q=qqqq", "newsletter/", "corrections/",
    "comments/policy/", "comments/figures/", "comments/own/", "about/", "ethics/",
    "accessibility/", "privacy/", "lite/section/lebanon/", "offline/",
    "newsletter/unsubscribe/gone/", "newsletter/confirm/gone/", "search/?" + "&a" * 1001,
]  # fmt: skip
DESK = [
    "articles/article/?status__exact=retracted", "articles/article/add/",
    "articles/photo/?q=olive", "articles/photo/add/", "articles/ticker/add/",
    "articles/siteprofile/", "articles/section/", "comments/comment/?q=qqqq",
    "comments/comment/queue/?order=newest", "comments/notice/queue/", "comments/comment/quiet/",
    "newsletter/issue/add/", "auth/user/add/",
]  # fmt: skip
ROWS = {  # of the demo: the newest may be what another test typed
    "articles_errorreport": "articles/errorreport/{}/change/",
    "comments_comment": "comments/comment/{}/change/",
    "comments_policy": "comments/policy/{}/change/",
    "comments_watchterm": "comments/watchterm/{}/delete/",
    "newsletter_issue": "newsletter/issue/{}/change/",
}


@dataclass
class Kinds:
    """What there is to be looked at in one language."""

    site: Site
    language: str

    @property
    def prefix(self) -> str:
        """What the addresses of this language begin with."""
        return "/" if self.language == "ar" else f"/{self.language}/"

    def _first(self, question: str, *values: object) -> str:
        """The first value of the first row; an error when there is none."""
        file = f"file:{self.site.data_dir}/news.sqlite3?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as rows:
            return str(rows.execute(f"{question} LIMIT 1", values).fetchone()[0])

    def talked_about(self) -> str:
        """The number of the story with the most comments."""
        return self._first(
            "SELECT article_id FROM comments_comment WHERE status = 'approved' AND language = ? "
            "GROUP BY 1 ORDER BY count(*) DESC",
            self.language,
        )

    def reader(self) -> list[str]:
        """Pages that anybody can open, and those behind a code."""
        found = [*PLAIN, *self._lists(), *self._of_a_story(), *self._of_an_author()]
        found += [*self._of_a_report(), *self._of_a_subscriber()]
        return [self.prefix + each for each in found]

    def desk(self) -> list[str]:
        """Pages of the admin, as the superuser has them."""
        rows = [
            address.format(self._first(f"SELECT id FROM {table} ORDER BY id"))
            for table, address in ROWS.items()
        ]
        story = self._first("SELECT id FROM articles_article WHERE status = 'in_review'")
        return [f"/admin/{each}" for each in [*DESK, *rows, f"articles/article/{story}/change/"]]

    def _lists(self) -> list[str]:
        out = "article_id IN (SELECT article_id FROM articles_translation WHERE language = ?)"
        author = self._first(
            "SELECT slug FROM articles_author WHERE id IN "
            f"(SELECT author_id FROM articles_byline WHERE {out})",
            self.language,
        )
        tag = self._first(
            "SELECT slug FROM articles_tag WHERE id IN "
            f"(SELECT tag_id FROM articles_article_tags WHERE {out})",
            self.language,
        )
        source = self._first("SELECT slug FROM articles_source WHERE kind <> 'newsroom'")
        day = self._first(
            "SELECT strftime('%Y/%m/%d', max(published_at)) FROM articles_translation "
            "WHERE language = ?",
            self.language,
        )
        return [f"author/{author}/", f"tag/{tag}/", f"source/{source}/", f"archive/{day}/"]

    def _of_a_story(self) -> list[str]:
        number = self.talked_about()
        comment = self._first(
            "SELECT id FROM comments_comment WHERE article_id = ? AND status = 'approved' "
            "AND parent_id IS NULL AND language = ?",
            number,
            self.language,
        )
        retracted = self._first("SELECT id FROM articles_article WHERE status = 'retracted'")
        return [
            f"lite/news/{number}/a/", f"news/{retracted}/a/",
            f"comments/{comment}/report/", f"news/{number}/comments/{comment}/reply/",
            f"corrections/report/{number}/",
        ]  # fmt: skip

    def _of_an_author(self) -> list[str]:
        """The page of a comment in each state, and what its author may do."""
        of_state = "SELECT code FROM comments_comment WHERE status = ? AND language = ?"
        codes = {state: self._first(of_state, state, self.language) for state in STATES}
        refused = self._first(
            f"{of_state} AND words_version = 1 AND id NOT IN "
            "(SELECT comment_id FROM comments_appeal)",
            "rejected",
            self.language,
        )
        deeds = ("edit", "appeal", "withdraw", "erase")
        return [f"comments/status/{code}/" for code in codes.values()] + [
            f"comments/status/{refused}/{deed}/" for deed in deeds
        ]

    def _of_a_report(self) -> list[str]:
        notice = self._first("SELECT code FROM comments_notice")
        error = self._first("SELECT code FROM articles_errorreport WHERE status = 'corrected'")
        return [
            f"comments/notice/{notice}/",
            f"corrections/status/{error}/",
            f"corrections/status/{error}/erase/",
        ]

    def _of_a_subscriber(self) -> list[str]:
        token = self._first("SELECT token FROM newsletter_subscription")
        return [f"newsletter/preferences/{token}/", f"newsletter/unsubscribe/{token}/"]
