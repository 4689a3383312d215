"""The queues of the moderators: cards to decide by one key, the filter, what colleagues do.

`desk` is that of the comments, and what every queue has; `notices` that of what readers report.
"""

from .desk import CommentDesk, assert_seen, clauses, in_words

__all__ = ["CommentDesk", "assert_seen", "clauses", "in_words"]
