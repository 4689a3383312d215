"""The admin site of the newsroom and the bases of its pages, one module a subject.

`WorkflowAdmin` makes buttons and bulk actions out of a model's table of moves; `LanguageTabs` puts
translated fields behind one set of language tabs and searches all languages at once.
"""

from .asking import DiscreetAdmin, typed
from .completion import CompletingAdmin
from .moments import TimedAdmin
from .moves import state_word
from .numbers import NumberedAdmin
from .reading import OnlyRead, as_written
from .rows import BoundedInline, BoundedList
from .site import Bulletin, Deed, NewsAdminSite, Waiting
from .tabs import LanguageTabs, directed
from .workflow import WorkflowAdmin

__all__ = [
    "BoundedInline",
    "BoundedList",
    "Bulletin",
    "CompletingAdmin",
    "Deed",
    "DiscreetAdmin",
    "LanguageTabs",
    "NewsAdminSite",
    "NumberedAdmin",
    "OnlyRead",
    "TimedAdmin",
    "Waiting",
    "WorkflowAdmin",
    "as_written",
    "directed",
    "state_word",
    "typed",
]
