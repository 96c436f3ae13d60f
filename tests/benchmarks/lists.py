"""How completely lists, tables, comparisons and counts are answered, without a model.

    python -m tests.benchmarks.lists QUESTIONS.jsonl [--split fit] [--verbose]

Asks over the sample company, each question as the assistant of its department does for somebody
with all rights, and counts the answers that hold all of ``metadata.answer_contains``, and
``metadata.count`` where that is given. Prints a line of JSON for each half.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistants.answers import Answer, AnswerKind
from tests.assistants.test_fictional_answers import Departments, departments

_SPACE = re.compile(r"\s+")


def holds(answer: Answer, metadata: Mapping[str, Any]) -> bool:
    """Tell whether an answer holds all that it must, letter case and spaces ignored."""
    text = _SPACE.sub(" ", answer.text).casefold()
    wanted = all(_SPACE.sub(" ", part).casefold() in text for part in metadata["answer_contains"])
    counted = re.search(rf"\b{count}\b", text) if (count := metadata.get("count")) else True
    return answer.kind is AnswerKind.ANSWER and wanted and bool(counted)


async def _measure(
    questions: Sequence[Mapping[str, Any]], *, verbose: Sequence[str], threshold: float | None
) -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as var:
        async with departments(Path(var)) as company:
            for question in questions:
                await _one(company, question, asked, right, verbose=verbose, threshold=threshold)
    for split in sorted({key.partition(" ")[0] for key in asked}):
        kinds = {
            key.partition(" ")[2]: f"{right[key]} of {asked[key]}"
            for key in sorted(asked)
            if key.startswith(f"{split} ")
        }
        whole = {
            key: sum(n for k, n in of.items() if k.startswith(f"{split} "))
            for key, of in (("right", right), ("asked", asked))
        }
        _say(json.dumps({"split": split, **whole, **kinds}))


async def _one(
    company: Departments,
    question: Mapping[str, Any],
    asked: Counter[str],
    right: Counter[str],
    *,
    verbose: Sequence[str],
    threshold: float | None,
) -> None:
    metadata = question["metadata"]
    answer = await company.ask(question["text"], metadata["department"], threshold=threshold)
    key = f"{metadata.get('split', 'all')} {metadata['kind']}"
    asked[key] += 1
    right[key] += (good := holds(answer, metadata))
    if metadata.get("split", "all") in verbose:
        _say(f"{'RIGHT' if good else 'WRONG'} {question['_id']} {question['text']}")
        _say(f"  {answer.kind.value}, evidence {answer.evidence:.2f}")
        if not good:
            _say(f"  wanted {metadata['answer_contains']} {metadata.get('count', '')}")
        _say("\n".join(f"  | {line}" for line in answer.text.split("\n")))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("questions", type=Path)
    parser.add_argument(
        "--ungated", action="store_true", help="answer whatever the evidence, to see what is chosen"
    )
    parser.add_argument(
        "--verbose",
        metavar="SPLIT",
        action="append",
        default=[],
        help="print the answers of this half as well",
    )
    arguments = parser.parse_args()
    lines = arguments.questions.read_text("utf-8").splitlines()
    asyncio.run(
        _measure(
            [json.loads(line) for line in lines],
            verbose=arguments.verbose,
            threshold=0.0 if arguments.ungated else None,
        )
    )


if __name__ == "__main__":
    main()
