"""The marks between which models write their thoughts when nobody takes these out of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What tags of thoughts are called, with words before and after: <think>, <inner_monologue>,
# <seed:think>, <longcat_think>, <chain-of-thought>, <thinking_process>, <|begin▁of▁thinking|>.
_STEM = (
    r"(?:ant|deep|inner|internal|self)?(?:think(?:ing)?|thoughts?|reasoning|reflect(?:ions?)?|reflexion|"
    r"scratch_?pad|monologue|deliberations?|rumination|ponder(?:ing)?|introspection|contemplation|"
    r"brainstorm(?:ing)?|cot)(?:process|steps?|chain)?"
)
_BETWEEN = "[_:.▁-]"
_AFTER = (
    "process|steps?|content|block|chain|trace|mode|phase|section|text|notes?|start|begin|end|fast|"
    r"slow|\d{1,3}"
)
_NAME = rf"(?:[a-z0-9]{{1,16}}{_BETWEEN}){{0,4}}?(?:{_STEM})(?:{_BETWEEN}(?:{_AFTER})){{0,3}}"
_BEGINS, _ENDS = frozenset({"begin", "start", "open"}), frozenset({"end", "stop", "close"})
# Names that a text about other things has as well: they count where an answer begins.
_AT_THE_START = r"analysis|analy[sz]e|rationale|reason|plan|planning"
# Between what some set the answer itself, once they have thought.
_AROUND = (
    r"answer|final_answer|final|response|output|solution|(?:begin|start|end)_(?:of_)?"
    r"(?:answer|response|solution|box)"
)
# Harmony (gpt-oss): the channel, not the end of a message, says that the answer begins.
_CHANNEL = (
    r"(?:<\|end\|>)?(?:<\|start\|>assistant)?<\|channel\|>(?P<channel>analysis|commentary|final)"
    r"[^<>\n]{0,60}(?:<\|constrain\|>\w{0,20})?<\|message\|>"
)
_HARMONY = "channel"
# What is no tag: Magistral, Kimi-VL, MedGemma, Gemma, Apertus; gpt-oss without its special tokens.
_FIXED = {
    "[THINK]": (False, "[think]"),
    "[/THINK]": (True, "[think]"),
    "◁think▷": (False, "◁think▷"),
    "◁/think▷": (True, "◁think▷"),
    "<unused94>": (False, "unused"),
    "<unused95>": (True, "unused"),
    "<|channel>thought": (False, "<|channel>"),
    "<channel|>": (True, "<|channel>"),
    "<|inner_prefix|>": (False, "inner"),
    "<|inner_suffix|>": (True, "inner"),
    "assistantfinal": (True, _HARMONY),
}
_VALUE = r"(?:\"[^\"\n]{0,60}\"|'[^'\n]{0,60}'|[^\s<>\"']{1,60})"
_ATTRIBUTES = rf"(?:[ \t]{{1,3}}[\w:-]{{1,30}}={_VALUE}){{0,3}}"
MARK = re.compile(
    "|".join(
        [
            *(f"(?-i:{re.escape(each)})" for each in _FIXED),
            _CHANNEL,
            rf"<[ ]{{0,2}}\|?(?P<end>/)?[ ]?\|?(?:(?P<name>{_NAME})|(?P<early>{_AT_THE_START})|"
            rf"(?P<around>{_AROUND}))(?:{_ATTRIBUTES})[ \t]{{0,3}}(?P<empty>/)?\|?>",
            rf"\[(?P<off>/)?(?P<bracket>{_NAME})\]",
        ]
    ),
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"[<\[◁aA]")
_FIXED_BEGINNINGS = frozenset(
    each[:length].lower() for each in _FIXED for length in range(1, len(each))
)
_HALF_A_TAG = re.compile(
    r"<[ |/]{0,4}[\w:.▁-]{0,60}[ \t|/]{0,3}|"
    rf"<[ |/]{{0,4}}(?:{_NAME}|{_AT_THE_START}|{_AROUND})[ \t|/][^<>\n]*|"
    r"\[/?[a-z][\w:.▁-]{0,60}|\[/?|"
    r"(?:<\|end\|>)?(?:<\|start\|>(?:assistant)?)?(?:<\|channel\|>[^<>\n]{0,80}"
    r"(?:<\|constrain\|>\w{0,20})?)?<?[|\w]{0,12}\|?",
    re.IGNORECASE,
)
_LONGEST = 160
_OF_A_NAME = re.compile(_BETWEEN)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where thoughts begin or end. ``empty`` marks a tag that does both.

    ``anywhere`` is false for names that count only where an answer begins, and ``around`` true for
    a mark that stands around the answer itself.
    """

    name: str
    ends: bool
    empty: bool = False
    anywhere: bool = True
    around: bool = False


def mark_of(found: re.Match[str]) -> Mark:
    """What a match of `MARK` says."""
    fixed = _FIXED.get(found[0])
    if fixed is not None:
        return Mark(fixed[1], fixed[0])
    if found["channel"]:
        return Mark(_HARMONY, found["channel"].lower() == "final")
    if found["bracket"]:
        # A word in brackets may be a link; with a stroke before it, it is none.
        return Mark(found["bracket"].lower(), bool(found["off"]), anywhere=bool(found["off"]))
    name = (found["name"] or found["early"] or found["around"]).lower()
    words = frozenset(_OF_A_NAME.split(name))
    ends = bool(found["end"]) or bool(words & _ENDS)
    kept = "_".join(word for word in _OF_A_NAME.split(name) if word not in _BEGINS | _ENDS | {"of"})
    around = bool(found["around"])
    return Mark(kept, ends, bool(found["empty"]), not (found["early"] or around), around)


def unfinished_from(text: str) -> int:
    """Where a mark may have begun whose end is still to come; the length of the text for none."""
    for found in _BEGINNING.finditer(text, max(len(text) - _LONGEST, 0)):
        if _may_become_one(text[found.start() :]):
            return found.start()
    return len(text)


def _may_become_one(tail: str) -> bool:
    if tail.lower() in _FIXED_BEGINNINGS:
        return True
    return tail[0] in "<[" and _HALF_A_TAG.fullmatch(tail) is not None
