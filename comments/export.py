"""Everything that is kept about a comment, for its author: as data, and as a text to read.

No names of staff are in it: those who decide answer as the newsroom. What moderators note for one
another is counted and not shown.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from articles.models import ErrorReport, SiteProfile
from comments.models import Appeal, Comment, Decision, Notice, Statement
from comments.screening import findings_of
from newsportal import mails

KINDS = {"json": "application/json", "txt": "text/plain; charset=utf-8"}


def whole(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """`comments` with all that an export tells, in the same few queries for one and for many."""
    return comments.select_related("article").prefetch_related(
        "article__translations",
        "decisions__clause__policy",
        "decisions__statement",
        "appeals__statement",
        "masks",
        "remarks",
        "traces",
    )


def download(
    comments: QuerySet[Comment],
    kind: str,
    name: str,
    notices: QuerySet[Notice] | None = None,
    errors: QuerySet[ErrorReport] | None = None,
) -> HttpResponse:
    """The export of `comments` and of reports as a file called `name`, its `kind` one of KINDS."""
    told = {
        "comments": [account_of(comment) for comment in whole(comments)],
        "reports": [_report(row) for row in notices.select_related("clause")] if notices else [],
        "error_reports": [_error_report(row) for row in errors] if errors else [],
    }
    now, site = timezone.now(), SiteProfile.load().name
    if kind == "json":
        data = {"site": site, "made": now, **told}
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"
    else:
        context = {"site": site, "made": now, "accounts": told["comments"], **told}
        text = render_to_string("comments/export.txt", context)
    response = HttpResponse(text, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def account_of(comment: Comment) -> dict[str, Any]:
    """What is kept about one comment; codes of the house in English, texts as they stand."""
    return {
        "number": comment.pk,
        "code": comment.code,
        "page": mails.page("comment_status", comment.language, comment.code),
        "story": _story(comment),
        "language": comment.language,
        "received": comment.created_at,
        "state": comment.status,
        "state_in_words": comment.get_status_display(),
        "name": comment.name,
        "email": comment.email,
        "country": str(comment.country),
        "subject": comment.subject,
        "message": comment.message,
        "sendings": comment.words_version,
        "verification": comment.verification,
        "legal_risk": comment.is_legal_risk,
        "noticed": [
            {"kind": each.screen, "in_words": each.label, "suggested_clause": each.clause_code}
            for each in findings_of(comment)
        ],
        "covered": [
            {"field": mask.field, "what": mask.kind, "at": mask.made_at, "until": mask.lifted_at}
            for mask in comment.masks.all()
        ],
        "decisions": [_decision(row) for row in comment.decisions.all()],
        "appeals": [_appeal(row) for row in comment.appeals.all()],
        "mails": _mails([*comment.decisions.all(), *comment.appeals.all()]),
        "internal_notes": len(comment.remarks.all()),
        "recognised_by_hash": bool(comment.traces.all()),
    }


def _story(comment: Comment) -> dict[str, str]:
    article, language = comment.article, comment.language
    if language not in article.languages_live():
        return {"headline": "", "page": ""}
    page = mails.absolute(article.url_in(language))
    return {"headline": article.text_in(language, "headline") or "", "page": page}


def _decision(decision: Decision) -> dict[str, Any]:
    clause = decision.clause
    return {
        "ruling": decision.ruling,
        "ruling_in_words": decision.get_ruling_display(),
        "at": decision.made_at,
        "clause": {"title": clause.title, "text": clause.text} if clause else None,
        "policy_version": clause.policy.version if clause else None,
        "sending": decision.words_version,
    }


def _appeal(appeal: Appeal) -> dict[str, Any]:
    return {
        "at": appeal.made_at,
        "reasons": appeal.text,
        "outcome": appeal.outcome,
        "outcome_in_words": appeal.get_outcome_display(),
        "answered": appeal.decided_at,
        "reply": appeal.reply,
    }


def _report(notice: Notice) -> dict[str, Any]:
    return {
        "number": notice.pk,
        "comment": notice.comment_id,
        "page": mails.page("notice_status", notice.language, notice.code),
        "at": notice.made_at,
        "clause": notice.clause.title,
        "reasons": notice.text,
        "email": notice.email,
        "outcome": notice.outcome,
        "outcome_in_words": notice.get_outcome_display(),
        "answered": notice.decided_at,
        "reply": notice.reply,
    }


def _error_report(report: ErrorReport) -> dict[str, Any]:
    return {
        "number": report.pk,
        "page": mails.page("report_status", report.language, report.code),
        "at": report.made_at,
        "message": report.message,
        "passage": report.passage,
        "email": report.email,
        "outcome": report.status,
        "outcome_in_words": report.get_status_display(),
        "answered": report.decided_at,
        "reply": report.reply,
    }


def _mails(told: Iterable[Decision | Appeal]) -> list[dict[str, Any]]:
    rows = [getattr(each, "statement", None) for each in told]
    return [
        {
            "about": "decision" if row.decision_id else "appeal",
            "state": row.status,
            "state_in_words": row.get_status_display(),
            "at": row.sent_at,
        }
        for row in rows
        if isinstance(row, Statement)
    ]
