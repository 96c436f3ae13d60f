"""Rules that are drawn through the letters of a PDF: what they strike out no longer holds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from retrieval.parsing.pdf.page.drawings import Rule
from retrieval.parsing.pdf.page.lines import Line

# Where a line through letters may run, as shares of their size above the baseline.
LOWEST, HIGHEST = 0.14, 0.52
# So far beyond the text a line through it may reach; the rule of a table reaches further.
BEYOND = 1.2
SHORTEST = 0.3
MAX_RULES = 4_000


def strikes(lines: Sequence[Line], across: Sequence[Rule]) -> Mapping[int, list[Rule]]:
    """For the places of lines, the level rules that are drawn through them."""
    found: defaultdict[int, list[Rule]] = defaultdict(list)
    if not across or len(across) > MAX_RULES:
        return found
    order = sorted(range(len(lines)), key=lambda i: lines[i].baseline)
    baselines = [lines[i].baseline for i in order]
    largest = max((line.size for line in lines), default=0.0)
    for rule in across:
        first = bisect_left(baselines, rule.at - HIGHEST * largest)
        near = order[first : bisect_right(baselines, rule.at - LOWEST)]
        through = [i for i in near if _is_through(rule, lines[i])]
        if through and _is_bounded(rule, [lines[i] for i in through]):
            for i in through:
                found[i].append(rule)
    return found


def _is_through(rule: Rule, line: Line) -> bool:
    height = (rule.at - line.baseline) / line.size
    if not LOWEST <= height <= HIGHEST:
        return False
    shared = min(rule.end, line.right) - max(rule.start, line.left)
    return shared > SHORTEST * line.size


def _is_bounded(rule: Rule, lines: Sequence[Line]) -> bool:
    """The rule begins and ends at the text, unlike one that goes round a table or a chart."""
    reach = BEYOND * max(line.size for line in lines)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return rule.start >= left - reach and rule.end <= right + reach
