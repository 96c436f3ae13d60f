"""JATS: articles of journals as publishers and PubMed Central give them."""

from __future__ import annotations

from typing import Any

from retrieval.parsing.xml.rewriting import TABLES, Page, Rule, markup_of
from retrieval.parsing.xml.trees import child, children, name_of, text_of


def write_article(root: Any) -> tuple[Page, str]:
    """Write an article as a page; gives its title too."""
    page = Page(_RULES)
    article = root if name_of(root) == "article" else next(root.iter("{*}article"), root)
    meta = child(article, "front", "article-meta")
    title = text_of(child(meta, "title-group", "article-title"))
    page.heading(title, 1)
    if meta is not None:
        _front(page, article, meta)
    for part in children(article, "body", "back", "floats-group"):
        page.level = 2
        page.inside(part)
    return page, title


def _front(page: Page, article: Any, meta: Any) -> None:
    names = [
        " ".join(filter(None, (text_of(child(n, "given-names")), text_of(child(n, "surname")))))
        for n in meta.iter("{*}name")
    ]
    page.paragraph(", ".join(filter(None, names)))
    journal = text_of(next(article.iter("{*}journal-title"), None))
    dates = (child(date, "year") for date in children(meta, "pub-date"))
    year = next((text_of(date) for date in dates if date is not None), "")
    ids = [text_of(one) for one in children(meta, "article-id") if one.get("pub-id-type") == "doi"]
    page.paragraph("; ".join(filter(None, (journal, year, *(f"doi {one}" for one in ids)))))
    for part in children(meta, "abstract", "trans-abstract"):
        page.heading(text_of(child(part, "title")) or "Abstract", 2)
        page.level = 3
        for one in part:
            if name_of(one) != "title":
                page.element(one)


def _section(page: Page, node: Any) -> None:
    label, title = text_of(child(node, "label")), child(node, "title")
    level = min(page.level, 6)
    if title is not None or label:
        page.raw(f"<h{level}>")
        page.write(f"{label} " if label else "")
        if title is not None:
            page.inside(title)
        page.raw(f"</h{level}>")
    page.level += 1
    for one in node:
        if name_of(one) not in {"label", "title"}:
            page.element(one)
    page.level -= 1


def _table(page: Page, node: Any) -> None:
    """A table with its number and title above it and its notes below it."""
    _captioned(page, node)
    for one in node:
        if name_of(one) not in {"label", "caption"}:
            page.element(one)


def _figure(page: Page, node: Any) -> None:
    page.pictures += 1
    _captioned(page, node)


def _captioned(page: Page, node: Any) -> None:
    label, caption = text_of(child(node, "label")), child(node, "caption")
    page.raw("<p>")
    page.write(f"{label} " if label else "")
    title = child(caption, "title")
    if title is not None:
        page.inside(title)
    page.raw("</p>")
    for one in caption if caption is not None else ():
        if name_of(one) != "title":
            page.element(one)


def _note(page: Page, node: Any) -> None:
    """A note below a table or an article, with its mark."""
    mark = text_of(child(node, "label"))
    page.raw("<p>")
    page.write(f"[{mark.strip('[]()')}] " if mark else "")
    for one in node:
        if name_of(one) != "label":
            page.inside(one)
            page.write(" ")
    page.raw("</p>")


def _list(page: Page, node: Any) -> None:
    page.within("ol" if node.get("list-type") in _NUMBERED else "ul", node)


def _definition(page: Page, node: Any) -> None:
    """What a term means; its first paragraph stands in the line of the term."""
    page.raw("<dd>")
    page.write(node.text)
    for i, one in enumerate(node):
        if i == 0 and name_of(one) == "p":
            page.inside(one)
        else:
            page.element(one)
        page.write(one.tail)
    page.raw("</dd>")


def _reference(page: Page, node: Any) -> None:
    """A work that is cited, as one line."""
    label = text_of(child(node, "label"))
    for one in node:
        if name_of(one) != "label":
            page.raw("<li>")
            page.write(f"{label.strip('.[]')}. " if label else "")
            _cited(page, one)
            page.raw("</li>")
            return


def _cited(page: Page, node: Any) -> None:
    if name_of(node) == "mixed-citation" or not len(node):
        page.inside(node)
        return
    page.write(" ".join(filter(None, map(text_of, node))))


def _mark(page: Page, node: Any) -> None:
    """What leads to a note or a work; raised, it is the mark of a note."""
    kind = node.get("ref-type")
    if kind in {"bibr", "fn", "table-fn"}:
        page.within("a", node, ' href="#note"')
    else:
        page.inside(node)


def _formula(page: Page, node: Any) -> None:
    """A formula in the first form that can be read; others say the same again."""
    math = next(node.iter("{http://www.w3.org/1998/Math/MathML}math"), None)
    tex = next(node.iter("{*}tex-math"), None)
    if math is not None:
        page.raw(markup_of(math))
    elif tex is not None:
        page.write(text_of(tex))
    elif name_of(node) == "alternatives":
        page.pictures += 1
    else:
        page.inside(node)
    if (label := text_of(child(node, "label"))) and (math is not None or tex is not None):
        page.write(f" {label}")


def _block_formula(page: Page, node: Any) -> None:
    page.raw("<p>")
    _formula(page, node)
    page.raw("</p>")


def _alternatives(page: Page, node: Any) -> None:
    table = child(node, "table")
    if table is not None:
        page.element(table)
    else:
        _formula(page, node)


def _break(page: Page, node: Any) -> None:
    page.raw("<br>")


def _picture(page: Page, node: Any) -> None:
    page.pictures += 1


_NUMBERED = frozenset({"order", "alpha-lower", "alpha-upper", "roman-lower", "roman-upper"})
_RULES: dict[str, Rule] = {
    **TABLES,
    "sec": _section,
    "ack": _section,
    "app": _section,
    "glossary": _section,
    "ref-list": _section,
    "fn-group": _section,
    "notes": _section,
    "boxed-text": _section,
    "p": "p",
    "title": "p",
    "disp-quote": "blockquote",
    "verse-group": "blockquote",
    "code": "pre",
    "preformat": "pre",
    "list": _list,
    "list-item": "li",
    "def-list": "dl",
    "term": "dt",
    "def": _definition,
    "table-wrap": _table,
    "table-wrap-foot": "section",
    "fig": _figure,
    "fn": _note,
    "ref": _reference,
    "xref": _mark,
    "inline-formula": _formula,
    "disp-formula": _block_formula,
    "math": _formula,
    "alternatives": _alternatives,
    "tex-math": "span",
    "break": _break,
    "graphic": _picture,
    "inline-graphic": None,
    "media": None,
    "supplementary-material": None,
    "object-id": None,
    "bold": "b",
    "italic": "i",
    "sup": "sup",
    "sub": "sub",
    "strike": "s",
    "underline": "u",
}
