"""Word documents with a truth: marks of letters, formulas, tables, titles, inserted parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Pt

from tests.retrieval.files import word
from tests.retrieval.office_files import (
    M,
    bar_chart,
    diagram,
    fill,
    retyped,
    strict,
    word_with_chart,
    word_with_diagram,
    word_with_file,
)
from tests.retrieval.parsing.fidelity import Case

DOCUMENT = "vnd.openxmlformats-officedocument.wordprocessingml.document.main"


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _marks()
    yield from _formulas()
    yield from _tables()
    yield from _page_frames()
    yield from _titles()
    yield from _parts()
    yield from _packages()


def _marks() -> Iterator[Case]:
    def struck(document: Any) -> None:
        line = document.add_paragraph("The dose of Camtorel is ")
        line.add_run("30 mg ").font.strike = True
        line.add_run("15 mg.")
        document.styles.add_style("Withdrawn", 1).font.strike = True
        document.add_paragraph("It may be given to pregnant women.", style="Withdrawn")

    yield Case(
        "struck.docx",
        word(struck),
        {
            "kind": "struck text",
            "must": ["The dose of Camtorel is 15 mg."],
            "must_not": ["30 mg", "pregnant"],
            "remarks": ["Struck-through text was left out."],
        },
    )

    def struck_cells(document: Any) -> None:
        table = document.add_table(2, 2)
        fill(table, [["Drug", "Mixed with"], ["Obrivan", ""]])
        cell = table.cell(1, 1).paragraphs[0]
        cell.add_run("saline").font.double_strike = True
        cell.add_run(" glucose only")
        for text, gone in (("Rinse", False), ("Boil", True), ("Dry", False)):
            item = document.add_paragraph(style="List Number")
            item.add_run(text).font.strike = gone

    yield Case(
        "struck-cells.docx",
        word(struck_cells),
        {
            "kind": "struck text",
            "held_out": True,
            "must": ["Drug: Obrivan; Mixed with: glucose only", "1. Rinse", "3. Dry"],
            "must_not": ["saline", "Boil"],
        },
    )

    def raised(document: Any) -> None:
        line = document.add_paragraph("Each vial holds 2 x 10")
        line.add_run("13").font.superscript = True
        line.add_run(" vector genomes at 5 mg/m")
        line.add_run("2").font.superscript = True

    yield Case(
        "raised.docx",
        word(raised),
        {
            "kind": "superscripts",
            "must": ["2 x 10^13 vector genomes at 5 mg/m^2"],
            "must_not": ["1013"],
        },
    )

    def noted(document: Any) -> None:
        table = document.add_table(3, 2)
        fill(table, [["Group", "Dose (mg)"], ["Adults", "25"], ["Children", "10"]])
        table.cell(1, 1).paragraphs[0].add_run("1").font.superscript = True
        table.cell(2, 1).paragraphs[0].add_run("a,b").font.superscript = True
        note = document.add_paragraph()
        note.add_run("1").font.superscript = True
        note.add_run(" Not with food. 99 % is H")
        note.add_run("2").font.subscript = True
        note.add_run("O.")

    yield Case(
        "noted.docx",
        word(noted),
        {
            "kind": "superscripts",
            "held_out": True,
            "must": ["Dose (mg): 25 [1]", "Dose (mg): 10 [a,b]", "[1] Not with food. 99 % is H2O."],
            "must_not": ["251", "10a"],
        },
    )


def _run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def _formulas() -> Iterator[Case]:
    fraction = (
        f"<m:f><m:num><m:d><m:e>{_run('140-age')}</m:e></m:d>{_run('×weight')}</m:num>"
        f"<m:den>{_run('72×SCr')}</m:den></m:f>"
    )
    total = (
        "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>"
        f"<m:sub>{_run('i=1')}</m:sub><m:sup>{_run('n')}</m:sup><m:e>{_run('d')}</m:e></m:nary>"
        f"<m:sSup><m:e>{_run('x+1')}</m:e><m:sup>{_run('2')}</m:sup></m:sSup>"
        f"<m:rad><m:radPr/><m:deg>{_run('3')}</m:deg><m:e>{_run('w')}</m:e></m:rad>"
    )
    for name, inner, must, held_out in (
        ("clearance.docx", fraction, ["((140-age)×weight)/(72×SCr)"], False),
        ("total.docx", total, ["∑_(i=1)^(n) d", "(x+1)^2", "√[3](w)"], True),
    ):

        def build(document: Any, inner: str = inner) -> None:
            line = document.add_paragraph("It is ")
            line._p.append(parse_xml(f"<m:oMath {M}>{inner}</m:oMath>"))

        yield Case(name, word(build), {"kind": "formulas", "held_out": held_out, "must": must})


def _tables() -> Iterator[Case]:
    def nested(document: Any) -> None:
        table = document.add_table(2, 2)
        fill(table, [["Kit", "Contents"], ["Eptalor travel kit", "see below"]])
        inner = table.cell(1, 1).add_table(3, 2)
        fill(inner, [["Part", "Count"], ["syringes", "6"], ["swabs", "24"]])

    yield Case(
        "kits.docx",
        word(nested),
        {
            "kind": "nested tables",
            "must": ["Part: syringes; Count: 6", "Part: swabs; Count: 24"],
            "together": [["Kit: Eptalor travel kit", "Contents", "Part: swabs; Count: 24"]],
        },
    )

    def nested_twice(document: Any) -> None:
        table = document.add_table(3, 2)
        fill(table, [["Site", "Devices"], ["Basel", ""], ["Oslo", ""]])
        for number, device in ((1, "B-1"), (2, "O-7")):
            inner = table.cell(number, 1).add_table(3, 2)
            fill(inner, [["Device", "Room"], [device, "12"], [f"{device}b", "14"]])

    yield Case(
        "sites.docx",
        word(nested_twice),
        {
            "kind": "nested tables",
            "held_out": True,
            "must": ["Site: Basel", "Device: B-1; Room: 12", "Device: O-7b; Room: 14"],
            "must_not": ["B-1; Device"],
        },
    )

    def sections(document: Any) -> None:
        rows = [["Weight", "Rate", "Comment"]]
        for group, first in (("Normal kidneys", 50), ("Reduced clearance", 20)):
            rows += [[group, "", ""]]
            rows += [
                [f"{k} kg", f"{first + k} ml per hour", "check the line and the bag every hour"]
                for k in range(40, 75)
            ]
        table = document.add_table(len(rows), 3)
        fill(table, rows)
        for number, row in enumerate(rows):
            if not row[1]:
                table.cell(number, 0).merge(table.cell(number, 2))

    yield Case(
        "infusion.docx",
        word(sections),
        {
            "kind": "section rows",
            "together": [
                ["Normal kidneys", "60 kg; Rate: 110 ml per hour"],
                ["Reduced clearance", "60 kg; Rate: 80 ml per hour"],
            ],
        },
    )
    pairs = {
        "cover.docx": [
            ["Document number", "SOP-71554"],
            ["Version", "6"],
            ["Owner", "Ingrid Falk"],
            ["Next review", "March 2028"],
        ],
        "batch.docx": [
            ["Prepared by", "Mira Holt"],
            ["Checked by", "Jon Ferrer"],
            ["Released by", "Eva Lindt"],
        ],
    }
    for name, rows in pairs.items():

        def build(document: Any, rows: list[list[str]] = rows) -> None:
            fill(document.add_table(len(rows), 2), rows)

        truth = {"kind": "pairs", "must": [": ".join(row) for row in rows]}
        yield Case(name, word(build), {**truth, "held_out": name == "batch.docx"})


def _page_frames() -> Iterator[Case]:
    def one(document: Any) -> None:
        section = document.sections[0]
        section.header.paragraphs[0].text = "Table 14-2.01 Demographics, Safety Population"
        section.footer.paragraphs[0].text = "Percentages are based on the treated subjects."
        section.footer.add_paragraph("Page 1 of 1")
        fill(document.add_table(2, 2), [["", "Placebo (N=86)"], ["Mean age", "75.2"]])

    yield Case(
        "demographics.docx",
        word(one),
        {
            "kind": "page frames",
            "must": ["Percentages are based on the treated subjects."],
            "must_not": ["Page 1"],
            "together": [["Table 14-2.01 Demographics, Safety Population", "75.2"]],
        },
    )

    def several(document: Any) -> None:
        for number, subject in enumerate(("Adverse events", "Vital signs"), 1):
            section = document.sections[0]
            if number > 1:
                section = document.add_section(WD_SECTION.NEW_PAGE)
                section.header.is_linked_to_previous = False
            section.header.paragraphs[0].text = "Protocol EX-104\tPage 3 of 9"
            section.header.add_paragraph(f"Listing 16.2.{number}")
            section.header.add_paragraph(subject)
            fill(document.add_table(2, 2), [["Subject", "Value"], [f"10{number}", f"{number}7"]])

    yield Case(
        "listings.docx",
        word(several),
        {
            "kind": "page frames",
            "held_out": True,
            "must_not": ["Page 3"],
            "together": [
                ["Listing 16.2.1 Adverse events", "101"],
                ["Listing 16.2.2 Vital signs", "102"],
            ],
        },
    )

    def framed(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Depot of the north, phone list"

    yield Case(
        "letterhead.docx",
        word(framed),
        {
            "kind": "reasons",
            "held_out": True,
            "remarks": ["but that in the headers and footers"],
        },
    )


def _titles() -> Iterator[Case]:
    def guide(document: Any) -> None:
        line = document.add_paragraph()
        line.add_run("Reviewer Guide for Study EX-104").font.size = Pt(26)
        document.add_paragraph("Version 2")
        document.add_heading("Abbreviations", 1)
        document.add_paragraph("AE: adverse event")

    yield Case(
        "guide.docx",
        word(guide),
        {"kind": "titles", "title": "Reviewer Guide for Study EX-104", "must": ["Version 2"]},
    )

    def plan(document: Any) -> None:
        document.add_paragraph("Kemvar AG")
        for text in ("Quality Plan", "for the Riga Depot"):
            document.add_paragraph().add_run(text).font.size = Pt(20)
        document.add_heading("Inhaltsverzeichnis", 1)
        document.add_heading("Zweck", 1)
        document.add_paragraph("Text.")

    yield Case(
        "plan.docx",
        word(plan),
        {"kind": "titles", "held_out": True, "title": "Quality Plan for the Riga Depot"},
    )


def _parts() -> Iterator[Case]:
    base = word(lambda document: document.add_paragraph("Chapter one."))
    chart = bar_chart("Responders at week 24", "Responders", {"Placebo": "14", "Examplin": "49"})
    yield Case(
        "chart.docx",
        word_with_chart(base, chart),
        {
            "kind": "inserted parts",
            "must": ["Responders at week 24", "Examplin; Responders: 49"],
        },
    )
    yield Case(
        "diagram.docx",
        word_with_diagram(base, diagram("Report the reaction", "within 24 hours")),
        {
            "kind": "inserted parts",
            "held_out": True,
            "must": ["Report the reaction", "within 24 hours"],
        },
    )
    inner = word(lambda document: document.add_paragraph("The maximum dose is 40 mg a day."))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    for name, content, type_, held_out in (
        ("chapter.docx", inner, kind, False),
        ("chapter.html", b"<p>The maximum dose is 40 mg a day.</p>", "text/html", False),
        ("chapter.txt", b"The maximum dose is 40 mg a day.", "text/plain", True),
    ):
        yield Case(
            f"with-{name.rpartition('.')[2]}.docx",
            word_with_file(base, name, content, type_),
            {
                "kind": "inserted parts",
                "held_out": held_out,
                "must": ["Chapter one.", "The maximum dose is 40 mg a day."],
            },
        )
    yield Case(
        "with-rtf.docx",
        word_with_file(base, "chapter.rtf", b"{\\rtf1 The dose is {\\strike 9}7 mg.}", "text/rtf"),
        {
            "kind": "inserted parts",
            "must": ["Chapter one.", "The dose is 7 mg."],
            "remarks": ["In an inserted file: Struck-through"],
        },
    )


def _packages() -> Iterator[Case]:
    plain = word(lambda document: document.add_paragraph("Store it between 2 and 8 degrees."))
    truth = {"kind": "package forms", "must": ["Store it between 2 and 8 degrees."]}
    yield Case("strict.docx", strict(plain), truth)
    macros = retyped(plain, DOCUMENT, "vnd.ms-word.document.macroEnabled.main")
    yield Case("macros.docm", macros, truth)
    template = retyped(plain, DOCUMENT, DOCUMENT.replace(".document.main", ".template.main"))
    yield Case("template.dotx", template, {**truth, "held_out": True})
