"""Law 1 in the database: no comment is public without a recorded decision by a person.

Beside it what a decision rests on: a policy that was posted stays as it was.

The laws are data: a moment, a condition that must never come about, a sentence. Out of them one
trigger a law is made for SQLite and for PostgreSQL, so both know the same laws in the same words.
The conditions use only what the two dialects share.

`put_back` runs after every migrate (comments/apps.py). SQLite needs more: to alter a table Django
builds a new one, drops the old and renames the new; triggers on the dropped table vanish with it,
and the rename fails while a trigger of another table names it ("error in trigger …: no such
table"). So `step_aside` runs before a migrate that has something to do. It takes away only the
laws that name another table and bars all approval and all decisions instead: should the migration
fail half-way, nothing can be published until one has come through. PostgreSQL keeps its triggers
through ALTER TABLE and needs none of this.

There is no switch. Forging a whole Decision by SQL is outside the law.
"""

from .standing import LAWS, missing, put_back, step_aside

__all__ = ["LAWS", "missing", "put_back", "step_aside"]
