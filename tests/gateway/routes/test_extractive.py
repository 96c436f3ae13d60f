from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.attempts import RouteRefusedError, Written
from gateway.calls import AnswerForm, Excerpt, ModelCall
from gateway.quoting.quotes import parts
from gateway.routes.extractive import ExtractiveClient
from tests.gateway.calling import EXCERPTS, WordSimilarity, call


async def answered(asked: ModelCall) -> str:
    client = ExtractiveClient(WordSimilarity())
    return "".join([piece async for piece in client.stream(asked) if isinstance(piece, str)])


PRODUCTS = tuple(
    Excerpt(n, f"Storage of {product}", "Storage", f"Store at {cold} °C. Ask the desk for help.")
    for n, product, cold in ((1, "Qavoretin", 30), (2, "Drovelimab", 8), (3, "Nuxaprant", 25))
)
REGISTRATIONS = Excerpt(
    1,
    "Registrations",
    "",
    "product: Qavoretin; market: US; licence: NDA 219-884\n"
    "product: Drovelimab; market: US; licence: BLA 761-930\n"
    "product: Drovelimab; market: JP; licence: JP/1/41/104",
)


async def test_every_quote_stands_word_for_word_in_the_passage_it_points_to() -> None:
    answer = await answered(call("What is the hotel limit and how many days of leave are there?"))

    assert answer.split("\n\n") == [
        "The hotel limit is 190 CHF a night. [2]",
        "Full-time staff receive 25 days of annual leave. [1]",
    ]


async def test_a_footnote_mark_in_a_quote_points_to_no_passage() -> None:
    passage = Excerpt(1, "Camtorel", "", "Adults take 25 [1] mg of Camtorel a day. Ask the desk.")

    answer = await answered(call("How much Camtorel do adults take a day?", (passage,)))

    assert answer == "Adults take 25¹ mg of Camtorel a day. [1]"


@pytest.mark.parametrize(("product", "n"), [("Qavoretin", 1), ("Drovelimab", 2), ("Nuxaprant", 3)])
async def test_a_question_about_a_product_is_answered_from_that_products_document(
    product: str, n: int
) -> None:
    answer = await answered(call(f"At what temperature do I store {product}?", PRODUCTS))

    assert answer.startswith("Store at")
    assert f"[{n}]" in answer.split("\n\n")[0]


@pytest.mark.parametrize(
    ("question", "licence"),
    [
        ("Under which US licence number is Drovelimab registered?", "BLA 761-930"),
        ("What is the licence of Drovelimab in Japan?", "JP/1/41/104"),
    ],
)
async def test_a_question_is_answered_by_the_row_of_its_product_and_market(
    question: str, licence: str
) -> None:
    caption, table = (await answered(call(question, (REGISTRATIONS,)))).split("\n\n")[:2]

    assert caption == "**Registrations** [1]"
    assert licence in table.splitlines()[2]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How long is the notice?", "The notice takes 8 weeks."),
        ("Who approves the notice?", "The notice is approved by the manager."),
        ("When does the notice end?", "The notice ends on 31 March."),
        ("Notice: wie lange?", "The notice takes 8 weeks."),
        ("Notice: wer?", "The notice is approved by the manager."),
        ("Notice: an welchem Tag?", "The notice ends on 31 March."),
        ("Notice : quel délai ?", "The notice takes 8 weeks."),
        ("Notice : qui ?", "The notice is approved by the manager."),
        ("Notice: ¿hasta cuándo?", "The notice ends on 31 March."),
    ],
)
async def test_the_kind_of_question_decides_between_sentences_on_the_same_thing(
    question: str, wanted: str
) -> None:
    notice = (
        "The notice takes 8 weeks. The notice is approved by the manager. "
        "The notice ends on 31 March. The notice is a form."
    )

    answer = await answered(call(question, (Excerpt(1, "Leave", "", notice),)))

    assert answer.startswith(wanted)


async def test_a_word_that_only_begins_the_question_names_nothing() -> None:
    excerpts = (
        Excerpt(1, "Gifts", "", "Gifts above 50 CHF are refused. We report gifts each January."),
        Excerpt(2, "Safety", "", "Forward an adverse event to Drug Safety within 1 day."),
    )

    answer = await answered(call("Report an adverse event within how many days?", excerpts))

    assert answer.startswith("Forward an adverse event")


async def test_an_answer_has_three_quotes_at_most() -> None:
    many = tuple(
        Excerpt(n, "Limits", "", f"The hotel limit {n} is {n}00 CHF.") for n in range(1, 9)
    )

    assert (await answered(call("What is the hotel limit?", many))).count("[") <= 3


@pytest.mark.parametrize("question", ["SOP-REG-027", "What does SOP-REG-027 say?"])
async def test_a_question_that_only_names_a_document_is_answered_with_its_beginning(
    question: str,
) -> None:
    procedure = Excerpt(
        1,
        "SOP-REG-027 Labelling",
        "",
        "Labels are compared by two people. Both sign the record. Differences stop the release.",
    )

    answer = await answered(call(question, (procedure, *PRODUCTS[1:])))

    assert answer.startswith("Labels are compared by two people. [1]")


