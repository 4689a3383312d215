"""The light colours of the house, for what no stylesheet reaches: pictures and the manifest.

They are those of reader.css; tests/newsportal/test_palette.py holds every copy to it.
"""

PAPER, INK, SOFT, LINE, ACCENT = "#fcfbf8", "#191816", "#5c5850", "#dedad2", "#a3161f"
TINTS = {
    "sea": "#2f6f8f", "cedar": "#2f6b4a", "clay": "#a4532f", "saffron": "#8c6209",
    "plum": "#7a3b66", "slate": "#4c5a67", "olive": "#666b1f",
}  # fmt: skip
