"""Transcripts exactly as people get them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from feedback.transcripts import CitedPlace, GivenReaction, markdown
from tests.feedback.samples import AT
from tests.feedback.test_transcripts import spoken, thread


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_transcript_reads_as_reviewed(golden: Callable[[str, str], None], language: str) -> None:
    liked = GivenReaction(
        "🙁",
        "Poor",
        ("Incomplete",),
        "Where is the rest?\n# Nowhere",
        "Two a day.\n# Or one",
        "hr",
        "leave/2026.md",
        "Leave",
    )
    later = AT + timedelta(hours=1)
    transcript = thread(
        spoken(reaction=liked),
        spoken(question="# And in June?\n* please *", status="stopped", answer="In", citations=()),
        spoken(answer="", gone=True, quotes=True, citations=(CitedPlace(1),), asked_at=later),
        spoken(answer="", kind=None, status="interrupted", citations=()),
        spoken(answer="Who knows.", quotes=True, kind="not_found", citations=()),
        language=f"{language}-CH" if language != "en" else "it",
    )

    golden(f"transcript-{language}.md", markdown(transcript))