async def test_a_question_that_names_a_document_and_asks_for_more_gets_no_beginning() -> None:
    procedure = Excerpt(1, "SOP-REG-027 Labelling", "", "Labels are compared by two people.")

    assert not await answered(call("What wine does SOP-REG-027 recommend?", (procedure,)))


async def test_the_same_sentence_in_two_passages_is_quoted_once() -> None:
    twice = tuple(Excerpt(n, "Travel", "", "The hotel limit is 190 CHF.") for n in (1, 2))

    assert await answered(call("What is the hotel limit?", twice)) == (
        "The hotel limit is 190 CHF. [1]"
    )


async def test_without_passages_nothing_is_said() -> None:
    assert await answered(call(excerpts=())) == ""


@pytest.mark.parametrize("text", ["?", "   ", "\x00", "[1] [2]", "- \n- \n", "a:b; c:d; e:f"])
async def test_odd_passages_and_questions_do_no_harm(text: str) -> None:
    odd = (Excerpt(1, text, text, text), *call().excerpts)

    assert isinstance(await answered(call(text, odd)), str)


async def test_usage_is_unknown_because_no_model_is_used() -> None:
    pieces = [piece async for piece in ExtractiveClient(WordSimilarity()).stream(call())]

    assert pieces[-1] == Written(None)
    assert len(pieces) > 2


async def test_a_question_to_rewrite_comes_back_as_it_stands() -> None:
    assert await answered(call("And in London?", role="rewrite")) == "And in London?"


async def test_it_does_not_judge() -> None:
    with pytest.raises(RouteRefusedError):
        await answered(call(role="judge"))


@pytest.mark.parametrize(
    ("question", "within"),
    [
        (
            "How long is paid leave, and who approves my request?",
            ("How long is paid leave", "who approves my request?"),
        ),
        ("Who signs and dates the form?", ("Who signs and dates the form?",)),
        ("When and where do I report it?", ("When and where do I report it?",)),
    ],
)
def test_a_question_is_parted_only_where_another_begins(
    question: str, within: tuple[str, ...]
) -> None:
    assert parts(question) == within


KEPT = (
    Excerpt(1, "Deviation and CAPA", "", "It is recorded within 24 hours by the finder."),
    Excerpt(2, "Labelling", "Records", "Change records are kept for 15 years by the archive."),
)


async def test_what_another_document_says_of_its_own_subject_is_not_quoted_first() -> None:
    answer = await answered(call("How long is a deviation kept by the archive?", KEPT))

    assert not answer.startswith("Change records")


async def test_an_excerpt_that_is_beside_the_question_is_not_quoted() -> None:
    (leave, travel) = EXCERPTS
    aside = replace(travel, beside=True)

    assert "190" in await answered(call("What is the hotel limit?", (leave, travel)))
    assert "190" not in await answered(call("What is the hotel limit?", (leave, aside)))


async def test_who_asks_how_many_things_there_are_is_not_told_an_amount() -> None:
    pack = Excerpt(1, "Storage", "", "The unopened pack of vials keeps for 24 months.")
    asked = replace(call("How many vials are in a pack?", (pack,)), form=AnswerForm("count"))

    assert await answered(asked) == ""


@pytest.mark.parametrize("form", [AnswerForm(), AnswerForm("list")])
async def test_a_table_of_other_dates_does_not_answer_when_something_was(form: AnswerForm) -> None:
    table = Excerpt(
        1,
        "Registrations",
        "",
        "product: Qavoretin; market: US; approval_date: 2021-02-10\n"
        "product: Drovelimab; market: US; approval_date: 2022-02-11",
    )

    def asked(done: str) -> ModelCall:
        return replace(call(f"When was Qavoretin {done} in the US?", (table,)), form=form)

    assert "2021-02-10" in await answered(asked("approved"))
    assert await answered(asked("withdrawn")) == ""


@pytest.mark.parametrize("form", [AnswerForm(), AnswerForm("count")])
@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "How many participants are needed for a study meeting?",
            "The minimum number of participants for a study meeting is 8.",
        ),
        ("How many holidays do I get a year?", "You have 25 days of paid holidays a year."),
        (
            "Wie viele Unterschriften braucht eine Bestellung?",
            "Eine Bestellung braucht zwei Unterschriften.",
        ),
        (
            "Combien de signatures faut-il pour une commande ?",
            "Une commande demande deux signatures.",
        ),
        ("How many people may attend the course?", "Fifteen people may attend the course."),
    ],
)
async def test_who_asks_how_many_there_are_is_told_the_number_however_it_is_written(
    question: str, text: str, form: AnswerForm
) -> None:
    asked = replace(call(question, (Excerpt(1, "Guide", "", text),)), form=form)

    assert text in await answered(asked)
