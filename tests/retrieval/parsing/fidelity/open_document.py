"""OpenDocument with a truth: marks of letters, lists, tables, sheets as shown, slides."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from tests.retrieval.files import with_entry
from tests.retrieval.parsing.fidelity import Case

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("presentation", "presentation"),
    )
)
STYLES = (
    '<style:style style:name="S" style:family="{family}"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
)
LETTERS = "".join(STYLES.format(family=name) for name in ("text", "paragraph", "table-cell")) + (
    '<style:style style:name="Up" style:family="text"><style:text-properties '
    'style:text-position="super 58%"/></style:style>'
    '<style:style style:name="Down" style:family="text"><style:text-properties '
    'style:text-position="-33% 58%"/></style:style>'
    '<style:style style:name="Gone" style:family="text"><style:text-properties '
    'text:display="none"/></style:style>'
    '<style:style style:name="Off" style:family="table"><style:table-properties '
    'table:display="false"/></style:style>'
    '<style:style style:name="Away" style:family="drawing-page"><style:drawing-page-properties '
    'presentation:visibility="hidden"/></style:style>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
    'style:num-format="a" style:num-suffix=")"/></text:list-style>'
)


LETTERHEAD = "<text:p>Depot of the north, phone list</text:p>"


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _texts()
    yield from _page_frames()
    yield from _objects()
    yield from _sheets()
    yield from _slides()


def odf(kind: str, body: str) -> bytes:
    """Make a document of a kind: ``text``, ``spreadsheet`` or ``presentation``."""
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{LETTERS}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("content.xml", content)
    return file.getvalue()


def table(*rows: list[str], head: int = 0, name: str = "Doses", style: str = "") -> str:
    """A table; a text that begins with ``<`` is a cell as it stands."""
    lines = [
        "<table:table-row>"
        + "".join(
            cell
            if cell.startswith("<table")
            else f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    ]
    above = "".join(lines[:head])
    marked = f"<table:table-header-rows>{above}</table:table-header-rows>" if head else ""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{marked}{"".join(lines[head:])}</table:table>'


def span(style: str, text: str) -> str:
    """Letters of a style."""
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def _case(name: str, kind: str, data: bytes, **truth: Any) -> Case:
    return Case(name, data, {"kind": kind, **truth})


def _pages(*kinds: tuple[str, str, str]) -> bytes:
    """The styles of kinds of pages: a name, and what stands in header and footer."""
    pages = "".join(
        f'<style:master-page style:name="{name}"><style:header>{header}</style:header>'
        f"<style:footer>{footer}</style:footer></style:master-page>"
        for name, header, footer in kinds
    )
    starts = "".join(
        f'<style:style style:name="On{name}" style:family="table" style:master-page-name="{name}"/>'
        for name, _, _ in kinds
    )
    return (
        f"<office:document-styles {NAMES}><office:automatic-styles>{starts}"
        f"</office:automatic-styles><office:master-styles>{pages}</office:master-styles>"
        "</office:document-styles>"
    ).encode()


def _page_frames() -> Iterator[Case]:
    values = table(["", "Placebo (N=86)"], ["Mean age", "75.2"])
    header = "<text:p>Table 14-2.01 Demographics, Safety Population</text:p>"
    footer = "<text:p>Percentages are of treated subjects.</text:p><text:p>Page 1 of 1</text:p>"
    yield _case(
        "demographics.odt",
        "page frames",
        with_entry(odf("text", values), "styles.xml", _pages(("Standard", header, footer))),
        must=["Percentages are of treated subjects."],
        must_not=["Page 1"],
        together=[["Table 14-2.01 Demographics, Safety Population", "Mean age", "75.2"]],
    )
    parts = [
        table(["Subject", "Value"], [f"10{i}", f"{i}7"], style=f"On{name}")
        for i, name in enumerate(("Events", "Signs"), 1)
    ]
    titles = [
        ("Events", "<text:p>Listing 16.2.1</text:p><text:p>Adverse events</text:p>", ""),
        ("Signs", "<text:p>Listing 16.2.2</text:p><text:p>Vital signs</text:p>", ""),
    ]
    yield _case(
        "listings.odt",
        "page frames",
        with_entry(odf("text", "".join(parts)), "styles.xml", _pages(*titles)),
        held_out=True,
        together=[
            ["Listing 16.2.1 Adverse events", "Subject: 101; Value: 17"],
            ["Listing 16.2.2 Vital signs", "Subject: 102; Value: 27"],
        ],
    )
    yield _case(
        "letterhead.odt",
        "reasons",
        with_entry(odf("text", "<text:p/>"), "styles.xml", _pages(("Standard", LETTERHEAD, ""))),
        remarks=["but that in the headers and footers"],
    )


def _texts() -> Iterator[Case]:
    yield _case(
        "marks.odt",
        "marks of letters",
        odf(
            "text",
            '<text:h text:outline-level="1">Dosing</text:h>'
            f"<text:p>Give {span('S', '30 mg')} 15 mg of 10{span('Up', '13')} in H"
            f"{span('Down', '2')}O{span('Gone', ' secretly')}.</text:p>"
            '<text:p text:style-name="S">May be halved.</text:p>',
        ),
        must=["Give 15 mg of 10^13 in H2O."],
        must_not=["30 mg", "halved", "secretly"],
        together=[["Dosing", "15 mg"]],
        remarks=["Struck-through text was left out.", "hidden"],
    )
    yield _case(
        "tracked.odt",
        "marks of letters",
        odf(
            "text",
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:p>Take 25<text:note text:note-class='footnote'><text:note-citation>1"
            "</text:note-citation><text:note-body><text:p>In adults.</text:p></text:note-body>"
            "</text:note> mg<office:annotation><text:p>why?</text:p></office:annotation>.</text:p>"
            '<text:list text:style-name="L"><text:list-item><text:p>Rinse</text:p></text:list-item>'
            "<text:list-item><text:p>Dry</text:p></text:list-item></text:list>",
        ),
        held_out=True,
        must=["Take 25 [1] mg.", "[1] In adults.", "a) Rinse", "b) Dry"],
        must_not=["old", "why"],
        remarks=["tracked changes"],
    )
    note = "taken with a full glass of water half an hour before a meal, and never with milk"
    bands = [[f"band {i}", f"{i}0 mg", note] for i in range(1, 40)]
    wide = [
        f'<table:table-cell table:number-columns-spanned="3"><text:p>{name}</text:p>'
        '</table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/>'
        for name in ("Adults", "Children")
    ]
    rows = [["Band", "Dose", "How"], [wide[0]], *bands, [wide[1]], *bands]
    yield _case(
        "bands.odt",
        "tables",
        odf("text", table(*rows, head=1)),
        together=[["Adults", "Band: band 35; Dose: 350 mg"], ["Children", "Band: band 36"]],
    )
    tall = (
        '<table:table-cell table:number-rows-spanned="2"><text:p>Basel</text:p></table:table-cell>'
    )
    inner = table(["Part", "Count"], ["swabs", "24"], head=1)
    yield _case(
        "merged.odt",
        "tables",
        odf(
            "text",
            table(
                ["Site", "Device"],
                [tall, "freezer 1"],
                ["<table:covered-table-cell/>", "freezer 2"],
                ["Kit", f"<table:table-cell>{inner}</table:table-cell>"],
                head=1,
            ),
        ),
        held_out=True,
        must=["Site: Basel; Device: freezer 2", "Part: swabs; Count: 24"],
        together=[["Site: Kit", "Device", "Part: swabs; Count: 24"]],
    )


def _objects() -> Iterator[Case]:
    figures = table(["", "Week 4", "Week 8"], ["Oslo", "3", "4"], ["Riga", "5", "NaN"], head=1)
    chart = _object(
        f"<office:chart><chart:chart><chart:title><text:p>Responders</text:p></chart:title>"
        f"{figures}</chart:chart></office:chart>"
    )
    half = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mfrac><mn>1</mn><mn>2'
        "</mn></mfrac><mi>m</mi></mrow><annotation>{1} over {2} m</annotation></semantics></math>"
    )
    yield _case(
        "report.odt",
        "charts, formulas, text boxes",
        with_entry(
            with_entry(
                odf(
                    "text",
                    f"<text:p>It weighs {_frame('Object 2')} at most.</text:p><text:p>Seen at all "
                    f"sites.{_frame('Object 1')}</text:p><text:p>Text.<draw:custom-shape><text:p>"
                    "Call the hotline.</text:p></draw:custom-shape></text:p>",
                ),
                "Object 1/content.xml",
                chart,
            ),
            "Object 2/content.xml",
            half.encode(),
        ),
        must=["It weighs (1/2)m at most.", "Oslo; Week 4: 3; Week 8: 4", "Call the hotline."],
        must_not=["NaN", "over"],
        together=[["Responders", "Riga; Week 4: 5"]],
    )
    boxed = (
        "<draw:frame><draw:text-box><text:p>Checked in May.</text:p></draw:text-box></draw:frame>"
    )
    yield _case(
        "sites.ods",
        "charts, formulas, text boxes",
        with_entry(
            odf(
                "spreadsheet",
                table(["Site", "Device"], ["Basel", "B-1"]).replace(
                    "<table:table-row>",
                    f"<table:shapes>{boxed}{_frame('Object 1')}</table:shapes><table:table-row>",
                    1,
                ),
            ),
            "Object 1/content.xml",
            chart,
        ),
        held_out=True,
        must=["Site: Basel; Device: B-1", "Checked in May.", "Riga; Week 4: 5"],
    )


def _frame(name: str) -> str:
    """A place for an object."""
    return (
        f'<draw:frame><draw:object xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./{name}"'
        f'/><draw:image xlink:href="./ObjectReplacements/{name}" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    )


def _object(body: str) -> bytes:
    """The content of an object."""
    return (
        f'<office:document-content {NAMES} xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart'
        f':1.0"><office:body>{body}</office:body></office:document-content>'
    ).encode()


def _sheets() -> Iterator[Case]:
    amount = (
        '<table:table-cell office:value-type="currency" office:value="1250"><text:p>€ 1,250.00'
        "</text:p></table:table-cell>"
    )
    struck = '<table:table-cell table:style-name="S"><text:p>may be crushed</text:p>'
    yield _case(
        "prices.ods",
        "cells as shown",
        odf(
            "spreadsheet",
            table(["Drug", "Price", "Note"], ["Quorvex", amount, f"{struck}</table:table-cell>"])
            + table(["nobody", "sees"], name="Hidden", style="Off"),
        ),
        must=["Drug: Quorvex; Price: € 1,250.00"],
        must_not=["crushed", "nobody"],
        remarks=["Struck-through", "sheet 'Hidden'"],
    )
    repeated = (
        '<table:table-cell table:number-columns-repeated="2"><text:p>2 mg</text:p>'
        "</table:table-cell>"
    )
    rows = table(["Band", "Morning", "Evening"], ["Infants", repeated], ["Adults", "8 mg", "9 mg"])
    secret = (
        '<table:table-row table:visibility="collapse"><table:table-cell><text:p>gone</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
        "</table:table-row></table:table>"
    )
    yield _case(
        "bands.ods",
        "cells as shown",
        odf("spreadsheet", rows.removesuffix("</table:table>") + secret),
        held_out=True,
        must=["Band: Infants; Morning: 2 mg; Evening: 2 mg", "Evening: 9 mg"],
        must_not=["gone"],
        remarks=["a row"],
    )


def _slides() -> Iterator[Case]:
    for name, text, held_out in (("deck.odp", "Give 5 mg.", False), ("talk.odp", "Rest.", True)):
        slide = (
            '<draw:page{style}><draw:frame presentation:class="title"><draw:text-box><text:p>'
            "{title}</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>{text}"
            "</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box>"
            "<text:p>say it</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
        )
        away = ' draw:style-name="Away"'
        yield _case(
            name,
            "slides",
            odf(
                "presentation",
                slide.format(style="", title="Dosing", text=f"{text} {span('S', 'Never')}")
                + slide.format(style=away, title="Draft", text="unsure"),
            ),
            held_out=held_out,
            title="Dosing",
            must=[text],
            must_not=["say it", "unsure", "Never"],
            remarks=["slide 2"],
        )
