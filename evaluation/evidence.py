"""What a run says of a change, as its review and then its version keep it."""

from __future__ import annotations

from assistants.publishing.reviews import Evidence
from evaluation.runs import Run, Summary


def evidence_of(run: Run, summary: Summary) -> Evidence:
    """The evidence that a complete run gives; a check that got worse speaks against the change."""
    return Evidence(run=run.id, checks=summary.checks, failed=summary.worse, summary=summary.words)
