"""Fits the coefficients of `retrieval.searching.evidence` on questions whose answers are known.

``python -m retrieval.measuring.fitting DIR...`` prints them for sets in BEIR layout, of which the
first counts most: it should be like what people will ask. Each question is asked of the documents
of its department, where the set has departments, and of those of another; without the documents
that answer it, which is the hard case: the subject is there, the answer is not; narrowed to what no
document speaks of; and of another set. Questions that a set marks as unanswerable count as well.
The errors called unseen are those of a fit without that set. Both are there again for searches by
words alone, which know no cosines.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from retrieval.indexes.embedding import Embedder
from retrieval.measuring.benchmark import LIMIT, candidates_for, only, without
from retrieval.measuring.scoring import share
from retrieval.measuring.tasks import READERS, Task, indexed, read_task
from retrieval.opening import Retrieval
from retrieval.searching.evidence import THRESHOLD, Signs
from retrieval.searching.proposing import Candidates

Kind = Literal["answerable", "withheld", "elsewhere", "narrowed", "foreign", "unanswerable"]
# What is withheld from one document another may say, so it counts for less.
_WEIGHTS: dict[Kind, float] = {
    "answerable": 1.0,
    "withheld": 0.2,
    "elsewhere": 1.0,
    "narrowed": 1.0,
    "foreign": 1.0,
    "unanswerable": 3.0,
}
_FIRST_SET = 4.0
# A "no" where there is an answer is taken for worse than the other error: what was found is shown,
# and a model may still say that it does not answer the question.
_NO_IS_WORSE = 0.7
# Pulls every coefficient to zero a little: the questions are few.
_RIDGE = 0.2
# Of one set, so that a large one does not take hours.
_MOST_QUESTIONS = 400
_FOREIGN = 80
# What no document speaks of, put behind a question that one answers.
_NARROWER = (" in Brazil?", " under SOP-999?", " for people below 7?", " at the Toronto site?")

Coefficients = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question as it was asked of a set, and what spoke for an answer: in all, and in words."""

    set: str
    kind: Kind
    signs: Signs
    words: Signs


async def gather(
    directory: Path, others: Sequence[Task], embedder: Embedder | None = None
) -> list[Case]:
    """Ask every question of a set, in each of the ways, and those of ``others``."""
    task = await asyncio.to_thread(read_task, directory)
    cases: list[Case] = []
    async with indexed(directory, embedder=embedder) as (retrieval, _):
        questions = _some(list(task.questions), _MOST_QUESTIONS)
        for number, question in enumerate(questions):
            cases += await _cases_of(task, question, retrieval, number)
        asked: list[tuple[Kind, str]] = [("unanswerable", text) for text in task.unanswerable]
        for other in others:
            if other.name != task.name:
                asked += [("foreign", t) for t in _some(list(other.questions.values()), _FOREIGN)]
        for kind, text in asked:
            candidates = await candidates_for(retrieval, text)
            cases.append(await _case(task, kind, retrieval, text, candidates))
    return cases


async def _cases_of(task: Task, question: str, retrieval: Retrieval, number: int) -> list[Case]:
    """Ask one question in each of the ways."""
    text = task.questions[question]
    everywhere = await candidates_for(retrieval, text)
    home = task.departments.get(question)
    at_home = _within(everywhere, home)
    hits = await retrieval.documents.hits(at_home.documents)
    asked: list[tuple[Kind, str, Candidates]] = [
        ("answerable", text, at_home),
        ("withheld", text, without(at_home, hits, task, question)),
    ]
    if home is not None:
        departments = sorted({*task.departments.values()} - {home})
        other = departments[number % len(departments)]
        asked.append(("elsewhere", text, _within(everywhere, other)))
        narrowed = text.rstrip("?. ") + _NARROWER[number % len(_NARROWER)]
        candidates = _within(await candidates_for(retrieval, narrowed), home)
        asked.append(("narrowed", narrowed, candidates))
    return [
        await _case(task, kind, retrieval, words, candidates) for kind, words, candidates in asked
    ]


