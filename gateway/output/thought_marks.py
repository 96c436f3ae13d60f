"""The marks between which models write their thoughts when nobody takes these out of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# As templates and fine-tuned models have them: DeepSeek R1 and Qwen (think), Claude's prompts
# (thinking, antthinking), Seed-OSS (seed:think), and what others call the same.
_NAMES = (
    "think",
    "thinking",
    "thought",
    "thoughts",
    "thought_process",
    "reasoning",
    "reasoning_process",
    "reflection",
    "scratchpad",
    "inner_monologue",
    "internal_monologue",
    "inner_thoughts",
    "chain_of_thought",
    "antthinking",
    "antml:thinking",
    "antml:reasoning",
    "seed:think",
)
# Names that a text about other things has as well: they count where an answer begins.
_AT_THE_START = ("analysis", "rationale")
# Harmony (gpt-oss): the channel, not the end of a message, says that the answer begins.
_HARMONY = "channel"
# What is no tag: Magistral, Kimi-VL, MedGemma, gpt-oss.
_FIXED = {
    "[THINK]": (False, "[think]"),
    "[/THINK]": (True, "[think]"),
    "◁think▷": (False, "◁think▷"),
    "◁/think▷": (True, "◁think▷"),
    "<unused94>": (False, "unused"),
    "<unused95>": (True, "unused"),
    "<|channel|>analysis<|message|>": (False, _HARMONY),
    "<|channel|>commentary<|message|>": (False, _HARMONY),
    "<|start|>assistant<|channel|>final<|message|>": (True, _HARMONY),
    "<|channel|>final<|message|>": (True, _HARMONY),
}
_MOST_OF_A_TAG = 80
_ALL = "|".join(sorted(map(re.escape, (*_NAMES, *_AT_THE_START)), key=len, reverse=True))
_ABOUT = "thoughts|thought|thinking|think|reasoning"
MARK = re.compile(
    "|".join(
        [
            *(re.escape(each) for each in _FIXED),
            rf"<\|?(?P<edge>begin|start|end)_(?:of_)?(?P<about>{_ABOUT})\|?>",
            rf"<\|?(?P<end>/)?\|?(?P<name>{_ALL})(?:[ \t][^<>\n]{{0,{_MOST_OF_A_TAG}}}?)?"
            r"(?P<empty>/)?\|?>",
        ]
    ),
    re.IGNORECASE,
)
_BEGINNINGS = "<[◁"
_HALF_A_TAG = re.compile(r"<[|/]{0,3}(?P<name>[\w:]{0,30})(?P<rest>[ \t|/][^<>\n]*)?")
_EDGES = tuple(
    f"{edge}_{of}{about}"
    for edge in ("begin", "start", "end")
    for of in ("", "of_")
    for about in _ABOUT.split("|")
)
_LONGEST = max(_MOST_OF_A_TAG + 40, *map(len, _FIXED))


@dataclass(frozen=True, slots=True)
class Mark:
    """Where thoughts begin or end. ``empty`` marks a tag that does both.

    ``anywhere`` is false for names that count only where an answer begins.
    """

    name: str
    ends: bool
    empty: bool
    anywhere: bool


def mark_of(found: re.Match[str]) -> Mark:
    """What a match of `MARK` says."""
    fixed = _FIXED.get(found[0].upper()) or _FIXED.get(found[0].lower())
    if fixed is not None:
        return Mark(fixed[1], fixed[0], empty=False, anywhere=True)
    if found["edge"]:
        return Mark(found["about"].lower(), found["edge"].lower() == "end", False, anywhere=True)
    name = found["name"].lower()
    return Mark(name, bool(found["end"]), bool(found["empty"]), name not in _AT_THE_START)


def unfinished_from(text: str) -> int:
    """Where a mark may have begun whose end is still to come; the length of the text for none."""
    start = max(len(text) - _LONGEST, 0)
    for place in range(start, len(text)):
        if text[place] in _BEGINNINGS and _may_become_one(text[place:]):
            return place
    return len(text)


def _may_become_one(tail: str) -> bool:
    lower = tail.lower()
    if any(each.lower() != lower and each.lower().startswith(lower) for each in _FIXED):
        return True
    half = _HALF_A_TAG.fullmatch(lower)
    if half is None:
        return False
    name, names = half["name"], (*_NAMES, *_AT_THE_START)
    if half["rest"]:
        return name in names or name in _EDGES
    return any(each.startswith(name) for each in (*names, *_EDGES))
