"""What readers say and how it was decided, one module a subject."""

from .comments import APPROVING, REFUSING, WORDS, Comment, Decision
from .policy import Clause, Policy
from .queuemail import QueueMail
from .screening import WatchTerm

__all__ = [
    "APPROVING",
    "REFUSING",
    "WORDS",
    "Clause",
    "Comment",
    "Decision",
    "Policy",
    "QueueMail",
    "WatchTerm",
]
