"""Pages of HTML and Markdown with a truth: marks of letters, formulas, tables, panels, markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.retrieval.parsing.fidelity import Case


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _struck()
    yield from _raised()
    yield from _formulas()
    yield from _tables()
    yield from _nested()
    yield from _exports()
    yield from _panels()
    yield from _markup()


def _page(name: str, body: str, kind: str, **truth: Any) -> Case:
    return Case(name, f"<html><body>{body}</body></html>".encode(), {"kind": kind, **truth})


def _text(name: str, body: str, kind: str, **truth: Any) -> Case:
    return Case(name, body.encode(), {"kind": kind, **truth})


def _struck() -> Iterator[Case]:
    yield _text(
        "quorvane.md",
        "# Quorvane\n\nThe dose is ~~90 mg~~ 45 mg.\n\n~~It may be crushed.~~\n",
        "struck text",
        must=["The dose is 45 mg."],
        must_not=["90 mg", "crushed"],
        remarks=["struck through was left out (2 places)"],
    )
    yield _page(
        "ravidol.html",
        "<p>Keep it at <del>15 to 25</del> <ins>2 to 8</ins> degrees.</p><p><s>Freeze it.</s></p>",
        "struck text",
        must=["Keep it at 2 to 8 degrees."],
        must_not=["15 to 25", "Freeze"],
    )
    yield _page(
        "hemvarin.html",
        "<style>.c7{text-decoration:line-through}</style><p>For adults <span class=c7>and "
        "children</span> only.</p><p style='text-decoration: line-through'>Twice daily.</p>",
        "struck text",
        held_out=True,
        must=["For adults only."],
        must_not=["children", "Twice"],
    )


def _raised() -> Iterator[Case]:
    yield _page(
        "vector.html",
        "<p>It holds 2 x 10<sup>13</sup> genomes at 5 mg/m<sup>2</sup>.</p>"
        "<p>At most 25<sup>1</sup> mg a day.</p><p><sup>1</sup> In adults.</p>",
        "raised figures",
        must=["2 x 10^13 genomes", "5 mg/m^2", "25 [1] mg", "[1] In adults."],
        must_not=["1013", "251 mg"],
    )
    yield _text(
        "vector.md",
        "A dose is 10<sup>11</sup> particles, 40[^a] mg at most.\n\n[^a]: Children\n",
        "raised figures",
        held_out=True,
        must=["10^11 particles", "40 [a] mg", "[a] Children"],
        must_not=["1011"],
    )


_FRACTION = (
    "<math><mfrac><mrow><mo>(</mo><mn>140</mn><mo>-</mo><mi>age</mi><mo>)</mo><mo>×</mo>"
    "<mi>weight</mi></mrow><mrow><mn>72</mn><mo>×</mo><mi>SCr</mi></mrow></mfrac></math>"
)
_SUM = (
    "<math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>"
    "<msqrt><msub><mi>x</mi><mi>i</mi></msub></msqrt></math>"
)


def _formulas() -> Iterator[Case]:
    yield _page(
        "clearance.html",
        f"<p>Clearance is {_FRACTION} for men.</p>",
        "formula",
        must=["((140-age)×weight)/(72×SCr)"],
    )
    yield _text(
        "clearance.md",
        f"The score is {_SUM} of all.\n",
        "formula",
        held_out=True,
        must=["∑_(i = 1)^n √(x_i)"],
    )


def _tables() -> Iterator[Case]:
    rows = "".join(f"<tr><td>band {i}<td>{i}0 mg<td>{i}5 mg</tr>" for i in range(1, 60))
    low = "".join(f"<tr><td>band {i}<td>{i} mg<td>{i}.5 mg</tr>" for i in range(1, 60))
    yield _page(
        "bands.html",
        "<table><tr><th>Band<th>Morning<th>Evening</tr><tr><td colspan=3>Adults</td></tr>"
        f"{rows}<tr><td colspan=3>Children</td></tr>{low}</table>",
        "section rows",
        together=[["Children", "band 55; Morning: 55 mg"], ["Adults", "band 55; Morning: 550 mg"]],
    )
    lines = "".join(f"|band {i}|{i}0 mg|{i}5 mg|\n" for i in range(1, 60))
    yield _text(
        "bands.md",
        f"|Band|Morning|Evening|\n|-|-|-|\n|**Adults**|||\n{lines}|**Infants**|||\n{lines}",
        "section rows",
        held_out=True,
        together=[["Infants", "band 58; Morning: 580 mg"], ["Adults", "band 4; Morning: 40 mg"]],
    )
    yield _page(
        "cover.html",
        "<table><tr><th scope=row>Document number<td>SOP-71554</tr><tr><th scope=row>Owner"
        "<td>Ingrid Falk</tr></table>",
        "pairs",
        must=["Document number: SOP-71554", "Owner: Ingrid Falk"],
        must_not=["SOP-71554: "],
    )
    yield _text(
        "cover.md",
        "| | |\n|-|-|\n|Version|6|\n|Owner|Jon Ferrer|\n|Next review|March 2028|\n",
        "pairs",
        held_out=True,
        must=["Version: 6", "Next review: March 2028"],
        must_not=["6: "],
    )
    yield _page(
        "doses.html",
        "<table><tr><td>Weight kg<td>10<td>20<td>40</tr><tr><td>Loading dose mg<td>55<td>110"
        "<td>180</tr></table>",
        "column names",
        must=["Weight kg 20: 110"],
    )
    yield _page(
        "rates.html",
        "<table><thead><tr><th rowspan=2>Arm<th colspan=2>Week 24</tr><tr><th>Responders"
        "<th>Dropped out</tr></thead><tr><td>Placebo<td>14<td>9</tr></table>",
        "column names",
        held_out=True,
        must=["Arm: Placebo; Week 24, Responders: 14; Week 24, Dropped out: 9"],
    )


def _nested() -> Iterator[Case]:
    kit = "<table><tr><td>Part<td>Count</tr><tr><td>syringes<td>6</tr><tr><td>swabs<td>24</table>"
    yield _page(
        "kits.html",
        f"<table><tr><th>Kit<th>Contents<tr><td>Eptalor travel kit<td>{kit}</table>",
        "nested tables",
        must=["Kit: Eptalor travel kit", "Part: swabs; Count: 24"],
        must_not=["Count; syringes"],
        together=[["Kit: Eptalor travel kit", "Contents", "Part: syringes; Count: 6"]],
    )
    rooms = "<table><tr><td><b>Device</b><td><b>Room</b></tr><tr><td>B-1<td>12</tr></table>"
    yield _page(
        "newsletter.html",
        "<table width=600><tr><td><img src=logo.png><td>News</tr><tr><td><table><tr><td>Home"
        "</table><td><p>Dear all.</p><table><tr><td><b>Site</b><td><b>Devices</b><td><b>Owner</b>"
        f"</tr><tr><td>Basel<td>as of May: {rooms}<td>Rita</tr></table></table>",
        "nested tables",
        held_out=True,
        must=["Site: Basel; Devices: as of May:; Owner: Rita", "Device: B-1; Room: 12"],
        must_not=["News; ", "Home; "],
    )


def _exports() -> Iterator[Case]:
    """Pages as office programs save them, whose marks stand in style sheets."""
    yield _page(
        "from-excel.html",
        "<style>.xl65{font-weight:700} .font5{vertical-align:super} .xl66{color:black;"
        "text-decoration:line-through}</style><table><tr><td class=xl65>Drug<td class=xl65>Note"
        "</tr><tr><td>Abrivan<td>10<span class=font5>13</span> units</tr><tr><td>Bemlor<td"
        " class=xl66>may be halved</tr><tr><td>Cadrot<td>twice</tr></table>",
        "exports of programs",
        must=["Drug: Abrivan; Note: 10^13 units", "Drug: Cadrot; Note: twice"],
        must_not=["halved"],
        remarks=["struck through"],
    )


def _panels() -> Iterator[Case]:
    yield _page(
        "setup.html",
        "<div class=tab-content><div class='tab-pane active'>On Windows start PilvaSetup.</div>"
        "<div class=tab-pane aria-hidden=true>On a Mac open Pilva.dmg.</div></div>"
        "<div style='display:none'>Nobody can open this.</div>",
        "panels",
        must=["On a Mac open Pilva.dmg."],
        must_not=["Nobody"],
    )
    yield _page(
        "pen.html",
        "<h2><button aria-expanded=false aria-controls=a1>The pen jams?</button></h2>"
        "<div id=a1 hidden>Discard it and report JAM-31.</div>",
        "panels",
        held_out=True,
        together=[["The pen jams?", "report JAM-31"]],
    )


def _markup() -> Iterator[Case]:
    yield _text(
        "hotline.md",
        "Call with your <employee-number> and the <site-code> of the unit.\n",
        "angle brackets",
        must=["your <employee-number> and the <site-code> of"],
    )
    yield _page(
        "storage.html",
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">bash'
        "</ac:parameter><ac:plain-text-body><![CDATA[norvactl --prime 30]]></ac:plain-text-body>"
        "</ac:structured-macro>",
        "angle brackets",
        held_out=True,
        must=["norvactl --prime 30"],
        must_not=["bash"],
    )
