"""An inventive model: none of its numbers and names reach the person unmarked."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from assistants.grounding.checked_text import CheckedText
from assistants.output.output_filter import ShownText
from assistants.prompting import prompts
from assistants.verdicts import CheckedSentence, Grounding, Verdict
from gateway.calls import Message
from retrieval.passages import Passage
from tests.assistants.grounding.sample_passages import faithful, passages_of
from tests.servers.inventing import Lie, invent

ANSWERS = 500
QUESTION = "What applies?"
MARKS = ("*(not verified)*", "*(contradicts the source)*")


@dataclass(frozen=True, slots=True)
class Told:
    """What a person was shown of an inventive model's answer."""

    shown: str
    lies: tuple[Lie, ...]
    grounding: Grounding


@cache
def answers() -> tuple[Told, ...]:
    """What five hundred answers look like, by the default policy."""
    return tuple(_answers())


def _answers() -> Iterator[Told]:
    documents = sorted({document for document, _ in faithful()})
    for seed in range(ANSWERS):
        chance = random.Random(seed)
        chosen = [p for name in chance.sample(documents, 4) for p in passages_of(name)][:8]
        passages = [replace(p, rank=n) for n, p in enumerate(chosen, 1)]
        invention = invent([{"content": _material(passages)}], seed)
        shown = ShownText(len(passages), None, CheckedText(passages, [QUESTION], "mark", "en"))
        pieces = [shown.feed(piece) for piece in re.findall(r"\s*\S{1,6}", invention.text)]
        text = "".join([*pieces, shown.close()])
        assert shown.grounding is not None
        yield Told(text, invention.lies, shown.grounding)


def _material(passages: list[Passage]) -> str:
    message: Message = prompts.render_material(QUESTION, passages, "=====a fence=====")
    return message.text


def _unmarked(told: Told) -> list[str]:
    """The invented words that stand in a sentence without a mark behind it."""
    return [
        f"{lie.kind}: {word} in {sentence.text!r}"
        for lie in told.lies
        for word in lie.words
        for sentence in told.grounding.sentences
        if word in sentence.text and not _is_marked(sentence, told.shown)
    ]


def _is_marked(sentence: CheckedSentence, shown: str) -> bool:
    """Whether a mark stands right behind the sentence on the page."""
    read = re.sub(r"\s*\[\d+\]", "", shown.replace("\\", ""))
    _, found, behind = read.partition(re.sub(r"\s*\[\d+\]", "", sentence.text))
    return bool(found) and behind.lstrip(" .*|").startswith(tuple(m.strip("*") for m in MARKS))


def test_no_invented_number_or_name_reaches_the_person_unmarked() -> None:
    unmarked = [line for told in answers() for line in _unmarked(told)]

    assert sum(len(lie.words) for told in answers() for lie in told.lies) > ANSWERS
    assert unmarked == []


def test_nine_of_ten_changed_negations_are_found() -> None:
    found = Counter(
        sentence.verdict
        for told in answers()
        for lie in told.lies
        if lie.kind == "negation"
        for sentence in told.grounding.sentences
        if _bare(lie.sentence) and _bare(lie.sentence) in _bare(sentence.text)
    )

    held = found[Verdict.VERIFIED] + found[Verdict.NO_CLAIM]
    assert found.total() > 30
    assert held / found.total() <= 0.1


def test_true_sentences_among_the_lies_stay_unmarked() -> None:
    verdicts = Counter(
        sentence.verdict
        for told in answers()
        for sentence in told.grounding.sentences
        if not any(
            _bare(lie.sentence) in _bare(sentence.text)
            or _bare(sentence.text) in _bare(lie.sentence)
            for lie in told.lies
        )
    )

    claims = verdicts.total() - verdicts[Verdict.NO_CLAIM]
    assert claims > ANSWERS
    assert verdicts[Verdict.VERIFIED] / claims >= 0.95


def test_faithful_sentences_are_verified_with_their_marker_and_without() -> None:
    failed = []
    for document, sentence in faithful():
        passages = passages_of(document)
        markers = "".join(f"[{n}]" for n in range(1, len(passages) + 1))
        for text in (sentence, f"{sentence} {markers}"):
            checked = CheckedText(passages, ["?"], "mark", "en")
            checked.feed(text)
            checked.close()
            if any(one.verdict is not Verdict.VERIFIED for one in checked.grounding.sentences):
                failed.append(text)

    assert len(faithful()) == 100
    assert len(failed) <= 10, failed


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
