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
NAME = rf"(?:[a-z0-9]{{1,16}}{_BETWEEN}){{0,4}}?(?:{_STEM})(?:{_BETWEEN}(?:{_AFTER})){{0,3}}"
_PLAIN = frozenset({"think", "thinking"})
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
# Some emphasise their marks: **<think>**.
_EMPHASIS = r"\*{1,3}|_{1,3}|~~"
_TAG = (
    rf"<[ ]{{0,2}}\|?(?P<end>/)?[ ]?\|?(?:(?P<name>{NAME})|(?P<early>{_AT_THE_START})|"
    rf"(?P<around>{_AROUND}))(?:{_ATTRIBUTES})[ \t]{{0,3}}(?P<empty>/)?\|?>"
)
# Elements of HTML that say what they hold: <details type="reasoning">, <div class="thinking">.
_ELEMENTS = "details|div|section|aside|article|span|p"
_SAYS = rf"(?:type|class|id|role|name|data-[\w-]{{1,20}})=(?P<quote>[\"']?)(?:{NAME})(?P=quote)"
_ELEMENT = rf"<(?P<element>{_ELEMENTS})(?=[ \t\n][^<>]{{0,200}}?{_SAYS}[\s>])[^<>]{{0,300}}>"
# A fold without such a word has a headline: "Thought for 5 seconds", "Reasoning".
_FOLD = (
    r"<(?P<fold>details)(?:[ \t\n][^<>]{0,60})?>\s{0,8}<summary>[^\w<>]{0,8}"
    r"(?:thought|thinking|thoughts|reasoning|chain of thought|inner monologue)\b"
    r"[^<>]{0,80}</summary>"
)
_INNER = rf"<(?P<inner_end>/)?(?P<inner>{_ELEMENTS})(?:[ \t\n][^<>]{{0,300}})?>"
_COMMENT = rf"<!--[ \t]{{0,3}}(?P<comment>{NAME})\b|(?P<comment_end>-->)"
MARK = re.compile(
    "|".join(
        [
            *(f"(?-i:{re.escape(each)})" for each in _FIXED),
            _CHANNEL,
            rf"(?P<emphasis>{_EMPHASIS})?{_TAG}(?(emphasis)(?P=emphasis))",
            _ELEMENT,
            _FOLD,
            _INNER,
            _COMMENT,
            rf"\[(?P<off>/)?(?P<bracket>{NAME})\]",
            rf"[(（【](?P<out>/)?(?P<round>{NAME})[)）】]",
        ]
    ),
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"[<\[◁aA(（【]|[*_~]{1,3}(?=<|\Z)|--?(?=\Z)")
_FIXED_BEGINNINGS = frozenset(
    each[:length].lower() for each in _FIXED for length in range(1, len(each))
)
_NO_GROUPS = re.compile(r"\(\?P<\w+>")
_HALF_A_TAG = re.compile(
    rf"(?:{_EMPHASIS})?(?:"
    r"<[ |/]{0,4}[\w:.▁-]{0,60}[ \t|/]{0,3}|"
    rf"<[ |/]{{0,4}}(?:{NAME}|{_AT_THE_START}|{_AROUND})[ \t|/][^<>\n]*)|"
    rf"(?:{_EMPHASIS})(?:{_NO_GROUPS.sub('(?:', _TAG)}[*_~]{{0,2}})?|"
    rf"<(?:{_ELEMENTS})(?:[ \t\n][^<>]{{0,300}})?|"
    r"<details(?:[ \t\n][^<>]{0,60})?>\s{0,8}(?:<[a-z]{0,7}(?:>[^<>]{0,100}(?:<[/a-z]{0,8})?)?)?|"
    r"<!(?:-(?:-[ \t]{0,3}[\w:.▁-]{0,60})?)?|--?|"
    r"\[/?[a-z][\w:.▁-]{0,60}|\[/?|[(（【]/?(?:[a-z][\w:.▁-]{0,60})?|"
    r"(?:<\|end\|>)?(?:<\|start\|>(?:assistant)?)?(?:<\|channel\|>[^<>\n]{0,80}"
    r"(?:<\|constrain\|>\w{0,20})?)?<?[|\w]{0,12}\|?",
    re.IGNORECASE,
)
_LONGEST = 400
_OF_A_NAME = re.compile(_BETWEEN)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where thoughts begin or end. ``empty`` marks a tag that does both.

    ``anywhere`` is false for names that count only where an answer begins, ``around`` true for a
    mark that stands around the answer itself, and ``within`` for one that counts only among
    thoughts which began with its name. ``unless_before`` and ``unless_after`` are the letters next
    to which it is none. ``weak`` is a mark that is spoken of in the middle of
    a sentence.
    """

    name: str
    ends: bool
    empty: bool = False
    anywhere: bool = True
    around: bool = False
    within: bool = False
    unless_before: str = ""
    unless_after: str = ""
    weak: bool = False


def mark_of(found: re.Match[str]) -> Mark:
    """What a match of `MARK` says."""
    fixed = _FIXED.get(found[0])
    if fixed is not None:
        return Mark(fixed[1], fixed[0])
    if found["channel"]:
        return Mark(_HARMONY, found["channel"].lower() == "final")
    if found["bracket"]:
        # A word in brackets may be a link; with a stroke before it, it is none.
        off = bool(found["off"])
        return Mark(found["bracket"].lower(), off, anywhere=off, unless_before="" if off else "([:")
    if found["round"]:
        # A path in brackets may be the target of a link.
        name, out = found["round"].lower(), bool(found["out"])
        return Mark(name, out, anywhere=out and name in _PLAIN, unless_after="]", weak=True)
    if (of_html := _of_html(found)) is not None:
        return of_html
    name = (found["name"] or found["early"] or found["around"]).lower()
    words = frozenset(_OF_A_NAME.split(name))
    ends = bool(found["end"]) or bool(words & _ENDS)
    kept = "_".join(word for word in _OF_A_NAME.split(name) if word not in _BEGINS | _ENDS | {"of"})
    around = bool(found["around"])
    anywhere = not (found["early"] or around)
    weak = bool(found["emphasis"])
    return Mark(kept, ends, bool(found["empty"]), anywhere, around, weak=weak)


def _of_html(found: re.Match[str]) -> Mark | None:
    """What an element or a comment of HTML says."""
    if found["comment"]:
        return Mark("!", ends=False)
    if found["comment_end"]:
        return Mark("!", ends=True, within=True)
    if found["element"]:
        return Mark(f"<{found['element'].lower()}", ends=False)
    if found["fold"]:
        return Mark(f"<{found['fold'].lower()}", ends=False, anywhere=False)
    if found["inner"]:
        return Mark(f"<{found['inner'].lower()}", bool(found["inner_end"]), within=True)
    return None


def unfinished_from(text: str) -> int:
    """Where a mark may have begun whose end is still to come; the length of the text for none."""
    start = max(len(text) - _LONGEST, 0)
    for found in _BEGINNING.finditer(text, start):
        if _may_become_one(text[found.start() :]):
            return found.start()
    return len(text)


def _may_become_one(tail: str) -> bool:
    if tail.lower() in _FIXED_BEGINNINGS:
        return True
    return tail[0] not in "aA◁" and _HALF_A_TAG.fullmatch(tail) is not None
