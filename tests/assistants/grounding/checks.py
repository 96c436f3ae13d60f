"""One sentence against a few passages, in a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistants.grounding.checked_text import CheckedText
from assistants.profiles import Unverified
from assistants.verdicts import CheckedSentence
from retrieval.passages import Passage
from tests.fakes.search import passage

STORAGE = passage(
    1,
    "Drovelimab pens are stored in a refrigerator at 2 to 8 °C. They must not be frozen. Unopened "
    "pens may be kept at up to 25 °C for 30 days, but must not be returned to the refrigerator.",
    title="Drovelimab: storage",
)
REPORTING = passage(
    2,
    "Employees must report every adverse event to drug safety within 24 hours. Contractors may "
    "report by phone, at least 1,500 have done so. The form SOP-PV-011 is signed by Dr. Helen "
    "Weiss. In force from 1 July 2026. The dose is 12.5 mg once daily.",
    title="SOP-PV-011 Adverse events",
)
PASSAGES = (STORAGE, REPORTING)


def verdicts(
    text: str,
    passages: Sequence[Passage] = PASSAGES,
    *,
    asked: str = "What holds?",
    language: str = "en",
) -> tuple[CheckedSentence, ...]:
    """What becomes of each sentence of a text."""
    checked = CheckedText(passages, [asked], "mark", language)
    checked.feed(text)
    checked.close()
    return checked.grounding.sentences


def verdict(text: str, passages: Sequence[Passage] = PASSAGES, asked: str = "What holds?") -> str:
    """The verdict on a text of one sentence, with what decided, as ``verdict/reason``."""
    (one,) = verdicts(text, passages, asked=asked)
    return f"{one.verdict}/{one.reason}"


def shown(
    text: str,
    passages: Sequence[Passage] = PASSAGES,
    *,
    policy: Unverified = "mark",
    asked: str = "What holds?",
) -> str:
    """What goes on of a text that comes in small pieces, markers as the model wrote them."""
    checked = CheckedText(passages, [asked], policy, "en")
    pieces = [checked.feed(piece) for piece in re.findall(r"(?s).{1,5}", text)]
    return "".join([*pieces, checked.close()])
