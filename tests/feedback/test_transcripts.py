"""Nothing that was typed or generated breaks out of a transcript."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from feedback.transcripts import CitedPlace, GivenReaction, Spoken, Transcript, markdown
from tests.feedback.samples import AT

HOSTILE = (
    "# A heading",
    "- # Another\n  ---\n",
    "Under\n===",
    "Under\n---",
    "```\nno end",
    "> ~~~\n> no end",
    "1. ```",
    "<script>alert(1)</script>",
    "<!-- no end",
    "<details>\n\n<summary>",
    "[1]: http://other/",
    "[1](http://other/) ![x](http://other/?d=1) [a][1]",
    "\\[x](http://other/) \\\\[x](http://other/) `\\`[x](http://other/)",
    "<http://other/> &lt;b&gt; &#35; x",
    "    indented\n\tcode",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "*open **emphasis `code",
    "\r## After\rreturns",
    "[^1]: note\n[ ] box\n+ plus\n12) twelve",
)
_ALPHABET = st.sampled_from([*"#>-+*_=`~[]()<>!&;:|\\ \n\r\t1.a", "\n\n", "```", "[1]", "](", "]:"])
_TEXT = st.one_of(st.sampled_from(HOSTILE), st.lists(_ALPHABET, max_size=30).map("".join))


def spoken(**changes: object) -> Spoken:
    """A question with its answer."""
    usual: dict[str, object] = {
        "turn_id": "turn-1",
        "asked_at": AT,
        "question": "How many days of leave are there?",
        "status": "completed",
        "kind": "answer",
        "answer": "There are **30 days** [1], more after ten years [2][3]:\n\n- for <50 %",
        "citations": (
            CitedPlace(1, "Leave_policy", "Leave > Annual", 3, "hr", "leave/1.pdf"),
            CitedPlace(2, "Briefing", "", 7, "hr", "briefing.pptx", slides=True),
            CitedPlace(3),
        ),
    }
    return Spoken(**usual | changes)  # type: ignore[arg-type]


def thread(*turns: Spoken, **changes: object) -> Transcript:
    """A conversation of these."""
    usual: dict[str, object] = {
        "thread_id": "7a1d2c8e-0000-4000-8000-000000000001",
        "title": "How many days of leave are there?",
        "profile": "hr",
        "assistant": "Human Resources",
        "language": "en",
        "started_at": AT,
        "turns": turns,
    }
    return Transcript(**usual | changes)  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@example("```\nno end", "[1]: http://other/", "# x")
@given(_TEXT, _TEXT, _TEXT)
def test_nothing_that_was_typed_or_generated_breaks_out(
    typed: str, generated: str, name: str
) -> None:
    cited = (CitedPlace(1, name, name, 1, "hr", name or "a"),)
    reaction = GivenReaction("🙂", name, (typed,), typed, typed, "hr", name or "a", name)
    turn = spoken(question=typed, answer=generated, citations=cited, reaction=reaction)

    tokens = (
        MarkdownIt("commonmark").enable("table").parse(markdown(thread(turn, turn, title=name)))
    )

    kinds = Counter(token.type for token in tokens)
    inside = Counter(part.type for token in tokens for part in token.children or ())
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings == ["h1", *["h2", "h3"] * 2]
    assert "html_block" not in kinds
    assert not {"html_inline", "link_open", "image"} & inside.keys()
    # What comes after an answer stands at the top again, and not in a list or a quotation of it.
    ours = [t for t in tokens if t.type == "inline" and t.content == "**Sources**"]
    assert sum(token.level == 1 for token in ours) >= 2


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_reads_as_it_was_typed(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(markdown(thread(spoken(question=text))))

    kinds = [token.type for token in tokens]
    quotation = tokens[kinds.index("blockquote_open") : kinds.index("blockquote_close")]
    parts = [part for token in quotation for part in (*(token.children or ()), None)]
    breaks = {"hardbreak", "softbreak"}
    shown = "".join("\n" if part is None or part.type in breaks else part.content for part in parts)
    assert _lines(shown) == _lines(text.replace("\r", "\n"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
