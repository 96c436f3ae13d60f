"""Languages: told, cut into terms, and matched in any of the ways to write a word."""

from __future__ import annotations

import pytest

from retrieval.indexes.wording import QuestionWord, Said, names_and_numbers, question_words
from retrieval.languages.analysis import plain, stem, terms, terms_of, tokens
from retrieval.languages.compounds import edges, has_edge, split
from retrieval.languages.detection import Language, language_of
from retrieval.searching.fusion import (
    LEXICAL_WEIGHT,
    UNKNOWN_UNSPACED_WEIGHT,
    UNKNOWN_WEIGHT,
    UNSPACED_WEIGHT,
    lexical_weight,
)

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


def stems(question: str, *spoken: Language) -> list[str]:
    return [word.stem for word in question_words(question, frozenset(spoken))]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How often are suppliers assessed?", "en"),
        ("Wie oft werden Lieferanten bewertet?", "de"),
        ("Hvor ofte bliver leverandører bedømt?", "da"),
        ("À quelle fréquence les fournisseurs sont-ils évalués ?", "fr"),
        ("¿Con qué frecuencia se evalúan los proveedores?", "es"),
        ("Con quale frequenza vengono valutati i fornitori?", "it"),
        ("Hoe vaak worden leveranciers beoordeeld?", "nl"),
        ("Hur ofta utvärderas leverantörer?", "sv"),
        ("Com que frequência são avaliados os fornecedores?", "pt"),
        ("供应商多久评估一次", "zh"),
        ("サプライヤーはどのくらいの頻度で評価されますか", "ja"),
        ("공급업체는 얼마나 자주 평가됩니까", "ko"),
        ("ซัพพลายเออร์ได้รับการประเมินบ่อยแค่ไหน", "th"),
        ("Qavoretin の保管条件は何ですか", "ja"),
    ],
)
def test_the_language_of_a_question_is_known(question: str, language: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize(
    "text", ["", "🙂", "Qavoretin", "SOP-014", "VPN session", "Nuxaprant INR", "Можно ли принимать"]
)
def test_what_could_be_any_language_or_is_another_is_not_guessed(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "dosing", "dosed"),
        ("de", "bewertet", "Bewertung"),
        ("da", "leverandører", "leverandøren"),
        ("fr", "évalués", "évaluer"),
        ("es", "proveedores", "proveedor"),
        ("it", "fornitori", "fornitore"),
        ("nl", "leveranciers", "leverancier"),
        ("sv", "leverantörer", "leverantören"),
        ("pt", "fornecedores", "fornecedor"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    first, second = (terms_of(word.lower(), Language(language)) for word in (one, other))

    assert first[0] == second[0]


@pytest.mark.parametrize(
    ("language", "ways"),
    [
        ("de", ("Rückstellmuster", "Rueckstellmuster", "Ruckstellmuster")),
        ("de", ("Größe", "Groesse", "Grosse")),
        ("de", ("Straße", "Strasse")),
        ("da", ("høje", "hoeje", "hoje")),
        ("da", ("årlig", "aarlig")),
        ("sv", ("förvaring", "foervaring", "forvaring")),
        ("es", ("información", "informacion")),
        ("de", ("Rückstellmuster", "Ru\u0308ckstellmuster", "Rückstell\u00admuster")),
    ],
)
def test_a_word_is_the_same_with_and_without_its_marks(
    language: str, ways: tuple[str, ...]
) -> None:
    found = [(terms(plain(way), Language(language))) for way in ways]

    assert all(found[0][0] in one for one in found)


def test_scripts_without_blanks_come_as_pairs_and_names_in_them_as_words() -> None:
    assert (tokens("保管条件")) == ["保管", "管条", "条件"]
    assert (tokens("SOP014の条件")) == ["SOP014", "の条", "条件"]
    assert (tokens("보관 조건")) == ["보관", "조건"]
    assert (tokens("薬")) == ["薬"]


def test_a_number_and_its_unit_are_found_apart_and_together() -> None:
    assert {"100mg", "100", "mg"} <= set(terms("100mg", ENGLISH))

    (word,) = question_words("100mg")
    assert Said(["a dose of 100 mg"], {ENGLISH}).says(word)
    assert not Said(["a dose of 200 mg"], {ENGLISH}).says(word)


@pytest.mark.parametrize(
    ("language", "compound", "words"),
    [
        ("de", "Lieferantenbewertung", "Lieferanten bewertet"),
        ("de", "Aufbewahrungsfristen", "Aufbewahrung Frist"),
        ("de", "Arbeitszeitkonto", "Arbeit Zeit Konto"),
        ("da", "leverandørvurdering", "leverandører vurdering"),
        ("nl", "leveranciersbeoordeling", "leveranciers beoordeling"),
        ("sv", "förvaringstemperatur", "förvaring temperaturen"),
    ],
)
def test_a_compound_falls_apart_where_its_parts_are_words(
    language: str, compound: str, words: str
) -> None:
    spoken = Language(language)
    parts = [stem(word, spoken) for word in words.lower().split()]

    def stem_of(word: str) -> str:
        return stem(word, spoken)

    assert split(stem_of(compound.lower()), parts.__contains__, stem_of) == tuple(parts)
    assert split(stem_of(compound.lower()), parts[1:].__contains__, stem_of) == ()


def test_a_word_without_an_end_is_no_compound() -> None:
    assert split("x" * 500, lambda _: True, str) == ()


def test_a_word_is_found_at_either_end_of_a_longer_one() -> None:
    assert {"kuhl", "raum"} <= set(edges("kuhlraum"))
    assert has_edge("kuhlraum", "raum")
    assert not has_edge("kuhlraum", "kuhlraum")
    assert not has_edge("kuhlraum", "lrau")
    assert list(edges("raum")) == []


def test_empty_words_say_nothing_unless_there_are_no_others() -> None:
    assert stems("What is the dosing of it?") == ["dose"]
    assert stems("To be or not to be") != []
    assert stems("Wie oft werden Lieferanten bewertet?", GERMAN) == ["lieferant", "bewert"]


def test_an_empty_word_of_one_language_is_a_word_of_another() -> None:
    assert "die" in stems("Do the patients die of it?", ENGLISH, GERMAN)
    assert "die" not in stems("Was kosten die Kisten am Ende?", ENGLISH, GERMAN)


def test_a_question_is_looked_for_as_the_documents_were_analysed() -> None:
    english = question_words("Welche Nebenwirkungen hat Nuxaprant?", frozenset({ENGLISH}))
    name = next(word for word in english if word.word == "Nuxaprant")

    assert Said(["Nuxaprant is taken in the evening."], {ENGLISH}).says(name)


def test_a_long_question_asks_for_a_bounded_number_of_words() -> None:
    assert len(question_words(" ".join(f"word{n}" for n in range(5000)))) == 64


def named(question: str) -> list[str]:
    return names_and_numbers(question_words(question), question)


def test_names_and_numbers_are_what_cannot_be_said_otherwise() -> None:
    assert named("Is it approved in Canada?") == ["canada"]
    assert named("The dose below 6 years. What now?") == ["6"]
    assert named("Wo Steht Der Wert?") == []


def test_capitals_make_no_name_of_a_whole_word_nor_of_a_german_noun() -> None:
    assert named("Is it SAFE in pregnancy?") == []
    assert named("WHO SIGNS THE REPORT OF 2024?") == ["2024"]
    assert named("Wie oft werden Lieferanten von uns im Jahr bewertet?") == []


def test_words_count_for_more_where_the_model_did_not_learn_the_language() -> None:
    def only_english(language: Language) -> bool:
        return language is ENGLISH

    def all_of_them(language: Language) -> bool:
        return True

    german, english = "Wie oft werden Lieferanten bewertet?", "How often are suppliers assessed?"
    both = frozenset({ENGLISH, GERMAN})

    assert lexical_weight(english, both, only_english) == LEXICAL_WEIGHT
    assert lexical_weight(german, both, only_english) == UNKNOWN_WEIGHT
    assert lexical_weight(english, {GERMAN}, only_english) == UNKNOWN_WEIGHT
    assert lexical_weight("Lieferanten", {GERMAN}, only_english) == UNKNOWN_WEIGHT
    assert lexical_weight(german, both, all_of_them) == LEXICAL_WEIGHT
    assert lexical_weight("保管条件は何ですか", both, all_of_them) == UNSPACED_WEIGHT
    assert lexical_weight("保管条件は何ですか", both, only_english) == UNKNOWN_UNSPACED_WEIGHT
    assert lexical_weight("Drovelimab", both, only_english) == LEXICAL_WEIGHT


def test_a_word_without_any_form_asks_for_nothing() -> None:
    assert question_words("x" * 100_000) == ()
    assert question_words("") == ()
    assert isinstance(question_words("dose")[0], QuestionWord)
