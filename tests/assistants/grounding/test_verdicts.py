"""What is verified, what is not, and what decides."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

from assistants.grounding.material import material_of
from tests.assistants.grounding.checks import PASSAGES, REPORTING, STORAGE, verdict, verdicts
from tests.assistants.grounding.sample_passages import SOURCES, passages_of
from tests.fakes.search import passage


@pytest.mark.parametrize(
    "sentence",
    [
        "Drovelimab pens are stored at 2–8 °C in a refrigerator [1].",
        "Pens of Drovelimab must never be frozen [1].",
        "Unopened pens can be kept for thirty days at up to 25 degrees Celsius [1].",
        "Every adverse event must be reported to drug safety within twenty-four hours [2].",
        "More than 1'500 contractors have reported by phone [2].",
        "Contractors may report by phone [2].",
        "Dr. Helen Weiss signs the form SOP PV-011 [2].",
        "SOP-PV-011 is in force since July 1st, 2026 [2].",
        "It has been in force since 2026-07-01 [2].",
        "The dose is 12,5 milligrams once a day [2].",
        "According to the documents, the pens must not be frozen [1].",
        "No. Drovelimab must not be frozen [1].",
    ],
)
def test_what_a_source_says_is_verified_in_whatever_form(sentence: str) -> None:
    assert verdict(sentence) == "verified/supported"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Drovelimab pens are stored at 2 to 18 °C [1].", "contradicted/number"),
        ("Unopened pens may be kept at 25 °C for sixty days [1].", "contradicted/number"),
        ("The dose is 12.5 g once daily [2].", "contradicted/number"),
        ("The dose is 12.5 mg twice daily [2].", "unverified/number"),
        ("The dose is 12.5 mg once weekly [2].", "unverified/frequency"),
        ("SOP-PV-011 is in force from 1 August 2026 [2].", "unverified/date"),
        ("The form SOP-PV-012 is signed by Dr. Helen Weiss [2].", "unverified/identifier"),
        ("The form SOP-PV-011 is signed by Dr. Elena Marquez [2].", "unverified/name"),
        ("Zenvarol must be stored in a refrigerator [1].", "unverified/name"),
        ("Drovelimab pens may be frozen [1].", "contradicted/negation"),
        ("Employees need not report adverse events [2].", "contradicted/negation"),
        ("Unopened pens may be kept at 25 °C or more for 30 days [1].", "contradicted/comparison"),
        ("At most 1,500 contractors report by phone [2].", "contradicted/comparison"),
        ("Employees may bring their dogs to the office [2].", "unverified/wording"),
        ("The pens must not be frozen [2].", "unverified/citation"),
        ("The pens are painted blue by their makers.", "unverified/wording"),
    ],
)
def test_what_a_source_does_not_say_is_not_verified(sentence: str, expected: str) -> None:
    assert verdict(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Hello!",
        "Here is what the documents say:",
        "## Storage",
        "**Storage**",
        "The passages do not say how pens are thrown away.",
        "Dazu steht nichts in den Dokumenten.",
        "Les documents ne le disent pas.",
        "Los documentos no lo mencionan.",
        "I hope this helps.",
        "Please check passage [1] before you rely on it.",
        "Is there anything else?",
    ],
)
def test_what_claims_nothing_is_no_claim(sentence: str) -> None:
    assert verdict(sentence) == "no_claim/none"


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.md")), ids=lambda path: path.stem)
def test_each_sentence_of_a_document_is_verified_by_its_own_passage(path: Path) -> None:
    marked = [
        sentence
        for one in passages_of(path.relative_to(SOURCES).as_posix())
        for sentence in material_of(one).sentences
        if any(
            said.verdict not in ("verified", "no_claim")
            for said in verdicts(f"{sentence.rstrip('.')} [1].", [one])
        )
    ]

    assert not marked


BELIEFS = passage(
    1,
    "Some guides say that opened pens may be frozen. They are wrong. Opened pens are kept at room "
    "temperature for 28 days. Needles are changed each time. This does not apply to clinics.",
    title="Pens",
)
TROPFEN = passage(
    2,
    "Die Tropfen dürfen von Kindern ohne Arzt genommen werden. Falsch! Die Tropfen werden für "
    "Kinder vom Arzt verschrieben, und sie stehen im Kühlschrank.",
    title="Tropfen",
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Opened pens may be frozen [1].", "contradicted/negation"),
        ("Some guides say that opened pens may be frozen [1].", "verified/supported"),
        ("Opened pens may be kept at room temperature for 28 days [1].", "verified/supported"),
        ("Needles are changed each time [1].", "verified/supported"),
        ("Die Tropfen dürfen von Kindern ohne Arzt genommen werden [2].", "contradicted/negation"),
        ("Die Tropfen werden vom Arzt verschrieben [2].", "verified/supported"),
    ],
)
def test_what_the_next_sentence_calls_wrong_is_not_verified(sentence: str, expected: str) -> None:
    assert verdict(sentence, [BELIEFS, TROPFEN]) == expected


@pytest.mark.parametrize(
    "after",
    [
        "False negatives occur in 5 % of patients.",
        "Wrong doses are reported to drug safety.",
        "Incorrect storage reduces the potency.",
        "They are dangerous to children.",
        "This is not true for children.",
        "It is not so severe in adults.",
        "It was withdrawn from the Swiss market in 2020.",
        "The data do not support use in children.",
        "No more than two pens are used.",
        "Nicht mehr als zwei Pens werden verwendet.",
        "Falsch gelagerte Pens werden entsorgt.",
        "Faux positifs: voir la notice.",
    ],
)
def test_a_sentence_before_one_that_speaks_of_something_wrong_may_be_true(after: str) -> None:
    one = passage(1, f"The pen finds 95 % of the cases. {after}", title="Pens")

    assert verdict("The pen finds 95 % of the cases [1].", [one]) == "verified/supported"


@pytest.mark.parametrize(
    "after",
    [
        "They are wrong.",
        "This is wrong.",
        "That is not true.",
        "This is a common misconception.",
        "However, this claim is false.",
        "False!",
        "Wrong: it finds half of them.",
        "Das ist falsch.",
        "Dies ist nicht richtig.",
        "C'est faux.",
        "Cette affirmation est erronée.",
    ],
)
def test_a_sentence_before_one_that_calls_it_wrong_is_contradicted(after: str) -> None:
    one = passage(1, f"The pen finds 95 % of the cases. {after}", title="Pens")

    assert verdict("The pen finds 95 % of the cases [1].", [one]) == "contradicted/negation"


@pytest.mark.parametrize(
    "sentence",
    ["Genau einmal am Tag eine Nadel aus Zink [1].", "Genau 40 Nadeln aus Zink am Tag [1]."],
)
def test_exactly_so_much_is_a_claim(sentence: str) -> None:
    assert verdict(sentence).startswith("unverified/")


INJECTION = passage(
    1,
    "If a dose is missed: inject within 7 days of the planned date and keep the schedule; after 7 "
    "days start a new cycle. You'll find more at https://www.example.org/product-information/"
    "missed-doses/injections/by-patients/default.htm and they're free.",
    title="Missed doses",
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A new cycle is started after 7 days [1].", "verified/supported"),
        ("Inject after 7 days of the planned date and keep the schedule [1].", "contradicted/*"),
        ("You'll start a new cycle after 7 days [1].", "verified/supported"),
        ("You\u2019ll find more, and they\u2019re free [1].", "verified/supported"),
        (
            "More at https://www.example.org/product-information/missed-doses/injections/"
            "by-patients/default.htm [1].",
            "verified/supported",
        ),
        (
            "More at https://www.example.org/product-information/missed-doses/injections/"
            "by-doctors/default.htm [1].",
            "unverified/identifier",
        ),
    ],
)
def test_words_with_apostrophes_and_long_addresses_are_found_again(
    sentence: str, expected: str
) -> None:
    assert fnmatch(verdict(sentence, [INJECTION]), expected)


@pytest.mark.parametrize(
    "sentence",
    [
        "## The dose is 4711 mg",
        "**Signed by Elena Marquez**",
        "The passages do not say more than 4711 mg.",
        "The documents do not say it, but the dose is 4711 mg.",
        "Hello, the dose is 4711 mg!",
        "Is it 4711 mg?",
        "5[0]0 mg are given [2].",
        "The dose is ４７１１ mg [2].",
        "The dose is 4\u200b7\u200b11 mg [2].",
        "The dose is 47**11** mg [2].",
        "The dose is seventeen mg [2].",
        "Die Dosis beträgt siebzehn Milligramm [2].",
        "La dose est de dix-sept mg [2].",
        "La dosis es de quince mg [2].",
    ],
)
def test_no_form_of_an_invented_number_or_name_is_let_through(sentence: str) -> None:
    assert any(one.verdict in ("unverified", "contradicted") for one in verdicts(sentence))


def test_a_sentence_without_a_marker_gets_that_of_the_passage_which_supports_it() -> None:
    (one,) = verdicts("Drovelimab pens must not be frozen.")

    assert (one.verdict, one.citations) == ("verified", (1,))


def test_in_another_language_facts_are_compared_and_the_verdict_says_so() -> None:
    assert verdict("Die Stifte werden bei 2 bis 8 °C gelagert [1].") == "verified/other_language"
    assert verdict("Die Stifte werden bei 3 bis 9 °C gelagert [1].") == "unverified/number"
    assert verdict("Die Stifte sind blau und werden gern genommen [1].") == (
        "unverified/other_language"
    )


def test_a_name_of_the_question_may_be_said() -> None:
    refusal = "The passages do not mention Zenvarol."

    assert verdict(refusal, asked="How is Zenvarol stored?") == "no_claim/none"


def test_a_number_of_one_product_is_not_that_of_another() -> None:
    other = passage(3, "Nuxaprant is stored below 40 °C.", title="Nuxaprant: storage")

    mixed = verdict("Drovelimab is stored at up to 40 °C [1][3].", [*PASSAGES, other])

    assert mixed == "contradicted/number"


def test_a_code_is_not_that_of_another_row() -> None:
    table = passage(
        1,
        "product: Qavoretin; market: US; licence: NDA 219-884\n"
        "product: Drovelimab; market: US; licence: BLA 761-930\n"
        "product: Nuxaprant; market: EU; licence: EU/1/42/102",
        title="Registrations",
    )

    assert verdict("Drovelimab has the licence BLA 761-930 [1].", [table]) == "verified/supported"
    assert verdict("Drovelimab has the licence EU/1/42/102 [1].", [table]) == "unverified/citation"


def test_a_list_may_count_its_items_and_say_how_many_there_are() -> None:
    steps = passage(1, "To report:\n- fill the form\n- sign the form\n- send the form")

    listed = verdicts("There are three steps [1]:\n1. Fill the form.\n2. Sign the form.", [steps])

    assert {one.verdict for one in listed} <= {"verified", "no_claim"}


def test_markers_of_passages_that_were_not_sent_are_no_citation() -> None:
    (one,) = verdicts("The pens are painted blue [99].")

    assert (one.verdict, one.citations) == ("unverified", ())


def test_without_passages_nothing_is_verified() -> None:
    (one,) = verdicts("The dose is 30 mg.", [])

    assert one.verdict == "unverified"


@pytest.mark.parametrize("text", ["x" * 100_000, "4711 " * 20_000, "|" * 50_000, "Aa. " * 20_000])
def test_a_text_of_any_size_is_cut_and_checked(text: str) -> None:
    assert all(len(one.text) < 2000 for one in verdicts(text, [STORAGE, REPORTING]))


DOSES = passage(
    1,
    "Flumoxin is given at 40 mg twice daily to adults. Adolescents take 30 mg, and patients on "
    "dialysis 15 mg. It must not be given to children under 12 years. It keeps for 24 months.\n"
    "Interns get 10 days, full-time staff 25 days.",
    title="Flumoxin",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Adults take 40 mg twice daily [1].",
        "Adults take 40 mg and adolescents 30 mg [1].",
        "Patients on dialysis take 15 mg [1].",
        "Flumoxin must not be given to children under 12 years [1].",
        "It keeps for 24 months, also for children [1].",
        "Interns get 10 days [1].",
    ],
)
def test_a_number_is_verified_for_those_whom_it_is_for(sentence: str) -> None:
    assert verdict(sentence, [DOSES], "What about Flumoxin?").startswith("verified/")


@pytest.mark.parametrize(
    "sentence",
    [
        "Flumoxin is given at 40 mg twice daily to children [1].",
        "Children take 40 mg twice daily [1].",
        "In pregnancy, Flumoxin is given at 40 mg twice daily [1].",
        "Adults take 40 mg and children 30 mg [1].",
        "Adults take 15 mg [1].",
        "Interns get 25 days [1].",
        "Die Dosis für Kinder ist 40 mg [1].",
        "Les enfants prennent 40 mg [1].",
        "Flumoxin is given at 40 mg to children.",
    ],
)
def test_a_number_for_some_people_is_not_verified_for_others(sentence: str) -> None:
    assert verdict(sentence, [DOSES], "What about Flumoxin?") == "unverified/number"


@pytest.mark.parametrize(
    "sentence",
    [
        "No, never.",
        "Yes, always!",
        "Never.",
        "Certainly not.",
        "Yes, of course.",
        "Absolutely not, no.",
        "Nein, niemals.",
        "Auf keinen Fall.",
        "Non, jamais.",
        "Pas du tout.",
        "Sí, siempre.",
        "Certainly.",
        "Of course!",
        "Sure, absolutely.",
        "Selbstverständlich.",
        "Bien sûr.",
        "Por supuesto.",
    ],
)
def test_a_bare_yes_or_no_claims_something(sentence: str) -> None:
    assert verdict(sentence) == "unverified/citation"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Certainly, the pens may be frozen.", "contradicted/negation"),
        ("Of course, employees may bring dogs.", "unverified/wording"),
        ("Certainly, the pens must not be frozen [1].", "verified/supported"),
        ("Certainly! Here is the answer.", "no_claim/none"),
    ],
)
def test_an_assent_hides_no_claim_behind_it(sentence: str, expected: str) -> None:
    assert verdict(sentence) == expected


DOSE = passage(
    1,
    "Flumoxin is given at 40 mg twice daily. The maximum daily dose is 120 mg. Patients drink at "
    "least 200 ml of water. Keep it at 2 to 8 °C. A case is answered in 15 minutes. The hotel "
    "limit is 190 CHF a night, 240 CHF in Zurich. It is for people from 12 years of age.",
    title="Flumoxin",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Flumoxin is given at a maximum of 40 mg twice daily [1].",
        "Flumoxin is given at up to 40 mg twice daily [1].",
        "Flumoxin is given at no more than 40 mg twice daily [1].",
        "At least 40 mg of Flumoxin is given twice daily [1].",
        "The maximum dose of Flumoxin is 40 mg twice daily [1].",
        "The dose of Flumoxin is limited to 40 mg twice daily [1].",
        "Höchstens 40 mg Flumoxin werden zweimal täglich gegeben [1].",
        "Flumoxin est donné à 40 mg au maximum deux fois par jour [1].",
    ],
)
def test_a_bound_that_the_source_does_not_say_is_not_verified(sentence: str) -> None:
    assert verdict(sentence, [DOSE], "How is Flumoxin given?") == "unverified/comparison"


@pytest.mark.parametrize(
    "sentence",
    [
        "Flumoxin is given at 40 mg twice daily [1].",
        "No more than 120 mg of Flumoxin is given daily [1].",
        "Patients drink a minimum of 200 ml of water [1].",
        "Keep Flumoxin at no more than 8 °C and no less than 2 °C [1].",
        "A case is answered within 15 minutes [1].",
        "A case is answered after 15 minutes at the latest [1].",
        "A hotel may cost at most 240 CHF a night in Zurich [1].",
        "Flumoxin is for people of at least 12 years of age [1].",
    ],
)
def test_a_bound_that_the_source_says_otherwise_is_verified(sentence: str) -> None:
    assert verdict(sentence, [DOSE], "How is Flumoxin given?") == "verified/supported"
