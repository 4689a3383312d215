"""What a log entry says was done, in the words of the reader's language."""

from django import template
from django.contrib.admin.models import LogEntry

from newsportal.workflow import WorkflowModel

register = template.Library()


@register.filter
def deed(entry: LogEntry, of: object) -> str:
    """Return the message of `entry`; a move, kept by its name, is said by its label."""
    message = entry.get_change_message()
    name, colon, note = message.partition(": ")
    for move in of.MOVES if isinstance(of, WorkflowModel) else ():
        if move.name == name:
            return f"{move.label}{colon}{note}"
    return message
