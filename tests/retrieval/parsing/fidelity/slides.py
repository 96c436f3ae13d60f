"""Presentations with a truth: struck and raised text, formulas, charts, diagrams, tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Cm

from tests.retrieval.office_files import A, M, deck, fill, retyped, strict, text_slide
from tests.retrieval.parsing.fidelity import Case


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _marks()
    yield from _formulas()
    yield from _charts()
    yield from _tables()


def _marks() -> Iterator[Case]:
    def struck(presentation: Any) -> None:
        first, second = text_slide(presentation, "Camtorel", "Give ", "May be halved.")
        first.add_run().text = "30 mg "
        first.runs[-1]._r.get_or_add_rPr().set("strike", "sngStrike")
        first.add_run().text = "15 mg."
        second.runs[0]._r.get_or_add_rPr().set("strike", "dblStrike")

    yield Case(
        "struck.pptx",
        deck(struck),
        {
            "kind": "struck text",
            "must": ["Give 15 mg."],
            "must_not": ["30 mg", "halved"],
            "remarks": ["Struck-through text was left out on slide 1."],
        },
    )

    def struck_cell(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        table = slide.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(20), Cm(5)).table
        fill(table, [["Drug", "Storage"], ["Ravidol", "15 to 25 degrees"]])
        paragraph = table.cell(1, 1).text_frame.paragraphs[0]
        paragraph.runs[0]._r.get_or_add_rPr().set("strike", "sngStrike")
        paragraph.add_run().text = "2 to 8 degrees"

    yield Case(
        "struck-cell.pptx",
        deck(struck_cell),
        {
            "kind": "struck text",
            "held_out": True,
            "must": ["Drug: Ravidol; Storage: 2 to 8 degrees"],
            "must_not": ["15 to 25"],
        },
    )

    def raised(presentation: Any) -> None:
        (line,) = text_slide(presentation, "Content", "Each vial holds 2 x 10")
        for text, height in (("13", "30000"), (" genomes at 5 mg/m", "0"), ("2", "30000")):
            line.add_run().text = text
            line.runs[-1]._r.get_or_add_rPr().set("baseline", height)

    yield Case(
        "raised.pptx",
        deck(raised),
        {
            "kind": "superscripts",
            "must": ["2 x 10^13 genomes at 5 mg/m^2"],
            "must_not": ["1013", "m2"],
        },
    )

    def noted(presentation: Any) -> None:
        first, second = text_slide(presentation, "Dose", "Take 25", "")
        for line, texts in ((first, ("1", " mg of CO")), (second, ("1", " In adults."))):
            for text, height in zip(texts, ("25000", "0"), strict=True):
                line.add_run().text = text
                line.runs[-1]._r.get_or_add_rPr().set("baseline", height)
        first.add_run().text = "2"
        first.runs[-1]._r.get_or_add_rPr().set("baseline", "-25000")

    yield Case(
        "noted.pptx",
        deck(noted),
        {
            "kind": "superscripts",
            "held_out": True,
            "must": ["Take 25 [1] mg of CO2", "[1] In adults."],
            "must_not": ["251 mg"],
        },
    )


def _formulas() -> Iterator[Case]:
    def run(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{run('dose')}</m:num><m:den>{run('AUC×F')}</m:den></m:f>"
    root = (
        "<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/>"
        f"<m:e><m:f><m:num>{run('h×w')}</m:num><m:den>{run('3600')}</m:den></m:f></m:e></m:rad>"
    )
    for name, inner, text, held_out in (
        ("clearance.pptx", run("CL=") + fraction, "CL=dose/(AUC×F)", False),
        ("surface.pptx", run("BSA=") + root, "BSA=√((h×w)/3600)", True),
    ):

        def build(presentation: Any, inner: str = inner) -> None:
            (line,) = text_slide(presentation, "Formula", "It is: ")
            math = f"<m:oMathPara {M}><m:oMath>{inner}</m:oMath></m:oMathPara>"
            line._p.append(
                parse_xml(
                    '<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
                    f"{A}>{math}</a14:m>"
                )
            )

        yield Case(name, deck(build), {"kind": "formulas", "held_out": held_out, "must": [text]})


def _charts() -> Iterator[Case]:
    for name, kind, held_out in (
        ("bars.pptx", XL_CHART_TYPE.COLUMN_CLUSTERED, False),
        ("lines.pptx", XL_CHART_TYPE.LINE, True),
    ):

        def build(presentation: Any, kind: Any = kind) -> None:
            data: Any = cast(Any, CategoryChartData)()
            data.categories = ["Placebo", "Examplin"]
            data.add_series("Week 12", (11, 31))
            data.add_series("Week 24", (14, 49.5))
            slide = presentation.slides.add_slide(presentation.slide_layouts[6])
            slide.shapes.add_chart(kind, Cm(1), Cm(1), Cm(15), Cm(9), data)

        yield Case(
            name,
            deck(build),
            {
                "kind": "charts",
                "held_out": held_out,
                "must": ["Placebo; Week 12: 11; Week 24: 14", "Examplin; Week 12: 31"],
                "together": [["Examplin", "Week 24: 49.5"]],
            },
        )


def _tables() -> Iterator[Case]:
    def sections(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        table = slide.shapes.add_table(41, 3, Cm(1), Cm(1), Cm(20), Cm(15)).table
        rows = [["Band", "Dose", "Note"]]
        for group, first in (("Adults", 400), ("Children", 40)):
            rows += [[group, "", ""]]
            rows += [
                [f"band {i}", f"{first + i} mg", "with a full glass of water"] for i in range(19)
            ]
        fill(table, rows)

    yield Case(
        "dosing.pptx",
        deck(sections),
        {
            "kind": "section rows",
            "together": [
                ["Adults", "band 17; Dose: 417 mg"],
                ["Children", "band 17; Dose: 57 mg"],
            ],
        },
    )
    labels = [["Document number", "SOP-71554"], ["Owner", "Ingrid Falk"], ["Version", "6"]]
    kits = [["Part", "Count"], ["swabs", "24"], ["syringes", "6"]]
    for name, rows, must, held_out in (
        ("cover.pptx", labels, ["Document number: SOP-71554", "Owner: Ingrid Falk"], False),
        ("kit.pptx", kits, ["Part: swabs; Count: 24"], True),
    ):

        def two_columns(presentation: Any, rows: list[list[str]] = rows) -> None:
            slide = presentation.slides.add_slide(presentation.slide_layouts[6])
            fill(slide.shapes.add_table(3, 2, Cm(1), Cm(1), Cm(20), Cm(5)).table, rows)

        truth = {"kind": "pairs", "must": must, "held_out": held_out}
        yield Case(name, deck(two_columns), truth)
    plain = deck(lambda presentation: text_slide(presentation, "Plan", "Start in May."))
    formats = "vnd.openxmlformats-officedocument.presentationml"
    main = f"{formats}.presentation.main"
    truth = {"kind": "package forms", "must": ["Start in May."], "title": "Plan"}
    yield Case("strict.pptx", strict(plain), truth)
    macro = "vnd.ms-powerpoint.presentation.macroEnabled.main"
    yield Case("macros.pptm", retyped(plain, main, macro), truth)
    show = retyped(plain, main, f"{formats}.slideshow.main")
    yield Case("show.ppsx", show, {**truth, "held_out": True})

    def footer_only(presentation: Any) -> None:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        for placeholder in presentation.slide_layouts[6].placeholders:
            if "Footer" in placeholder.name:
                slide.shapes.clone_placeholder(placeholder)
        for shape in slide.placeholders:
            shape.text_frame.text = "Confidential, May 2026"

    yield Case(
        "footer.pptx",
        deck(footer_only),
        {"kind": "reasons", "remarks": ["no text but footers"]},
    )
    yield Case(
        "blank.pptx",
        deck(lambda one: one.slides.add_slide(one.slide_layouts[6])),
        {"kind": "reasons", "held_out": True, "remarks": ["they are empty"]},
    )
