"""A small newsroom to look around in: invented, harmless, and built through domain methods only.

The words lie in content/ as plain text; nothing in there is a real person, outlet or event.
"""
