"""The public figures: counted from the rows that the desk works on, drawn and tabled.

`counts` gathers them, `charts` says what they show with the bars of `bars`, `tables` holds every
number, `page` answers readers.
"""

from .counts import Figures, gather
from .page import comment_figures

__all__ = ["Figures", "comment_figures", "gather"]
