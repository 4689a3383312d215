"""The moderators' desk in the admin: comments, appeals, notices, the policy, the watch terms."""

from . import appeals, comments, notices, policy, terms

__all__ = ["appeals", "comments", "notices", "policy", "terms"]
