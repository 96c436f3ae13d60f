"""Lists, counts and comparisons out of quotes: complete, with names, bounds and what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.calls import AnswerForm, Excerpt, QuestionPart
from gateway.quoting.composition.layout import MOST_STATEMENTS
from gateway.quoting.composition.lists import all_of, items_in
from gateway.quoting.quotes import Quote
from gateway.quoting.reading import Reading
from gateway.quoting.sentences import Sentence
from gateway.quoting.terms import stem
from gateway.routes.extractive import ExtractiveClient
from tests.gateway.calling import WordSimilarity, call

STORAGE = tuple(
    Excerpt(n, f"Storage of {product}", "Storage", f"{product} is stored at {cold} °C.")
    for n, product, cold in ((1, "Qavoretin", 30), (2, "Drovelimab", 8), (3, "Nuxaprant", 25))
)
WARNINGS = tuple(
    Excerpt(n, f"{product} summary", "Warnings", f"Boxed warning: {warning}.")
    for n, product, warning in ((1, "Qavoretin", "infections"), (2, "Drovelimab", "none"))
)
MARKETS = Excerpt(
    1,
    "Registrations",
    "",
    "product: Qavoretin; market: US; status: approved\n"
    "product: Qavoretin; market: CH; status: approved\n"
    "product: Qavoretin; market: JP; status: not filed",
)


async def composed(
    question: str, form: AnswerForm, excerpts: tuple[Excerpt, ...], language: str = "en"
) -> str:
    asked = replace(call(question, excerpts), form=form, language=language)
    pieces = ExtractiveClient(WordSimilarity()).stream(asked)
    return "".join([piece async for piece in pieces if isinstance(piece, str)])


async def test_a_list_over_documents_names_each_with_its_statement_and_marker() -> None:
    text = await composed("Which products are stored cold?", AnswerForm("list"), STORAGE)

    assert text.splitlines() == [
        "- **Qavoretin · Storage:** Qavoretin is stored at 30 °C. [1]",
        "- **Drovelimab · Storage:** Drovelimab is stored at 8 °C. [2]",
        "- **Nuxaprant · Storage:** Nuxaprant is stored at 25 °C. [3]",
    ]


async def test_a_list_of_several_documents_may_be_asked_for_as_a_table() -> None:
    question = "Give me a table of how the products are stored"

    text = await composed(question, AnswerForm("list", "how stored"), STORAGE)

    assert text.splitlines()[0] == "| About | What the documents say |"
    assert "| Drovelimab | Drovelimab is stored at 8 °C. [2] |" in text


@pytest.mark.parametrize(("ranges", "products"), [(True, 3), (False, 1)])
def test_what_sister_documents_say_under_the_same_heading_comes_along_where_all_are_asked_of(
    *, ranges: bool, products: int
) -> None:
    ranking = [
        Quote(Sentence(n, 0, text, f"{product} summary", "Monitoring"), score)
        for n, product, text, score in (
            (1, "Qavoretin", "Blood tests are needed.", 0.5),
            (2, "Drovelimab", "Blood pressure is measured.", 0.32),
            (3, "Nuxaprant", "Blood sugar is measured.", 0.3),
        )
    ]

    found = all_of(ranking, [quote.sentence for quote in ranking], ranges=ranges)

    assert len(found) == products


async def test_a_short_document_that_is_asked_about_by_name_is_listed_whole() -> None:
    parts = (
        ("Timelines", "A change is assessed within 5 days. Others take 20 days."),
        ("Records", "Change records are kept for 15 years."),
    )
    texts = tuple(Excerpt(n, "Labelling change", *part) for n, part in enumerate(parts, 1))
    subject = "limits in the labelling change procedure"

    text = await composed(f"List all {subject}", AnswerForm("list", subject), texts)

    assert "5 days. [1]" in text
    assert "15 years. [2]" in text


async def test_names_behind_what_is_counted_are_counted() -> None:
    vpn = Excerpt(
        1, "VPN", "", "Install it from the portal, choose gateway vpn-eu or vpn-us and sign in."
    )
    form = AnswerForm("count", "gateways can be chosen")

    text = await composed("How many gateways can be chosen?", form, (vpn,))

    assert text.startswith("**2** (")


async def test_a_list_out_of_one_section_keeps_its_order() -> None:
    steps = Excerpt(
        1,
        "Access",
        "",
        "First the access form is signed. Then the owner approves the access. "
        "At last IT opens the access.",
    )

    text = await composed("Which steps open an access?", AnswerForm("list"), (steps,))

    assert text.splitlines() == [
        "**Access**",
        "",
        "- First the access form is signed. [1]",
        "- Then the owner approves the access. [1]",
        "- At last IT opens the access. [1]",
    ]


async def test_a_list_that_is_cut_says_so() -> None:
    many = tuple(
        Excerpt(n, f"Storage of P{n}", "", f"P{n} is stored at {n} °C.") for n in range(1, 19)
    )

    text = await composed("Which products are stored cold?", AnswerForm("list"), many)

    assert text.count("\n- ") + 1 == MOST_STATEMENTS
    assert f"*{MOST_STATEMENTS} of 18 shown. Open [13]" in text


async def test_each_side_of_a_comparison_has_its_own_citation() -> None:
    sides = (("Drovelimab", "storage of Drovelimab"), ("Nuxaprant", "storage of Nuxaprant"))

    text = await composed("Compare them", AnswerForm("comparison", sides=sides), STORAGE)

    assert text.splitlines() == [
        "- **Drovelimab · Storage:** Drovelimab is stored at 8 °C. [2]",
        "- **Nuxaprant · Storage:** Nuxaprant is stored at 25 °C. [3]",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "**Zorbatex:** The documents that I found say nothing about this."),
        ("de", "**Zorbatex:** Die gefundenen Dokumente sagen dazu nichts."),
    ],
)
async def test_the_side_that_is_missing_is_named(language: str, said: str) -> None:
    sides = (("Drovelimab", "storage of Drovelimab"), ("Zorbatex", "storage of Zorbatex"))

    text = await composed("Compare them", AnswerForm("comparison", sides=sides), STORAGE, language)

    assert "Drovelimab is stored at 8 °C. [2]" in text
    assert said in text


async def test_a_comparison_of_unknown_things_is_no_answer() -> None:
    sides = (("Zorbatex", "storage of Zorbatex"), ("Yttrex", "storage of Yttrex"))

    assert await composed("Compare", AnswerForm("comparison", sides=sides), STORAGE) == ""


async def test_each_of_several_questions_has_its_answer_below_it() -> None:
    parts = (
        QuestionPart("How is *Drovelimab* stored?", "How is Drovelimab stored?", AnswerForm()),
        QuestionPart("And Nuxaprant?", "How is Nuxaprant stored?", AnswerForm()),
        QuestionPart("Who won?", "Who won (Nuxaprant)?", AnswerForm(), enough=False),
    )

    text = await composed("All of it", AnswerForm("several", parts=parts), STORAGE)

    assert text.split("\n\n") == [
        "**How is Drovelimab stored?**",
        "Drovelimab is stored at 8 °C. [2]",
        "**And Nuxaprant?**",
        "Nuxaprant is stored at 25 °C. [3]",
        "**Who won?:** The documents that I found say nothing about this.",
    ]


async def test_several_questions_without_any_answer_are_not_answered() -> None:
    none = QuestionPart("Who won?", "Who won?", AnswerForm(), enough=False)

    assert await composed("x", AnswerForm("several", parts=(none, none)), STORAGE) == ""


async def test_a_count_of_rows_gives_number_conditions_and_rows() -> None:
    question = "In how many markets is Qavoretin approved?"

    text = await composed(question, AnswerForm("count"), (MARKETS,))

    assert text.startswith("**2** (market; product Qavoretin; status approved)")
    assert "| Qavoretin | CH | approved |" in text
    assert "JP" not in text


async def test_a_table_that_was_not_seen_whole_counts_at_least() -> None:
    question = "In how many markets is Qavoretin approved?"

    text = await composed(question, AnswerForm("count"), (replace(MARKETS, rows_left=40),))

    assert text.startswith("**At least 2** (")
    assert "40 more rows" in text


async def test_no_row_that_meets_all_is_said_with_those_that_come_closest() -> None:
    question = "Which products are approved in Japan?"

    text = await composed(question, AnswerForm("list"), (MARKETS,))

    assert text.startswith("**None**: no row has market JP, status approved.")
    assert "| Qavoretin | JP | not filed |" in text


async def test_what_says_none_is_not_counted() -> None:
    form = AnswerForm("count", "products carry a boxed warning")

    text = await composed("How many products carry a boxed warning?", form, WARNINGS)

    assert text.startswith("**1** of 2 ")
    assert "- **Qavoretin · Warnings:** Boxed warning: infections. [1]" in text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It is classified as minor, major or critical.", 3),
        ("They were itch (17.9%), arthralgia (6.3%), pharyngitis (5.5%).", 3),
        ("A patient, a reporter, a product and an event.", 4),
        ("It is signed and dated.", 0),
        ("The classes are:\n- Critical\n- Public", 2),
        ("a" * 600, 0),
    ],
)
def test_what_a_sentence_names_one_after_the_other_is_counted(text: str, number: int) -> None:
    assert items_in(Sentence(1, 0, text, "")) == number


async def test_a_fact_that_several_rows_hold_is_shown_with_all_of_them() -> None:
    text = await composed("When was what of Qavoretin approved?", AnswerForm(), (MARKETS,))

    assert "| Qavoretin | US | approved |" in text
    assert "| Qavoretin | CH | approved |" in text
    assert "not filed" not in text


async def test_a_fact_out_of_a_table_is_shown_as_a_table() -> None:
    text = await composed("What is the status of Qavoretin in JP?", AnswerForm(), (MARKETS,))

    assert "| product | market | status |" in text
    assert "product: Qavoretin" not in text


@pytest.mark.parametrize(
    "question",
    [
        "What are the side effects of Qavoretin?",
        "How is Qavoretin stored?",
        "qavoretin side effects",
    ],
)
async def test_a_row_of_what_is_named_answers_nothing_else_about_it(question: str) -> None:
    assert not await composed(question, AnswerForm(), (MARKETS,))
    assert not await composed(question, AnswerForm("list", question.rstrip("?")), (MARKETS,))


@pytest.mark.parametrize(
    "question",
    ["Qavoretin", "What is the status of Qavoretin?", "Was Qavoretin filed?"],
)
async def test_a_row_answers_what_its_columns_and_cells_speak_of(question: str) -> None:
    assert "| Qavoretin | JP | not filed |" in await composed(question, AnswerForm(), (MARKETS,))


def test_the_first_word_of_a_question_is_a_name_only_where_passages_use_it_as_one() -> None:
    labels = Excerpt(2, "Storage of Nuxaprant", "Timelines", "Timelines are in Ylmasept's file.")
    reading = Reading((labels,), WordSimilarity())

    assert reading.names_in("Timelines of type II changes?") == frozenset()
    assert reading.names_in("Nuxaprant changes need approval when?") == {stem("Nuxaprant")}
    assert reading.names_in("Where is Ylmasept?") == {stem("Ylmasept")}


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("Who runs the restore tests?", "Restore tests run each quarter.", False),
        ("Who runs the restore tests?", "The backup team runs the restore tests.", True),
        (
            "When is the pump rinsed before the shift?",
            "The pump is rinsed within a day after the shift.",
            False,
        ),
        (
            "When is the pump rinsed after the shift?",
            "The pump is rinsed within a day after the shift.",
            True,
        ),
    ],
)
async def test_a_fact_is_quoted_where_it_tells_who_and_on_which_side(
    question: str, sentence: str, *, told: bool
) -> None:
    text = await composed(question, AnswerForm("fact"), (Excerpt(1, "Rules", "", sentence),))

    assert (sentence in text) == told
