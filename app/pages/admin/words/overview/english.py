"""What the first page of the console says of how an assistant does, in English."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "content_of": {"one": "content, of {n} reaction", "other": "content, of {n} reactions"},
    "curve": "What people think, week by week",
    "curve_says": (
        "The mean score from 1 to 5, each person counted once, and between which values it lies "
        "with 95 % confidence. A week with fewer than three people shows nothing. Where all "
        "think the same, nothing tells how sure that is."
    ),
    "curve_table": "The same as a table",
    "week_from": "Week from",
    "mean_score": "Mean score",
    "interval": "95 % between",
    "people_count": "People",
    "unanimous": "all the same",
    "too_few": "too few",
    "published_in": "Published",
    "no_curve": (
        "No week has reactions of three people yet. Ask those who use it to react below an answer."
    ),
    "worst": "Rated low (1 or 2 of 5), not closed",
    "worst_all": "See all",
    "no_worst": "No answer rated low (1 or 2 of 5) waits.",
    "budget_spent": "of this month’s budget spent",
    "budget_none": "No budget is set. Whoever runs the service can set one.",
    "budget_see": "Spending",
    "knowledge_good": "All its sources are up to date.",
    "knowledge_bad": "Sources that need a look:",
    "knowledge_none": "It has no source that was ingested. Have one ingested first.",
    "knowledge_see": "Knowledge",
    "first_question": "Ask it something, and tell colleagues.",
}
