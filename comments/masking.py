"""Shows words of which some are covered: to readers a block that says so, to their author a mark.

What the block says depends neither on the words under it nor on their length.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.models import Comment, Cover
from comments.models.masks import covers_of
from newsportal.templatetags.reading import isolated

Piece = tuple[str, Cover | None]


def pieces(text: str, covers: Iterable[Cover]) -> list[Piece]:
    """`text` cut where masks begin and end; masks that overlap or touch are one piece."""
    found: list[Piece] = []
    at = 0
    for each in sorted(covers, key=lambda cover: (cover.start, cover.stop)):
        start, stop = max(each.start, at), min(each.stop, len(text))
        if start >= stop:
            continue
        if found and found[-1][1] and start == at:
            found[-1] = (found[-1][0] + text[start:stop], found[-1][1])
        else:
            found += [(text[at:start], None)] if start > at else []
            found.append((text[start:stop], each))
        at = stop
    return [*found, (text[at:], None)] if at < len(text) else found


def _pieces_of(comment: Comment, field: str) -> list[Piece]:
    text = getattr(comment, field)
    covers = covers_of(comment) if text else []
    return pieces(text, [each for each in covers if each.field == field])


def shown(comment: Comment, field: str) -> SafeString:
    """The words of one field as anybody may read them."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<bdi class="covered">[{}]</bdi>', cover.label)
                if cover
                else isolated(text),
            )
            for text, cover in _pieces_of(comment, field)
        ),
    )


def shown_plainly(comment: Comment, field: str) -> str:
    """The same as text: for titles, mails and lists."""
    return "".join(f"[{cover.label}]" if cover else w for w, cover in _pieces_of(comment, field))


def shown_marked(comment: Comment, field: str) -> SafeString:
    """The words for their author and for moderators: all of them, with a mark on what is covered.

    A screen reader is told where the covered words begin and end.
    """
    return format_html_join(
        "",
        "{}",
        (
            (_marked(text) if cover else isolated(text),)
            for text, cover in _pieces_of(comment, field)
        ),
    )


def _marked(words: str) -> SafeString:
    """Every line with a mark of its own, for paragraphs are made of the lines afterwards."""
    begin, end = _("covered:"), _("end of what is covered")
    mark = (
        '<mark class="is-covered"><span class="visually-hidden" data-aside>{} </span>{}'
        '<span class="visually-hidden" data-aside> ({})</span></mark>'
    )
    lines = words.split("\n")
    marked = (
        (format_html(mark, begin, isolated(line), end) if line.strip() else line,) for line in lines
    )
    return format_html_join("\n", "{}", marked)
