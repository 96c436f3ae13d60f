"""What a page hides until a reader clicks: tabs, accordions, expanders, dialogs of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from retrieval.parsing.text.cleaning import clean

MAX_CONTROLS = 5_000
MAX_LABEL = 200
SIBLINGS = 12

_CONTROLS = (
    "[aria-controls], [data-target], [data-bs-target], [popovertarget], [commandfor], "
    "[data-toggle][href], [data-bs-toggle][href], [role=tab][href], [role=button][href], "
    "[role=tablist] a[href], .nav-tabs a[href], .tabs a[href], .tabs-menu a[href], [onclick]"
)
_NAMING = ("aria-controls", "data-target", "data-bs-target", "popovertarget", "commandfor", "href")
_QUOTED = re.compile(r"['\"]#?([\w-]{1,80})['\"]")
# The names that libraries of parts for pages give to what opens, and to what opens it.
_PANEL = re.compile(
    r"^(?:[\w-]*[-_])?(?:tab-?(?:pane|panel|content|body|section)|tabbed-content|"
    r"accordion-?(?:body|content|panel|item|collapse|details)|collaps(?:e|ed|ible)(?:-?\w+)?|"
    r"expand(?:er|able)?-?(?:content|body|hidden|panel|section)|toggle-?(?:content|body|panel|text)|"
    r"spoiler(?:-?\w+)?|faq-?(?:answer|content|body)|panel-collapse|details-?(?:content|body)|"
    r"disclosure-?(?:content|panel|body)|read-?more(?:-?\w+)?|dropdown-?content)$",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"control|header|heading|title|toggle|trigger|button|btn|summary|question|label|link|more|tab",
    re.IGNORECASE,
)
_TABS = re.compile(r"(?:^|[\s_-])tabs?(?:$|[\s_-])|tablist", re.IGNORECASE)
_OPENING_TAGS = frozenset({"button", "summary", "a", "label", "h2", "h3", "h4", "h5", "h6", "dt"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Panels:
    """Knows the parts of a page that one of its controls opens."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self._labels: dict[str, str] = {}
        self._tabs: set[str] = set()
        for control in page.css(_CONTROLS)[:MAX_CONTROLS]:
            label = clean(control.text())[:MAX_LABEL]
            for target in _targets(control):
                self._labels.setdefault(target, label)
                if _is_tab(control):
                    self._tabs.add(target)

    def opens(self, node: LexborNode) -> bool:
        """Tell whether a reader can open ``node``, which is hidden."""
        if (node.attributes.get("id") or "") in self._labels:
            return True
        if node.attributes.get("role") == "tabpanel":
            return True
        names = _panel_names(node)
        return bool(names) and _has_company(node, names)

    def keep_controls(self, page: LexborHTMLParser) -> None:
        """Write the name of a tab over its panel, and keep what a button of a panel says."""
        ids = {node.attributes.get("id") or "": node for node in page.css("[id]")}
        for target in self._tabs & ids.keys():
            _name(ids[target], self._labels[target])
        for button in page.css("button"):
            if not _is_tab(button) and _opens_something(button, ids.keys()):
                button.unwrap()


def _targets(control: LexborNode) -> Iterator[str]:
    for name in _NAMING:
        value = control.attributes.get(name) or ""
        if name == "href" and not value.startswith("#"):
            continue
        yield from (part.removeprefix("#") for part in value.split()[:8] if part != "#")
    if script := control.attributes.get("onclick"):
        yield from _QUOTED.findall(script[:500])[:4]


def _is_tab(control: LexborNode) -> bool:
    if control.attributes.get("role") == "tab":
        return True
    around = control.parent
    for _ in range(3):
        if around is None:
            return False
        named = around.attributes.get("class") or ""
        if around.attributes.get("role") == "tablist" or _TABS.search(named):
            return True
        around = around.parent
    return False


def _opens_something(button: LexborNode, ids: object) -> bool:
    if "aria-expanded" in button.attributes:
        return True
    return any(target in ids for target in _targets(button))  # type: ignore[operator]


def _name(panel: LexborNode, label: str) -> None:
    first = next(panel.iter(), None)
    # Within its first paragraph, so that the two stay together.
    first = first.first_child if first is not None and first.tag == "p" else panel.first_child
    if label and first is not None and not clean(panel.text()[: 2 * MAX_LABEL]).startswith(label):
        first.insert_before(f"{label}: ")


def _panel_names(node: LexborNode) -> set[str]:
    names = (node.attributes.get("class") or "")[:500].split()
    return {name for name in names if _PANEL.match(_CAMEL.sub("-", name))}


def _has_company(node: LexborNode, names: set[str]) -> bool:
    """A panel stands beside another of its kind, or behind what opens it."""
    before, after = node.prev, node.next
    for _ in range(SIBLINGS):
        for other in (before, after):
            if other is not None and other.is_element_node and names & _panel_names(other):
                return True
        if before is not None and before.is_element_node and _may_open(before):
            return True
        before = before.prev if before is not None else None
        after = after.next if after is not None else None
    return False


def _may_open(node: LexborNode) -> bool:
    if node.tag in _OPENING_TAGS or node.css_first("button, summary, a, [role=button]") is not None:
        return True
    said = f"{node.attributes.get('class') or ''} {node.attributes.get('role') or ''}"
    return _OPENER.search(said) is not None
