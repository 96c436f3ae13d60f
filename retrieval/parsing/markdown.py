"""Markdown to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.html import html_blocks
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, clean_lines, decode, readable_name

PARSER = "markdown/1"
MAX_NESTING = 60

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(['\"]?)(.+?)\1[ \t]*$", re.MULTILINE | re.IGNORECASE)
# Attributes of static-site generators: {:.class}, {% include %}, {{ variable }}, {#id}.
_TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{:[^}\n]*\}|\{#[^}\n]*\}")


def parse_markdown(data: bytes, path: str) -> ParsedDocument:
    """Read CommonMark with tables; raises `ParseError` when there is no text."""
    text = decode(data)
    title = None
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        named = _TITLE.search(front[1] or "")
        title = clean(named[2]) if named else None
    reader = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(
        ["table", "strikethrough"]
    )
    blocks = _blocks(reader.parse(text))
    if not blocks:
        raise ParseError("The file has no text.")
    title = title or next((b.text for b in blocks if b.kind == "heading"), None)
    return ParsedDocument(title or readable_name(path), tuple(blocks), None, PARSER)


def _blocks(tokens: Sequence[Token]) -> list[Block]:
    blocks: list[Block] = []
    lists: list[int | None] = []
    label: str | None = None
    table: list[list[str]] | None = None
    for i, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1) - 1)
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                label = ""
                if (count := lists[-1]) is not None:
                    lists[-1] = count + 1
                    label = f"{count + 1}. "
            case "table_open":
                table = []
            case "tr_open" if table is not None:
                table.append([])
            case "table_close":
                blocks.extend(row_blocks(table or [], header=True))
                table = None
            case "inline" if table is not None:
                table[-1].append(_inline(token))
            case "inline":
                text = _inline(token)
                if not text:
                    continue
                if tokens[i - 1].type == "heading_open":
                    blocks.append(Block("heading", text, int(tokens[i - 1].tag[1])))
                elif label is not None:
                    blocks.append(Block("list_item", label + text, max(len(lists) - 1, 0)))
                    label = None
                else:
                    blocks.append(Block("paragraph", text))
            case "fence" | "code_block":
                if code := clean_lines(token.content):
                    blocks.append(Block("code", code))
            case "html_block":
                blocks.extend(html_blocks(token.content))
            case _:
                pass
    return blocks


def _inline(token: Token) -> str:
    return clean(_TEMPLATE.sub(" ", "".join(_pieces(token.children or []))))


def _pieces(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        match child.type:
            case "text" | "code_inline":
                yield child.content
            case "softbreak" | "hardbreak":
                yield "\n"
            case "image":
                yield child.content
            case "html_inline":
                yield " " if child.content.lower().startswith("<br") else ""
            case _:
                yield ""
