"""The few signs in which the demo's stories are written, as HTML."""

import re

from django.utils.html import escape

BOLD = re.compile(r"\*\*(.+?)\*\*")
SIGNED = re.compile(r"^[+-]\d[\d.,]*%?$")


def html(text: str) -> str:
    """`text` as HTML: blocks between blank lines; '## ' '> ' '>> ' '- ' '| ' say of what kind."""
    return "\n".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block)


def _block(block: str) -> str:
    lines = block.splitlines()
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith(("> ", ">> ")):
        quoted = " ".join(line.lstrip(">").strip() for line in lines)
        kind = ' class="pull"' if block.startswith(">> ") else ""
        return f"<blockquote{kind}><p>{_inline(quoted)}</p></blockquote>"
    if block.startswith("- "):
        items = "".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    if block.startswith("|"):
        return _table(lines)
    return f"<p>{_inline(' '.join(lines))}</p>"


def _table(lines: list[str]) -> str:
    head, *rows = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines)
    titles = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    # A signed number keeps its sign in front of it, in Arabic too.
    return f'<bdi dir="ltr">{text}</bdi>' if SIGNED.match(text) else _inline(text)


def _inline(text: str) -> str:
    return BOLD.sub(r"<strong>\1</strong>", escape(text))
