"""Lets the demo's readers report errors in stories, and its editor answer them."""

from datetime import datetime

from django.contrib.auth.models import User

from articles.models import Article, ErrorReport

from .content import offset, table


def report(articles: dict[str, Article], editor: User, now: datetime) -> None:
    """Every report of the file, brought to its state by the editor's moves."""
    for row in table("reports")["reports"]:
        story = articles[row["story"]]
        made = ErrorReport.objects.create(
            article=story,
            language=row["language"],
            message=row["message"],
            passage=row.get("passage", ""),
            email=row.get("email", ""),
            made_at=now + offset(row["age"]),
        )
        if row.get("then") == "correct":
            made.correct(by=editor, correction=story.corrections.earliest("pk"))
        elif "then" in row:
            made.perform(row["then"], by=editor, reply=row["reply"])
