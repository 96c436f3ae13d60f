"""Where a model's cosines lie on a set of questions whose answers are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.measuring.scoring import judged_as
from retrieval.measuring.tasks import SOURCE, Task
from retrieval.opening import Retrieval

# Questions and chunks that are looked at; more would change little.
_QUESTIONS = _CHUNKS = 200
_DEPTH = 100


async def cosines_of(task: Task, retrieval: Retrieval) -> dict[str, float | None]:
    """The model's own cosines, as ``cosines:`` of a route states them.

    ``unrelated`` is the median, over questions, of the mean to chunks taken evenly from all;
    ``same`` that of the nearest chunk of a document that answers, where one is found at all.
    """
    ids = sorted(await retrieval.documents.chunk_ids(SOURCE))
    some = ids[:: max(1, len(ids) // _CHUNKS)]
    rows = np.stack([*(await retrieval.dense.vectors(SOURCE, some)).values()])
    questions = [*task.questions.items()]
    unrelated, same = [], []
    for question, text in questions[:: max(1, len(questions) // _QUESTIONS)]:
        vector = await retrieval.search.proposing.vector(text)
        if vector is None:
            continue
        unrelated.append(float((rows @ vector).mean()))
        near = await retrieval.dense.query(SOURCE, vector, limit=_DEPTH)
        hits = await retrieval.documents.hits([hit.chunk_id for hit in near])
        answers = task.judgements[question]
        same += [
            hit.cosine
            for hit in near
            if hit.chunk_id in hits
            and judged_as(hits[hit.chunk_id], by_page=task.by_page) in answers
        ][:1]
    return {"unrelated": _median(unrelated), "same": _median(same)}


def _median(values: Sequence[float]) -> float | None:
    return round(float(np.median(values)), 3) if values else None
