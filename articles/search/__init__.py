"""Search: one analyser on both sides of one index, on SQLite's FTS5 and PostgreSQL's tsvector.

index.py        what a story is found by; written in the story's own transaction
fulltext.py     the SQL of the two databases, and nothing else
question.py     what a reader's words ask for: readings, synonyms, how rare each word is
ranking.py      which stories, in which order
spelling.py     another spelling, when nothing is found
highlights.py   the words found, in their original spelling
vain.py         what was searched in vain
forms.py        the address and its filters
"""
