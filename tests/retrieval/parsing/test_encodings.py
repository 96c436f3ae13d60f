from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse

SENTENCES = {
    "cp1252": "Die Prüfung der Geräte erfolgt jährlich – außer in Köln.",
    "mac_roman": "Les médicaments sont conservés à l’abri de la lumière.",
    "cp1250": "Przechowywać w lodówce, chronić przed światłem.",
    "iso8859-2": "Uchovávejte přípravek při teplotě do 25 °C, žluťoučký kůň.",
    "iso8859-5": "Хранить в холодильнике, принимать после еды.",
    "cp1251": "Хранить в холодильнике, принимать после еды.",
    "koi8-r": "Хранить в холодильнике, принимать после еды.",
    "cp1253": "Φυλάσσεται στο ψυγείο, λαμβάνεται μετά το φαγητό.",
    "shift_jis": "冷蔵庫に保管してください。食後に一日二回服用する。",
    "euc_jp": "冷蔵庫に保管してください。食後に一日二回服用する。",
    "gb18030": "请存放在冰箱中。饭后每日两次服用。",
    "cp1254": "Buzdolabında saklayın, çocuklar için değildir, şişeyi çalkalayın.",
    "cp850": "Die Prüfung der Geräte erfolgt jährlich in Köln.",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_text_in_an_older_encoding_is_read_and_the_owner_hears_of_it(encoding: str) -> None:
    document = parse(SENTENCES[encoding].encode(encoding), "a.txt")

    assert document.blocks[0].text == SENTENCES[encoding]
    assert "Save it in UTF-8" in document.remarks[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_in_unicode_needs_no_guess(encoding: str) -> None:
    document = parse(SENTENCES["cp1252"].encode(encoding), "a.txt")

    assert (document.blocks[0].text, document.remarks) == (SENTENCES["cp1252"], ())


def test_a_word_of_two_letters_is_enough_to_tell() -> None:
    assert "Müller: Köln" in parse("Müller;Köln\n".encode("mac_roman"), "a.csv").blocks[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Take 50 µg once daily – not more.",
        "Keep at 25 ±2 °C. Give 50 µg.",
        "The fee is £25 for 40 µL.",
        "±5 °C",
        "Dosis 5 µg für Ä",
        "Größe 5 µm",
        "“Quoted” text…",
        "naïve café – 3 µg",
        "Bake at ±1 K, 5 ± 1 s, § 5",
    ],
)
def test_signs_and_units_are_those_of_western_text(text: str) -> None:
    assert parse(text.encode("cp1252"), "a.txt").blocks[0].text == text
