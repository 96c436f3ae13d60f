"""Markdown to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, clean_lines, decoded, readable_name
from retrieval.parsing.web.html import html_blocks
from retrieval.parsing.web.visibility import hides

PARSER = "markdown/2"
MAX_NESTING = 60

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?:---[ \t]*\n(.*?\n)?(?:---|\.\.\.)|\+\+\+[ \t]*\n(.*?\n)?\+\+\+)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_TITLE = re.compile(
    r"^title[ \t]{0,9}[:=][ \t]{0,9}(['\"]?)(.{1,300}?)\1[ \t]{0,9}$", re.MULTILINE | re.IGNORECASE
)
# Attributes of static-site generators: {:.class}, {% include %}, {{ variable }}, {#id}.
_TEMPLATE = re.compile(r"\{%.{0,300}?%\}|\{\{.{0,300}?\}\}|\{:[^}\n]{0,300}\}|\{#[^}\n]{0,300}\}")
_OPENED = re.compile(r"^\s{0,3}<(div|section|span|p|article|aside|details)\b", re.IGNORECASE)


def parse_markdown(data: bytes, path: str) -> ParsedDocument:
    """Read CommonMark with tables; raises `ParseError` when there is no text."""
    text, remarks = decoded(data)
    title = None
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        named = _TITLE.search(front[1] or front[2] or "")
        title = clean(named[2]) if named else None
    reader = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(
        ["table", "strikethrough"]
    )
    blocks = _Reader().read(reader.parse(text))
    if not blocks:
        raise ParseError("The file has no text.")
    title = title or next((b.text for b in blocks if b.kind == "heading"), None)
    return ParsedDocument(title or readable_name(path), tuple(blocks), None, PARSER, remarks)


class _Reader:
    """Walks the tokens and keeps track of the lists and the table that are open."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._lists: list[int | None] = []
        self._label: str | None = None
        self._table: list[list[str]] | None = None
        self._hidden_until: str | None = None

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        for i, token in enumerate(tokens):
            if self._hidden_until is not None and token.type in {"inline", "fence", "code_block"}:
                continue
            match token.type:
                case "inline":
                    self._text(token, tokens[i - 1])
                case "fence" | "code_block":
                    if code := clean_lines(token.content):
                        self._blocks.append(Block("code", code))
                case "html_block":
                    self._html(token.content)
                case "table_open":
                    self._table = []
                case "tr_open" if self._table is not None:
                    self._table.append([])
                case "table_close":
                    self._blocks.extend(row_blocks(self._table or [], header=True))
                    self._table = None
                case _:
                    self._list(token)
        return self._blocks

    def _html(self, content: str) -> None:
        """Read raw HTML; what it hides may go on as Markdown until its end."""
        tag = self._hidden_until
        if tag is not None:
            if f"</{tag}>" in content.lower():
                self._hidden_until = None
            return
        opened = _OPENED.match(content)
        if opened and f"</{opened[1].lower()}>" not in content.lower() and hides(content):
            self._hidden_until = opened[1].lower()
            return
        self._blocks.extend(html_blocks(content))

    def _list(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                self._lists.append(int(1 if start is None else start) - 1)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._label = ""
                if (count := self._lists[-1]) is not None:
                    self._lists[-1] = count + 1
                    self._label = f"{count + 1}. "
            case _:
                pass

    def _text(self, token: Token, before: Token) -> None:
        text = _inline(token)
        if self._table is not None:
            self._table[-1].append(text)
        elif not text:
            return
        elif before.type == "heading_open":
            self._blocks.append(Block("heading", text, int(before.tag[1])))
        elif self._label is not None:
            depth = max(len(self._lists) - 1, 0)
            self._blocks.append(Block("list_item", self._label + text, depth))
            self._label = None
        else:
            self._blocks.append(Block("paragraph", text))


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
