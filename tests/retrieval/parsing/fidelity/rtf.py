"""RTF with a truth: marks of letters, code pages, tables with names in page headers, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.retrieval.parsing.fidelity import Case

FONTS = (
    r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}"
    r"{\f3\fcharset128 MS Mincho;}}{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}"
)


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _marks()
    yield from _characters()
    yield from _frames()
    yield from _tables()
    yield from _parts()


def rtf(body: str, *, head: str = "") -> bytes:
    """Make a file; ``head`` stands before the text, as page headers do."""
    return (r"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + head + body + "}").encode("latin-1")


def rows(*texts: Sequence[str], mark: str = "", width: int = 2000) -> str:
    """Rows of cells that are equally wide."""
    return "".join(
        rf"\trowd{mark}"
        + "".join(rf"\cellx{(i + 1) * width}" for i in range(len(row)))
        + "".join(rf"\pard\intbl {text}\cell" for text in row)
        + r"\row"
        for row in texts
    )


def _case(name: str, kind: str, data: bytes, **truth: Any) -> Case:
    return Case(name, data, {"kind": kind, **truth})


def _marks() -> Iterator[Case]:
    yield _case(
        "struck.rtf",
        "struck text",
        rtf(r"\pard The dose is {\strike 30 mg }15 mg.\par{\strike May be halved.}\par"),
        must=["The dose is 15 mg."],
        must_not=["30 mg", "halved"],
        remarks=["Struck-through text was left out."],
    )
    table = rows(["Drug", "Keep"], ["Ravidol", r"{\striked1 warm} \plain cool"], mark=r"\trhdr")
    yield _case(
        "struck-cells.rtf",
        "struck text",
        rtf(table + r"\pard\strike Old.\strike0  New.\par"),
        held_out=True,
        must=["Drug: Ravidol; Keep: cool", "New."],
        must_not=["warm", "Old"],
    )
    yield _case(
        "raised.rtf",
        "superscripts",
        rtf(r"\pard 2 x 10{\super 13} genomes at 5 mg/m{\up6 2}; take 25{\super 1} mg.\par"),
        must=["2 x 10^13 genomes at 5 mg/m^2; take 25 [1] mg."],
        must_not=["1013", "251"],
    )
    yield _case(
        "lowered.rtf",
        "superscripts",
        rtf(r"\pard H{\sub 2}O and 10\super 9\nosupersub  cells of 4\dn4 1\dn0  kinds\par"),
        held_out=True,
        must=["H2O and 10^9 cells of 4_1 kinds"],
    )
    yield _case(
        "hidden.rtf",
        "hidden text",
        rtf(r"\pard Seen {\v nobody }{\cf1 white }{\fs2 tiny }{\deleted gone }text.\par"),
        must=["Seen text."],
        must_not=["nobody", "white", "tiny", "gone"],
        remarks=["nobody sees", "tracked changes"],
    )
    yield _case(
        "shown.rtf",
        "hidden text",
        rtf(r"\pard {\v\v0 Shown} {\revised added}{\highlight2\cf1  on black}.{\xe index}\par"),
        held_out=True,
        must=["Shown added on black."],
        must_not=["index"],
    )

    yield _case(
        "passed-over.rtf",
        "hidden text",
        rtf(r"\pard {\i0\b0\*\cs7\cf0 The dose is 5 mg.}{\*\unknown nobody sees}\par"),
        must=["The dose is 5 mg."],
        must_not=["nobody"],
    )


def _characters() -> Iterator[Case]:
    yield _case(
        "letters.rtf",
        "encodings",
        rtf(
            r"\pard K\'fchl \u8804?5 {\f1\'cf\'f0\'e8} {\f2 a\'a3}\emdash\~{\uc2\u223\'df\'00e}"
            r" \u-10179?\u-8704?\par"
        ),
        must=["Kühl ≤5 При α≤— ße 😀"],
    )
    yield _case(
        "zeichen.rtf",
        "encodings",
        rtf(r"\pard {\f3\'96\'f2} f\'fcr {\f1\'e4\'e5\'ed\'fc}, {\upr{old}{\*\ud{n\u233 ?e}}}\par"),
        held_out=True,
        must=["薬 für день, née"],
        must_not=["old"],
    )


def _frames() -> Iterator[Case]:
    head = (
        r"{\header\pard\qc Protocol EX-104\tab Page 1 of 3\par Table 14-2.01\par Demographics\par"
        r" Safety Population\par" + rows(["", "Placebo", "Examplin"]) + "}"
        r"{\footer\pard Percentages are of treated subjects.\par /prod/t.sas 03MAR2026\par}"
    )
    yield _case(
        "demographics.rtf",
        "page frames",
        rtf(rows(["Age", "75.2", "74.1"], ["Women", "53", "50"]) + r"\pard\par", head=head),
        must=["Percentages are of treated subjects."],
        must_not=["Page 1", ".sas"],
        together=[
            ["Table 14-2.01 Demographics, Safety Population", "Age; Placebo: 75.2; Examplin: 74.1"]
        ],
    )
    yield _case(
        "letterhead.rtf",
        "reasons",
        rtf(r"\pard\par", head=r"{\header\pard Depot of the north, phone list\par}"),
        remarks=["but that in the headers and footers"],
    )
    sections = "".join(
        r"\sectd{\header\pard Listing 16.2." + f"{i}" + rf"\par {subject}\par"
        r"{\trowd\cellx3000\cellx5000\pard\intbl Subject\cell Value\cell\row}}"
        + "".join(
            rf"\trowd\cellx3000\cellx5000\pard\intbl 10{k}\cell {i}{k}\cell\row" for k in (1, 2, 3)
        )
        + r"\pard\par\sect"
        for i, subject in ((1, "Adverse events"), (2, "Vital signs"))
    )
    yield _case(
        "listings.rtf",
        "page frames",
        rtf(sections),
        held_out=True,
        together=[
            ["Listing 16.2.1 Adverse events", "Subject: 101; Value: 11"],
            ["Listing 16.2.2 Vital signs", "Subject: 103; Value: 23"],
        ],
    )


def _tables() -> Iterator[Case]:
    note = "taken with a full glass of water half an hour before a meal, and never with milk"
    bands = [[f"band {i}", f"{i}0 mg", note] for i in range(1, 40)]
    yield _case(
        "bands.rtf",
        "section rows",
        rtf(
            rows(["Band", "Dose", "How"], mark=r"\trhdr")
            + rows(["Adults", "", ""], *bands, ["Children", "", ""], *bands)
        ),
        together=[["Adults", "Band: band 35; Dose: 350 mg"], ["Children", "Band: band 35"]],
    )
    wide = r"\trowd\cellx6000\pard\intbl {}\cell\row"
    yield _case(
        "bands-wide.rtf",
        "section rows",
        rtf(
            rows(["Band", "Dose", "How"], mark=r"\trhdr")
            + wide.format("Infants")
            + rows(*bands)
            + wide.format("Adolescents")
            + rows(*bands)
        ),
        held_out=True,
        together=[["Infants", "Band: band 35"], ["Adolescents", "Band: band 36; Dose: 360 mg"]],
    )
    spanning = (
        r"\trowd\trhdr\cellx2000\clmgf\cellx4000\clmrg\cellx6000\pard\intbl Arm\cell Week 24\cell"
        r"\cell\row" + rows(["", "Responders", "Dropped out"], mark=r"\trhdr")
    )
    yield _case(
        "spanning.rtf",
        "column names",
        rtf(spanning + rows(["Placebo", "14", "9"], ["Examplin", "49", "7"])),
        must=["Arm: Placebo; Week 24, Responders: 14; Week 24, Dropped out: 9"],
    )
    merged = (
        r"\trowd\clvmgf\cellx2000\cellx4000\pard\intbl Basel\cell freezer 1\cell\row"
        r"\trowd\clvmrg\cellx2000\cellx4000\pard\intbl \cell freezer 2\cell\row"
    )
    bold = rows([r"{\b Site}", r"{\b Device}"])
    yield _case(
        "merged.rtf",
        "column names",
        rtf(bold + merged),
        held_out=True,
        must=["Site: Basel; Device: freezer 2"],
    )
    nested = (
        r"\trowd\cellx3000\cellx9000\pard\intbl Kit\cell\pard\intbl Contents\cell\row"
        r"\trowd\cellx3000\cellx9000\pard\intbl Eptalor\cell"
        + "".join(
            rf"\pard\intbl\itap2 {a}\nestcell {b}\nestcell"
            r"{\*\nesttableprops\trowd\cellx5000\cellx9000\nestrow}{\nonesttables\par}"
            for a, b in (("Part", "Count"), ("syringes", "6"), ("swabs", "24"))
        )
        + r"\pard\intbl\cell\row"
    )
    for name, body, held_out in (
        ("nested.rtf", nested, False),
        ("nested-twice.rtf", rows(["Before", "it"]) + r"\pard\par " + nested, True),
    ):
        yield _case(
            name,
            "nested tables",
            rtf(body),
            held_out=held_out,
            must=["Part: swabs; Count: 24"],
            together=[["Kit: Eptalor", "Contents", "Part: syringes; Count: 6"]],
        )


def _parts() -> Iterator[Case]:
    listed = r"{\listtext\pard 1.\tab}\ls1\ilvl0 Rinse\par{\listtext\pard 2.\tab}Dry\par"
    yield _case(
        "parts.rtf",
        "parts",
        rtf(
            r"{\info{\title Cleaning of pumps}}{\stylesheet{\s1\outlinelevel0 heading 1;}}"
            r"\pard\s1\outlinelevel0 Steps\par\pard " + listed + r"\pard See"
            r"{\super\chftn}{\footnote\pard{\super\chftn} Not in winter.} {\field{\*\fldinst REF x}"
            r"{\fldrslt page 9}}.{\pict\pngblip\picwgoal9000\pichgoal9000 89504e47}\par"
        ),
        title="Cleaning of pumps",
        must=["1. Rinse", "2. Dry", "See [1] page 9.", "[1] Not in winter."],
        must_not=["REF", "8950"],
        together=[["Steps", "Rinse"]],
        remarks=["1 large picture"],
    )
    fraction = r"{\mf{\mnum{\mr dose}}{\mden{\mr AUC\u215 ?F}}}"
    yield _case(
        "formula.rtf",
        "parts",
        rtf(
            r"{\stylesheet{\s5 heading 2;}}\pard\s5 Formula\par\pard It is {\mmath{\*\moMath"
            + fraction
            + r"}{\mmathPict{\pict 00}}}.{\shp{\*\shpinst{\sp{\sn fill}{\sv 1}}{\shptxt\pard "
            r"Boxed\par}}{\shprslt old}}\par"
        ),
        held_out=True,
        must=["It is dose/(AUC×F).", "Boxed"],
        must_not=["fill", "old"],
        together=[["Formula", "It is"]],
    )