def _within(candidates: Candidates, department: str | None) -> Candidates:
    """The candidates in the folder of one department, or all of them."""
    if department is None:
        return candidates
    folder = f"{department}/"
    return only(
        candidates, {c for c, one in candidates.documents.items() if one.path.startswith(folder)}
    )


async def _case(
    task: Task, kind: Kind, retrieval: Retrieval, text: str, candidates: Candidates
) -> Case:
    words = replace(candidates, dense={}, words_alone=True)
    found = [
        retrieval.search.signs(text, one, await retrieval.search.chosen(one, READERS, LIMIT))
        for one in (candidates, words)
    ]
    return Case(task.name, kind, *found)


def by_words(cases: Sequence[Case]) -> list[Case]:
    """The same questions, of which nothing but words was known."""
    return [replace(case, signs=case.words) for case in cases]


def fit(cases: Sequence[Case]) -> Coefficients:
    """Logistic regression by Newton's method, with a ridge on all but the intercept."""
    rows, weights = _rows(cases), _weights(cases)
    labels = np.array([float(case.kind == "answerable") for case in cases])
    ridge = np.diag([0.0] + [_RIDGE] * (rows.shape[1] - 1))
    coefficients = np.zeros(rows.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-rows @ coefficients))
        slope = rows.T @ (weights * (labels - chances)) - ridge @ coefficients
        curve = (rows * (weights * chances * (1 - chances))[:, None]).T @ rows + ridge
        coefficients = coefficients + np.linalg.solve(curve, slope)
    return coefficients


def errors(coefficients: Coefficients, cases: Sequence[Case]) -> dict[str, float | None]:
    """The share of each kind of question that the threshold decides wrongly."""
    chances = 1 / (1 + np.exp(-_rows(cases) @ coefficients))
    found: dict[str, list[bool]] = {}
    for case, chance in zip(cases, chances, strict=True):
        answered = bool(chance >= THRESHOLD)
        found.setdefault(case.kind, []).append(answered != (case.kind == "answerable"))
    return {kind: share(wrong) for kind, wrong in found.items()}


def _rows(cases: Sequence[Case]) -> npt.NDArray[np.float64]:
    return np.array([(1.0, *astuple(case.signs)) for case in cases])


def _weights(cases: Sequence[Case]) -> npt.NDArray[np.float64]:
    """The first set weighs most, and in each what has an answer the same as what has none."""
    counts = Counter((case.set, case.kind) for case in cases)
    shares: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for name, kind in counts:
        shares[name, kind == "answerable"] += _WEIGHTS[kind]
    weights = np.array(
        [
            (_FIRST_SET if case.set == cases[0].set else 1.0)
            * _WEIGHTS[case.kind]
            / counts[case.set, case.kind]
            / shares[case.set, case.kind == "answerable"]
            * (1.0 if case.kind == "answerable" else _NO_IS_WORSE)
            for case in cases
        ]
    )
    scaled: npt.NDArray[np.float64] = weights * len(cases) / weights.sum()
    return scaled


def _some(values: list[str], most: int) -> list[str]:
    return values[:: -(-len(values) // most)]


async def main(directories: Sequence[Path]) -> None:
    """Print the coefficients, and the errors of fits that left a set out."""
    tasks = [read_task(directory) for directory in directories]
    cases = [case for directory in directories for case in await gather(directory, tasks)]
    report = _report(cases, tasks) | {"words_alone": _report(by_words(cases), tasks)}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


def _report(cases: Sequence[Case], tasks: Sequence[Task]) -> dict[str, object]:
    names = ["intercept", *(sign.name for sign in fields(Signs))]
    fitted = fit(cases)
    values = [round(float(value), 2) for value in fitted]
    unseen = {}
    for task in tasks if len(tasks) > 1 else []:
        rest = fit([case for case in cases if case.set != task.name])
        unseen[task.name] = errors(rest, [case for case in cases if case.set == task.name])
    seen = {
        task.name: errors(fitted, [case for case in cases if case.set == task.name])
        for task in tasks
    }
    return {"coefficients": dict(zip(names, values, strict=True)), "seen": seen, "unseen": unseen}


if __name__ == "__main__":
    asyncio.run(main([Path(name) for name in sys.argv[1:]]))
