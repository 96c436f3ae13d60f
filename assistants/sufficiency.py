"""Whether what was found is enough to try an answer, and which "no" it is where it is not."""

from __future__ import annotations

from assistants import refusals
from assistants.answers import AnswerKind
from assistants.profiles import Configuration
from gateway.calls import Gateway
from retrieval.access import Access
from retrieval.passages import Found, PassageSearch, SourceState
from retrieval.searching.evidence import MOST_MISSED

# A model reads the passages and may say that they do not answer, so that it is asked earlier.
SHARE_FOR_A_MODEL = 0.2


def least_evidence(configuration: Configuration, gateway: Gateway) -> float:
    """The evidence from which on an answer is tried.

    A model that reads may still say no, so that it is asked from less on.
    """
    share = 1.0 if gateway.only_quotes(configuration.role) else SHARE_FOR_A_MODEL
    return configuration.evidence_threshold * share


def is_enough(found: Found, configuration: Configuration, gateway: Gateway) -> bool:
    """Tell whether an answer is tried with what was found."""
    if gateway.only_quotes(configuration.role) and lacks_what_is_named(found):
        return False
    return bool(found.passages) and found.evidence >= least_evidence(configuration, gateway)


def lacks_what_is_named(found: Found) -> bool:
    """Tell whether the passages lack so much of what a question names that nothing is quoted.

    A model that reads may say so itself; quotes would answer for something else.
    """
    return found.signs.get("missed", 0.0) >= MOST_MISSED


async def which_no(
    question: str,
    found: Found,
    search: PassageSearch,
    access: Access,
    configuration: Configuration,
) -> tuple[AnswerKind, tuple[SourceState, ...]]:
    """Which "no" it is, and the sources that it is about.

    Documents with more rights than ``access`` are asked only where the department lets people know
    of them.
    """
    kind = refusals.kind_of(found.states)
    if kind is not AnswerKind.NOT_FOUND or not configuration.tells_not_permitted:
        return kind, found.states
    barred = await search.answered_elsewhere(
        question,
        access,
        configuration.sources,
        threshold=configuration.evidence_threshold,
    )
    return (AnswerKind.NOT_PERMITTED, barred) if barred else (kind, found.states)
