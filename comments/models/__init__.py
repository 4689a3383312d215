"""What readers say and how it was decided, one module a subject."""

from .appeals import APPEAL_TEXT_MAX, Appeal
from .authors import AuthorSalt, Trace
from .challenges import SpentChallenge
from .claims import Claim, Remark
from .comments import WORDS, Comment
from .decisions import APPROVING, REFUSING, Decision
from .masks import Cover, Mask
from .notices import Notice, reported
from .policy import Clause, Policy
from .queuemail import QueueMail
from .screening import WatchTerm
from .statements import Statement

__all__ = [
    "APPEAL_TEXT_MAX",
    "APPROVING",
    "REFUSING",
    "WORDS",
    "Appeal",
    "AuthorSalt",
    "Claim",
    "Clause",
    "Comment",
    "Cover",
    "Decision",
    "Mask",
    "Notice",
    "Policy",
    "QueueMail",
    "Remark",
    "SpentChallenge",
    "Statement",
    "Trace",
    "WatchTerm",
    "reported",
]
