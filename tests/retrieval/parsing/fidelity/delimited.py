"""Delimited text and plain text with a truth: separators, titles, sections, encodings."""

from __future__ import annotations

from collections.abc import Iterator

from tests.retrieval.parsing.fidelity import Case


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _separators()
    yield from _headers()
    yield from _encodings()


def _separators() -> Iterator[Case]:
    yield Case(
        "preisliste.csv",
        b"Artikel;Preis, EUR\nOrdavin;12,50\nFelmirox;3,20\n",
        {
            "kind": "separators",
            "must": ["Artikel: Ordavin; Preis, EUR: 12,50"],
            "must_not": ["Preis: Ordavin"],
        },
    )
    yield Case(
        "besuche.tsv",
        b"Nachname, Vorname\tTag\tTemperatur\nHolm, Jana\t3\t36,8\nFahr, Nils\t4\t37,1\n",
        {
            "kind": "separators",
            "held_out": True,
            "must": ["Nachname, Vorname: Holm, Jana; Tag: 3; Temperatur: 36,8"],
        },
    )


def _headers() -> Iterator[Case]:
    yield Case(
        "excursions.csv",
        b"Excursions of the third quarter\nDepot,Truck,Minutes,Peak\nRiga,T-11,40,9.1\n"
        b"Vilnius,T-12,12,8.3\n",
        {
            "kind": "column names",
            "must": [
                "Excursions of the third quarter",
                "Depot: Riga; Truck: T-11; Minutes: 40; Peak: 9.1",
            ],
        },
    )
    yield Case(
        "stability.csv",
        b"Stability of Tulvex; batch 7\n\nTest;0;3;6;12\nAssay (%);99.8;99.5;99.1;98.7\n"
        b"Water (%);0.2;0.2;0.3;0.4\n".replace(b"Test", b"Month"),
        {
            "kind": "column names",
            "held_out": True,
            "must": ["Assay (%)", "6: 99.1", "12: 0.4"],
            "together": [["Assay (%)", "Month", "12: 98.7"]],
        },
    )
    rows = "".join(
        f"Tank {i},{i * 10} l,checked by the shift that is on duty\n" for i in range(1, 40)
    )
    yield Case(
        "tanks.csv",
        f"Tank,Volume,Remark\nBuilding North\n{rows}Building South,,\n{rows}".encode(),
        {
            "kind": "section rows",
            "together": [
                ["Building North", "Tank: Tank 30; Volume: 300 l"],
                ["Building South", "Tank: Tank 35; Volume: 350 l"],
            ],
        },
    )
    doses = "".join(f"{i} to {i + 1} kg|{i * 3} ml|morning and evening\n" for i in range(5, 60))
    yield Case(
        "suspension.csv",
        f"Weight|Dose|When\nInfants||\n{doses}Adolescents||\n{doses}".replace(
            "3 ml", "4 ml"
        ).encode(),
        {
            "kind": "section rows",
            "held_out": True,
            "together": [
                ["Infants", "Weight: 40 to 41 kg"],
                ["Adolescents", "Weight: 55 to 56 kg"],
            ],
        },
    )


def _encodings() -> Iterator[Case]:
    texts = {
        "geraete-mac.csv": ("Gerät;Prüfung\nKühlschrank;jährlich\n", "mac_roman", False),
        "chlodziarki.csv": ("Urządzenie;Kontrola\nChłodziarka;co miesiąc\n", "iso8859-2", False),
        "leky.csv": ("Lék;Použití\nNirvaxin;jedenkrát denně před jídlem\n", "iso8859-2", True),
        "hranenie.csv": ("Препарат;Хранение\nНирваксин;в холодильнике\n", "iso8859-5", False),
        "dozy.csv": ("Препарат;Доза\nТулвекс;две таблетки утром\n", "cp1251", True),
        "hokan.csv": ("製品;保管\nニルバキシン;冷蔵庫に保管\n", "shift_jis", False),
        "yoryo.csv": ("薬;用量\nツルベックス;食後に一錠\n", "cp932", True),
        "medicaments.csv": ("Médicament;Durée\nNirvaxine;trois à quatre étés\n", "cp1252", False),
        "emballages.csv": ("Emballage;Étiquette\nBoîte;à côté du flacon\n", "mac_roman", True),
        "wide.csv": ("Gerät;Prüfung\nWaage;wöchentlich\n", "utf-16", False),
    }
    for name, (text, encoding, held_out) in texts.items():
        header, row = (line.split(";") for line in text.strip().split("\n"))
        yield Case(
            name,
            text.encode(encoding),
            {
                "kind": "encodings",
                "held_out": held_out,
                "must": [f"{header[0]}: {row[0]}; {header[1]}: {row[1]}"],
            },
        )
