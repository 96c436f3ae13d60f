"""What a question asks for and is narrowed to, and whether texts speak of it."""

import pytest

from retrieval.searching.requirements.unmet import beside, narrowed_to, unmet


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What dose does a child get?", {"children"}),
        ("Wie hoch ist die Dosis bei Säuglingen?", {"children"}),
        ("Is it safe for a 7-year-old?", {"children"}),
        ("Is it safe for a 14-year-old?", {"adolescents"}),
        ("Is it safe for a seven-year-old?", {"children"}),
        ("Is it safe for a 35-year-old?", set()),
        ("Peut-on le donner à une femme enceinte ?", {"pregnancy"}),
        ("How is it dosed with bad kidneys in Japan?", {"kidneys", "Japan"}),
        ("Wie lange ist die Zulassung in der Schweiz gültig?", {"Switzerland"}),
        ("What does the licence cost in euros?", {"euros", "price"}),
        ("At how many degrees Fahrenheit is it stored?", {"Fahrenheit", "storage"}),
        ("Is it approved in the US?", {"United States"}),
        ("Kann ein Praktikant am Wochenende ins Labor?", {"interns", "weekends"}),
        ("Wie hoch ist die Dosis unter 12 Jahren?", {"children"}),
        ("Which products are kept below 8 degrees?", set()),
        ("Was wird unter 8 °C gelagert?", set()),
        ("Which doses are below 5 mg, and which below 2.5?", set()),
        ("May a woman of childbearing age take it?", set()),
        ("What is the dose in renal impairment? And in children?", {"children"}),
        ("What is the dose in renal impairment? And how is it stored?", {"storage"}),
        ("How many days of leave do we get?", set()),
        ("IS IT IN NO CASE TO BE USED?", set()),
        ("A patient who is not on dialysis: which dose?", set()),
        ("Combien de temps peut-on le garder ?", set()),
        ("My wife is having a baby, how long may I stay at home?", set()),
        ("She is trying for a baby. When must she stop?", set()),
        ("Eine Frau mit Kinderwunsch nimmt es.", set()),
        ("Wie oft werden die Leberwerte geprüft?", set()),
        ("Quelle dose pour un patient diabétique ?", {"diabetes"}),
        ("What are the key drivers of Apple's margin?", set()),
    ],
)
def test_a_question_is_narrowed_by_people_places_circumstances_and_units(
    question: str, kinds: set[str]
) -> None:
    assert narrowed_to(question) == kinds


def test_a_story_is_narrowed_to_nothing() -> None:
    assert not narrowed_to("She has two children. " + "And there is more to tell. " * 10)


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Which dose for children?", "Patients under 18 must not take it.", set()),
        ("Welche Dosis bei Kindern?", "Paediatric patients take half.", set()),
        ("Which dose for children?", "Adults take 30 mg.", {"children"}),
        ("Which dose for children?", "Take half in Child-Pugh B.", {"children"}),
        ("Which dose for patients over 75?", "Give it over 60 minutes.", {"old people"}),
        ("Which dose for patients over 75?", "Over 65 the dose is halved.", set()),
        ("Is it approved in Brazil?", "Markets: CH, US, JP", {"Brazil"}),
        ("Is it approved in Switzerland?", "Markets: CH, US, JP", set()),
        ("Is it approved in India?", "It is approved in the US.", {"India"}),
        ("May I work in Portugal?", "Work from another country is allowed for 20 days.", set()),
        ("Was kostet es in Euro?", "It costs CHF 20.", {"euros"}),
        ("What does it cost in euros?", "It costs € 20.", set()),
        ("What is the half-life?", "The shelf life is 36 months.", {"half-life"}),
        ("What is the half life?", "Its half-life is 12 hours.", set()),
        ("What colour are the capsules?", "Skip the missed capsule.", {"appearance"}),
        ("What colour are the capsules?", "A white capsule.", set()),
        ("Which fluid dissolves it?", "Use water for injections.", set()),
        ("What does a pack cost?", "Store it in the pack.", {"price"}),
        ("What does a pack cost?", "CHF 120 for 30 tablets.", set()),
        ("What does a hotel cost?", "The limit is 190 CHF a night.", set()),
        ("Who manufactures it?", "It is kept in the blister.", {"the maker"}),
        ("Wie hoch ist die Kündigungsfrist?", "Leave: 25 days.", {"notice"}),
        ("What is the phone number?", "Write to safety@example.com.", {"a phone number"}),
        ("What is the phone number?", "Dial extension 4711.", set()),
        ("In which month is it paid?", "It is paid every year.", {"a month"}),
        ("In which month is it paid?", "It is paid in March.", set()),
        ("On which date was it filed?", "Filed on 2024-02-12.", set()),
        ("May I drive the company car?", "Drivers of company cars need a licence.", set()),
        ("May I drive the company car?", "A company car is leased.", {"driving"}),
        ("Does it run on a Mac?", "It runs on all Apple devices.", set()),
        ("How many products carry a boxed warning?", "Boxed warning: none.", set()),
        ("How many tablets are in a box?", "Take one tablet.", {"size of a pack"}),
    ],
)
def test_what_no_text_speaks_of_is_unmet(question: str, text: str, missing: set[str]) -> None:
    assert unmet(question, ["Something else.", text]) == missing


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("Which dose for children?", "Children take 5 mg.", True),
        ("Which dose for children?", "Adults take 30 mg.", False),
        ("Is it approved for children in Japan?", "Approved in Japan.", False),
        ("Is it safe in pregnancy and for children?", "Not in pregnancy.", True),
        ("Is it safe in pregnancy and for children?", "Store it cold.", False),
        ("What is the dose?", "Adults take 30 mg.", True),
    ],
)
def test_one_text_has_to_speak_of_all_that_a_question_does_not_join(
    question: str, text: str, met: bool
) -> None:
    assert beside(question, [("leaflet", text)]) == [not met]


BOTH = "Which dose for pregnant women with bad kidneys?"
CHILDREN = "Is it safe in pregnancy and for children?"


@pytest.mark.parametrize(
    ("question", "texts", "aside"),
    [
        (BOTH, ["Pregnancy: none.", "Renal: half.", "Keep cold."], [False, False, True]),
        (BOTH, ["Pregnancy and renal: none.", "Renal: half."], [False, True]),
        (BOTH, ["Pregnancy: none.", "Keep cold."], [True, True]),
        (f"{CHILDREN} {BOTH}", ["Pregnancy and renal: none.", "Renal: half."], [False, True]),
        (BOTH, [], []),
    ],
)
def test_an_answer_may_be_spread_over_texts_where_none_has_it_all(
    question: str, texts: list[str], aside: list[bool]
) -> None:
    assert beside(question, [("leaflet", text) for text in texts]) == aside


def test_an_answer_is_not_spread_over_documents() -> None:
    texts = [("leaflet", "Pregnancy: none."), ("another", "Renal: half.")]

    assert beside(BOTH, texts) == [True, True]
