"""SPL: labels of medicines as the FDA publishes them (HL7 v3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from retrieval.parsing.xml.rewriting import TABLES, Page, Rule
from retrieval.parsing.xml.trees import child, children, name_of, text_of

HL7 = "urn:hl7-org:v3"
MAX_DEPTH = 40

# What stands at the head of many labels.
_GENERIC = re.compile(
    r"these highlights do not include|drug facts|label|package insert", re.IGNORECASE
)
# Codes of sections whose name says nothing.
_UNNAMED = frozenset({"42229-5", "48780-1", "42231-1"})


def write_label(root: Any) -> tuple[Page, str]:
    """Write a label as a page: highlights, sections by their titles or codes, product data."""
    page = Page(_RULES)
    stated = text_of(child(root, "title"))
    title = _named(stated, root)
    page.heading(title, 1)
    if title != stated:
        page.paragraph(stated)
    body = child(root, "component", "structuredBody")
    if body is not None:
        sections = [
            section for part in children(body, "component") for section in children(part, "section")
        ]
        _highlights(page, sections)
        for section in sections:
            _section(page, section, 2)
    _products(page, root)
    return page, title


def _named(title: str, root: Any) -> str:
    """The title of a label; where it is one that many have, the names of the product."""
    if title and not _GENERIC.match(title):
        return title
    product = next(_product_data(root), None)
    if product is None:
        return title
    generic = next(product.iter(f"{{{HL7}}}genericMedicine"), None)
    names = [text_of(child(product, "name")), text_of(child(generic, "name"))]
    name, substance = names[0], names[1]
    same = substance.casefold() in name.casefold()
    return name if same else f"{name} ({substance})"


def _highlights(page: Page, sections: list[Any]) -> None:
    """The summary at the head of a label, which is kept section by section."""
    found = [
        (section, text)
        for top in sections
        for section in top.iter(f"{{{HL7}}}section")
        if (text := child(section, "excerpt", "highlight", "text")) is not None and text_of(text)
    ]
    if found:
        page.heading("Highlights", 2)
    for section, text in found:
        page.heading(_title(section), 3)
        page.within("section", text)


def _title(section: Any) -> str:
    title = text_of(child(section, "title"))
    code = child(section, "code")
    if title or code is None or code.get("code") in _UNNAMED:
        return title
    return str(code.get("displayName") or "").capitalize()


def _section(page: Page, section: Any, level: int) -> None:
    page.heading(_title(section), level)
    text = child(section, "text")
    if text is not None:
        page.notes = []
        page.within("section", text)
        for mark, note in page.notes:
            page.paragraph(f"[{mark}] {note}")
    if level < MAX_DEPTH:
        for part in children(section, "component"):
            for inner in children(part, "section"):
                _section(page, inner, level + 1)


def _products(page: Page, root: Any) -> None:
    """What the data of a label say: ingredients, forms, packages."""
    products = list(_product_data(root))
    if products:
        page.heading("Product data", 2)
    for product in products:
        page.heading(text_of(child(product, "name")), 3)
        page.raw("<table>")
        for label, value in _facts(product):
            page.raw("<tr><th>")
            page.write(label)
            page.raw("</th><td>")
            page.write(value)
            page.raw("</td></tr>")
        page.raw("</table>")


def _product_data(root: Any) -> Iterator[Any]:
    for subject in root.iter(f"{{{HL7}}}subject"):
        for outer in children(subject, "manufacturedProduct"):
            for product in children(outer, "manufacturedProduct", "manufacturedMedicine"):
                if text_of(child(product, "name")):
                    yield product


def _facts(product: Any) -> Iterator[tuple[str, str]]:
    if form := _shown(child(product, "formCode")):
        yield "Dosage form", form
    outer = product.getparent()
    routes = [_shown(code) for code in outer.iter(f"{{{HL7}}}routeCode")]
    if named := ", ".join(dict.fromkeys(filter(None, routes))):
        yield "Route", named
    if code := _code(product):
        yield "Product code", code
    others: list[str] = []
    for ingredient in children(product, "ingredient", "activeIngredient", "inactiveIngredient"):
        kind = str(ingredient.get("classCode") or name_of(ingredient)).upper()
        name = text_of(next(ingredient.iter(f"{{{HL7}}}name"), None))
        if kind.startswith("ACT"):
            yield "Active ingredient", f"{name} {_strength(ingredient)}".strip()
        elif name:
            others.append(name)
    if others:
        yield "Inactive ingredients", ", ".join(others)
    for package in product.iter(f"{{{HL7}}}asContent"):
        if told := _package(package):
            yield "Package", told


def _strength(ingredient: Any) -> str:
    quantity = child(ingredient, "quantity")
    over, under = child(quantity, "numerator"), child(quantity, "denominator")
    if over is None:
        return ""
    strength = _amount(over)
    return f"{strength} in {_amount(under)}" if under is not None and strength else strength


def _amount(node: Any) -> str:
    unit = str(node.get("unit") or "")
    return f"{node.get('value') or ''} {'' if unit == '1' else unit}".strip()


def _package(content: Any) -> str:
    quantity = child(content, "quantity", "numerator")
    inner = next(children(content, "containerPackagedProduct", "containerPackagedMedicine"), None)
    if inner is None:
        return ""
    parts = [_code(inner), _shown(child(inner, "formCode"))]
    if quantity is not None:
        parts.append(f"{_amount(quantity)} in 1")
    return ", ".join(filter(None, parts))


def _code(node: Any) -> str:
    code = child(node, "code")
    return str(code.get("code") or "") if code is not None else ""


def _shown(code: Any) -> str:
    return str(code.get("displayName") or "").capitalize() if code is not None else ""


def _content(page: Page, node: Any) -> None:
    styles = (node.get("styleCode") or "").lower()
    if "strike" in styles or "xmdelete" in styles:
        page.within("s", node)
    else:
        page.within("b" if "bold" in styles else "span", node)


def _caption(page: Page, node: Any) -> None:
    """The title of a table; those of lists and items are written with these."""
    if name_of(node.getparent()) == "table":
        page.within("caption", node)


def _list(page: Page, node: Any) -> None:
    if (caption := child(node, "caption")) is not None:
        page.within("p", caption)
    numbered = (node.get("listType") or "").lower() == "ordered"
    page.raw("<ol>" if numbered else "<ul>")
    for item in children(node, "item"):
        label = child(item, "caption")
        page.raw("<li>")
        if label is not None:
            page.inside(label)
            page.write(" ")
        page.inside(item)
        page.raw("</li>")
    page.raw("</ol>" if numbered else "</ul>")


def _footnote(page: Page, node: Any) -> None:
    mark = str(len(page.notes) + 1)
    page.notes.append((mark, text_of(node)))
    page.raw(f'<sup class="footnote">{mark}</sup>')


def _break(page: Page, node: Any) -> None:
    page.raw("<br>")


def _picture(page: Page, node: Any) -> None:
    page.pictures += 1


_RULES: dict[str, Rule] = {
    **TABLES,
    "caption": _caption,
    "paragraph": "p",
    "content": _content,
    "linkHtml": "span",
    "list": _list,
    "sub": "sub",
    "sup": "sup",
    "br": _break,
    "footnote": _footnote,
    "footnoteRef": None,
    "renderMultiMedia": _picture,
    "col": None,
    "colgroup": None,
}
