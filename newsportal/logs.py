"""What logs may hold: no code, no token, and so no address of a reader that a token carries."""

import logging


class PrivatePagesFilter(logging.Filter):
    """Names a page behind a code or token by its route, as in 'Gone: newsletter/confirm/<token>'.

    Django writes the whole path of each request that fails, and the link that confirms a
    subscription has the e-mail address in it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, some with less in it."""
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if getattr(request, "is_private_page", False) and match and isinstance(record.args, tuple):
            route = str(match.route)
            record.args = tuple(
                route if isinstance(each, str) and "/" in each else each for each in record.args
            )
        return True
