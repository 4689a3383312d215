"""The read-only JSON API: what is public, and nothing else, for other programs."""
