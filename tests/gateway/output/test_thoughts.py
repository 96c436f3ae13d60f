"""What a model thinks is taken out of what it writes, however the pieces are cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.output.kept_thoughts import MOST_KEPT
from gateway.output.thoughts import ThoughtFilter

ANSWER = "The dose is twelve milligrams [1]."
SECRET = "The user wants a dose. Secret plan."


def shown(pieces: list[str], *, waits: bool = False) -> tuple[str, str]:
    """What stands on the page at the end, and all that ever stood there."""
    thoughts, page, ever = ThoughtFilter(waits=waits), "", ""
    for passed in [*map(thoughts.feed, pieces), thoughts.close()]:
        page = passed.text if passed.void else page + passed.text
        ever += passed.text
    return page.strip(), ever


def cut(text: str, places: list[int]) -> list[str]:
    marks = sorted({place % (len(text) + 1) for place in places})
    return [text[a:b] for a, b in zip([0, *marks], [*marks, len(text)], strict=True)]


WHOLE = [
    ("<think>", "</think>"),
    ("<THINK>", "</Think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<thought>", "</thought>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<seed:think>", "</seed:think>"),
    ('<think effort="high">', "</think >"),
    ("<think>", "</thinking>"),
    ("<analysis>", "</analysis>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<unused94>thought\n", "<unused95>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    (
        "<|start|>assistant<|channel|>analysis to=x<|message|>",
        "<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>",
    ),
    ("<inner_thought>", "</inner_thought>"),
    ("<thinking_process>", "</thinking_process>"),
    ("<chain-of-thought>", "</chain-of-thought>"),
    ("<longcat_think>", "</longcat_think>"),
    ("<mm:think>", "</mm:think>"),
    ("<cot>", "</cot>"),
    ("<plan>", "</plan>"),
    ("< think >", "</ think >"),
    ("<think_start>", "<think_end>"),
    ("<|begin▁of▁thinking|>", "<|end▁of▁thinking|>"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<|channel>thought\n", "<channel|>"),
    ("[thinking]", "[/thinking]"),
    ("<think>", "</think>\n<answer>"),
    ("<|START_THINKING|>", "<|END_THINKING|><|START_RESPONSE|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>\n<|begin_of_solution|>"),
    ("```think\n", "\n```"),
    ("~~~~ Reasoning\n```py\nx = 1\n```\n", "\n~~~~\n"),
    ('<details type="reasoning" done="true">\n<summary>Thought</summary>\n', "</details>"),
    ('<div id="a" class="thinking"><div>x</div>', "</div>"),
    ("<details>\n<summary>Thought for 3 seconds</summary>\n", "\n</details>"),
    ("(think)", "(/think)"),
    ("【thinking】", "【/thinking】"),
    ("**<think>**", "**</think>**"),
    ("__<thinking>__\n", "\n__</thinking>__"),
    ("<!-- thinking: ", " -->"),
]
PLACES = st.lists(st.integers(0, 400), max_size=12)


@pytest.mark.parametrize(("begin", "end"), WHOLE)
@settings(max_examples=30)
@given(places=PLACES)
def test_thoughts_between_marks_are_never_shown(begin: str, end: str, places: list[int]) -> None:
    page, ever = shown(cut(f"{begin}{SECRET}{end}\n\n{ANSWER}", places))

    assert page == ANSWER
    assert not any(word in ever for word in ("user", "wants", "Secret", "<", "think"))


@settings(max_examples=30)
@given(places=PLACES)
def test_one_letter_after_the_other_is_the_same(places: list[int]) -> None:
    text = f"Well.\n<think>{SECRET}\n<think>deeper</think> and on</think>{ANSWER}"

    assert shown(list(text))[0] == shown(cut(text, places))[0] == f"Well.\n{ANSWER}"


@pytest.mark.parametrize(
    "text",
    [
        f"<think>a <think>b</think> c</think>{ANSWER}",
        f"<think>a <think>b <think>c</think> d</think> e</think>{ANSWER}",
        f"<thinking>a <reflection>b</reflection> c</thinking>{ANSWER}",
        f"<thinking>a <reflection>b</thinking>{ANSWER}",
        f"<think>one</think>\n<think>two</think>{ANSWER}",
        f"<think/>{ANSWER}",
        f"<think></think>{ANSWER}",
        f"<think>I end with `</think>` and answer</think>{ANSWER}",
        f"<think>I end with `</think> </think>{ANSWER}",
        f"<think>```python\nprint(1)\n</think>{ANSWER}",
        f"{ANSWER}<think>and never an end",
        f"{ANSWER}\n<|channel|>analysis<|message|>more",
    ],
)
@settings(max_examples=30)
@given(places=PLACES)
def test_nested_thoughts_and_those_without_an_end_are_not_shown(
    text: str, places: list[int]
) -> None:
    page, ever = shown(cut(text, places))

    assert page == ANSWER
    assert ever.strip() == ANSWER


def test_thoughts_that_never_end_leave_nothing() -> None:
    thoughts = ThoughtFilter()

    assert thoughts.feed(f"<think>{SECRET} {ANSWER}").text == ""
    assert thoughts.close().text == ""
    assert thoughts.is_open


@pytest.mark.parametrize(
    "end",
    [
        "</think>",
        "</reasoning>",
        "[/THINK]",
        "<|END_THINKING|>",
        "</thinking_process>",
        "(/think)",
        "**</think>**",
        "assistantfinal",
    ],
)
@settings(max_examples=30)
@given(places=PLACES)
def test_an_end_without_a_beginning_takes_back_what_came_before(
    end: str, places: list[int]
) -> None:
    assert shown(cut(f"{SECRET}{end}\n\n{ANSWER}", places))[0] == ANSWER


@settings(max_examples=30)
@given(places=PLACES)
def test_where_the_beginning_is_known_to_be_missing_nothing_has_to_be_taken_back(
    places: list[int],
) -> None:
    page, ever = shown(cut(f"{SECRET}</think>\n\n{ANSWER}", places), waits=True)

    assert page == ANSWER
    assert ever.strip() == ANSWER


@pytest.mark.parametrize("text", [ANSWER, f"<think>{SECRET}</think>{ANSWER}"])
def test_waiting_for_thoughts_loses_no_answer_that_has_none(text: str) -> None:
    assert shown(list(text), waits=True)[0] == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        f"<answer>{ANSWER}</answer>",
        f"<think>{SECRET}</think><final_answer>{ANSWER}</final_answer>\n",
    ],
)
@settings(max_examples=30)
@given(places=PLACES)
def test_what_a_model_sets_around_its_answer_goes(text: str, places: list[int]) -> None:
    assert shown(cut(text, places))[0] == ANSWER


@settings(max_examples=30)
@given(places=PLACES)
def test_code_behind_an_end_without_a_beginning_is_code(places: list[int]) -> None:
    text = f"    {SECRET}</think>```xml\n<think>plan</think>\n```\n{ANSWER}"

    assert shown(cut(text, places))[0] == f"```xml\n<think>plan</think>\n```\n{ANSWER}"


@settings(max_examples=30)
@given(places=PLACES)
def test_an_end_too_much_after_the_answer_takes_nothing_back(places: list[int]) -> None:
    text = f"<think>{SECRET}</think>{ANSWER}\n</think>\n"

    assert shown(cut(text, places))[0] == ANSWER


def test_a_fence_that_thoughts_left_open_hides_their_end_from_nobody() -> None:
    text = f"{SECRET}\n```python\nprint(1)\n</think>\n{ANSWER}"

    assert shown(list(text))[0] == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "Write `<think>` before and `</think>` after a thought [1].",
        "One span: `<think>…</think>` [1].",
        "Two ticks: ``<think>`` [1].",
        'The “<think>” tag and the "</think>" tag [1].',
        "Like so:\n\n```xml\n<think>\n  plan\n</think>\n```\n\nThat is all [1].",
        "1. Like so:\n   ~~~\n   </think>\n   ~~~\nThat is all [1].",
        "5 < 6, a<b and x <t> [1], <thinker>, <b>bold</b>, [T], [TH] and [1].",
        "if (a <reason> b) and <rationale> stays [1].",
        "An escaped &lt;think&gt; [1].",
        "Begin with (<think>) and end with (</think>) [1].",
        "Use <code><think></code> and then <code></think></code> [1].",
        "Like so:\n\n    <think>\n    plan\n    </think>\n\nThat is all [1].",
        "Fill in <reasoning for the change>, <thought of> and <plan> [1].",
        "Use <answer> and </answer>, [reasoning](/why), [think](#t) and [a] [1].",
        "The <think> tag, which no end follows, and **<think>** in bold [1].",
        "Our page (/think), [that](/think), [Thoughts](/t), (think) and ~~(thinking)~~ [1].",
        "Use <details> with <summary>Reasoning</summary> and </details>, or <!-- a note --> [1].",
        "<details>\n<summary>Steps</summary>\n<p>One</p>\n</details> [1].",
        "[Reasoning](/why) and [Thoughts]: what people think, --> or not [1].",
        "A block looks like this:\n\n```think\nplan\n```\n\nThat is all [1].",
        "````markdown\n```think\nplan\n```\n````\n```python\nthink()\n```\nThat is all [1].",
        "<div><p>analysis < think and x > y</p></div> [1].",
    ],
)
@settings(max_examples=30)
@given(places=PLACES)
def test_an_answer_that_speaks_of_the_marks_stays_whole(text: str, places: list[int]) -> None:
    page, ever = shown(cut(text, places))

    assert page == text
    assert ever == text


PIECES = ["<think>", "</think>", "`", "\n", "```\n", "a ", "<", "[", '"', "    ", "(", "</plan>"]
PIECES += ["<answer>", "</answer>", "<code>", "</code>", "assistantfinal", "<think_end>"]


@given(st.lists(st.sampled_from(PIECES)))
def test_what_is_held_back_is_given_back_or_is_thought(pieces: list[str]) -> None:
    text = "".join(pieces)

    assert shown(pieces)[0] == shown([text])[0] == shown(list(text))[0]


def test_thoughts_are_kept_apart_and_no_more_than_is_read() -> None:
    thoughts = ThoughtFilter()
    for piece in cut(f"plan\n</think>{ANSWER}\n```think\nand more\n```\n", [3, 9, 40]):
        thoughts.feed(piece)
    thoughts.close()
    endless = ThoughtFilter()
    for _ in range(MOST_KEPT):
        endless.feed("<think>on and on</think>")

    assert thoughts.kept.text == "plan\n\nand more"
    assert len(endless.kept.text) == MOST_KEPT + 2


@pytest.mark.parametrize(
    "piece",
    [
        "**",
        "**<think",
        "(think",
        "<div ",
        "~~~\n",
        "`<think>` ",
        "`",
        "<",
        "```\n",
        "[",
        '"</think>" ',
        "<think a",
        " ",
        "\t",
    ],
)
def test_little_is_held_back_however_many_marks_there_are(piece: str) -> None:
    thoughts, shown_so_far, pieces = ThoughtFilter(), 0, 20_000
    for _ in range(pieces):
        shown_so_far += len(thoughts.feed(piece).text)

    assert shown_so_far > pieces * len(piece) - 500
