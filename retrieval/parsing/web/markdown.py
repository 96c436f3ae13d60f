"""Markdown to blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.tables.reading import row_blocks
from retrieval.parsing.text.cleaning import clean, clean_lines, decoded, readable_name
from retrieval.parsing.text.superscripts import noted, unfenced, written
from retrieval.parsing.web.html import html_blocks, html_line
from retrieval.parsing.web.placeholders import is_placeholder, with_placeholders
from retrieval.parsing.web.struck import struck_remark
from retrieval.parsing.web.visibility import hides

PARSER = "markdown/3"
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
_NOTE = re.compile(r"^\s{0,3}\[\^([^\]\s]{1,40})\]:[ \t]{0,9}")
_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
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
    text, notes = _with_notes(text)
    page = _Reader(notes)
    blocks = page.read(reader.parse(unfenced(text)))
    if not blocks:
        raise ParseError("The file has no text.")
    title = title or next((b.text for b in blocks if b.kind == "heading"), None)
    remarks = (*remarks, *struck_remark(page.struck))
    return ParsedDocument(title or readable_name(path), tuple(blocks), None, PARSER, remarks)


def _with_notes(text: str) -> tuple[str, frozenset[str]]:
    """Set the notes of a page apart as paragraphs; gives their marks too."""
    notes: set[str] = set()
    if "[^" not in text:
        return text, frozenset()
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced and (found := _NOTE.match(line)):
            notes.add(found[1])
            # Else one word behind the mark would be taken for the address of a link.
            lines += ["", f"\\[^{found[1]}\\] {line[found.end() :]}"]
        else:
            lines.append(line)
    return "\n".join(lines), frozenset(notes)


class _Reader:
    """Walks the tokens and keeps track of the lists and the table that are open.

    ``struck`` counts the places where struck text was left out.
    """

    def __init__(self, notes: frozenset[str]) -> None:
        self.struck = 0
        self._notes = notes
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
                    self._blocks.extend(_rows(self._table or []))
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
        seen = html_blocks(with_placeholders(content))
        self.struck += seen.struck
        self._blocks.extend(seen.blocks)

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
        text = self._inline(token.children or [])
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

    def _inline(self, children: Sequence[Token]) -> str:
        if any(child.type in {"html_inline", "s_open"} for child in children):
            text, struck = html_line("".join(self._marked_up(children)))
            self.struck += struck
        else:
            text = written("".join(self._pieces(children)))
        return clean(_TEMPLATE.sub(" ", text))

    def _pieces(self, children: Sequence[Token]) -> Iterator[str]:
        for child in children:
            match child.type:
                case "text":
                    yield self._with_marks(child.content, noted)
                case "code_inline" | "image":
                    yield child.content
                case "softbreak" | "hardbreak":
                    yield "\n"
                case _:
                    yield ""

    def _marked_up(self, children: Sequence[Token]) -> Iterator[str]:
        """The line as HTML, for what only HTML can say."""
        beside = "".join(child.content for child in children if child.type == "html_inline")
        for child in children:
            match child.type:
                case "text":
                    yield self._with_marks(html.escape(child.content, quote=False), _as_sup)
                case "html_inline" if not is_placeholder(child.content, beside):
                    yield " " if child.content.lower().startswith("<br") else child.content
                case "s_open" | "s_close":
                    yield "<s>" if child.nesting > 0 else "</s>"
                case "softbreak" | "hardbreak":
                    yield "\n"
                case _:
                    yield html.escape(child.content, quote=False)

    def _with_marks(self, text: str, write: Callable[[str], str]) -> str:
        if not self._notes or "[^" not in text:
            return text
        return _MARK.sub(
            lambda found: write(found[1]) if found[1] in self._notes else found[0], text
        )


def _as_sup(mark: str) -> str:
    return f"<sup class=footnote>{mark}</sup>"


def _rows(table: Sequence[Sequence[str]]) -> list[Block]:
    """The rows of a table; where its header is empty or a pair, its first row may be one too."""
    header: bool | None = True
    if table and not any(table[0]):
        header = False if len(table[0]) == 2 else None
    elif table and len(table[0]) == 2 and any(map(str.isdigit, table[0][1])):
        # A table must have a header in Markdown, so that a list of pairs begins in it.
        header = None
    return row_blocks(table, header=header)
