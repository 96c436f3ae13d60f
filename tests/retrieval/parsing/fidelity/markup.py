"""Drug labels, articles and FHIR documents with a truth, in XML and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.retrieval.parsing.fidelity import Case

HL7 = 'xmlns="urn:hl7-org:v3"'
FHIR = 'xmlns="http://hl7.org/fhir"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
LINKS = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _labels()
    yield from _label_tables()
    yield from _articles()
    yield from _compositions()


def label(*sections: str, title: str = "Camtorel tablets", product: str = "") -> bytes:
    """A drug label of sections, and what its data say."""
    body = "".join(f"<component>{section}</component>" for section in sections)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><document {HL7}><title>{title}</title>"
        f"{product}<component><structuredBody>{body}</structuredBody></component></document>"
    ).encode()


def section(title: str, text: str, *inner: str, code: str = "", highlight: str = "") -> str:
    """A section of a label; without a title it has the name of its code."""
    named = f"<title>{title}</title>" if title else ""
    coded = f'<code code="34068-7" displayName="{code}"/>' if code else ""
    told = f"<excerpt><highlight><text>{highlight}</text></highlight></excerpt>"
    parts = "".join(f"<component>{one}</component>" for one in inner)
    return f"<section>{coded}{named}<text>{text}</text>{told if highlight else ''}{parts}</section>"


def article(body: str, *, front: str = "", back: str = "", title: str = "A trial") -> bytes:
    """An article of a journal."""
    return (
        f"<article {LINKS}><front><article-meta><title-group><article-title>{title}"
        f"</article-title></title-group>{front}</article-meta></front><body>{body}</body>"
        f"<back>{back}</back></article>"
    ).encode()


def bundle(*sections: dict[str, Any], title: str = "Package leaflet") -> bytes:
    """A FHIR document in JSON."""
    composition = {"resourceType": "Composition", "title": title, "section": list(sections)}
    entries = [{"resource": {"resourceType": "Organization"}}, {"resource": composition}]
    return json.dumps({"resourceType": "Bundle", "type": "document", "entry": entries}).encode()


def _part(title: str, markup: str, *inner: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "text": {"status": "additional", "div": f"<div {XHTML}>{markup}</div>"},
        "section": list(inner),
    }


_ROWS = "".join(f"<tr><td>{i} to {i + 1} kg</td><td>{i * 3} mg</td></tr>" for i in range(3, 70))
_DOSES = (
    "<table><caption>Doses by weight</caption><thead><tr><th>Weight</th><th>Dose</th></tr></thead>"
    f'<tbody><tr><td colspan="2">Children</td></tr>{_ROWS}</tbody></table>'
)


def _labels() -> Iterator[Case]:
    text = (
        "<paragraph>Give 5 mg/m<sup>2</sup><footnote>At most 9 mg.</footnote> of C<sub>max</sub> "
        'twice.</paragraph><list listType="ordered"><item>Rinse.</item><item>Dry.</item></list>'
    )
    dosing = section(
        "2 DOSAGE", text, section("2.1 Weight", _DOSES), highlight="<paragraph>Twice.</paragraph>"
    )
    yield Case(
        "camtorel.xml",
        label(dosing),
        {
            "kind": "sections by code and title",
            "title": "Camtorel tablets",
            "must": ["5 mg/m^2", "[1] At most 9 mg.", "Cmax", "1. Rinse.", "2. Dry."],
            "together": [
                ["2 DOSAGE > 2.1 Weight", "Children", "Weight: 60 to 61 kg; Dose: 180 mg"],
                ["Highlights", "Twice."],
            ],
        },
    )
    product = (
        "<subject><manufacturedProduct><manufacturedProduct><code code='99-101'/>"
        "<name>Obrivan</name><formCode displayName='SOLUTION'/><ingredient classCode='ACTIB'>"
        "<quantity><numerator value='5' unit='mg'/><denominator value='1' unit='mL'/></quantity>"
        "<ingredientSubstance><name>OBRIVANUM</name></ingredientSubstance></ingredient>"
        "<ingredient classCode='IACT'><ingredientSubstance><name>WATER</name>"
        "</ingredientSubstance></ingredient></manufacturedProduct></manufacturedProduct></subject>"
    )
    storage = section(
        "",
        '<paragraph>Keep at <content styleCode="strikethrough">25</content> 8 degrees.</paragraph>',
        code="STORAGE AND HANDLING SECTION",
    )
    yield Case(
        "obrivan.xml",
        label(storage, title="Obrivan<br/>solution", product=product),
        {
            "kind": "sections by code and title",
            "held_out": True,
            "title": "Obrivan solution",
            "must": [
                "Keep at 8 degrees.",
                "Active ingredient: OBRIVANUM 5 mg in 1 mL",
                "Inactive ingredients: WATER",
            ],
            "must_not": ["25"],
            "together": [["Storage and handling section", "8 degrees"]],
        },
    )


def _label_tables() -> Iterator[Case]:
    def bold(text: str) -> str:
        return f'<td><content styleCode="bold">{text}</content></td>'

    plain = (
        "<tr><td>Nausea</td><td>12</td><td>9</td></tr><tr><td>Rash</td><td>3</td><td>1</td></tr>"
    )
    yield Case(
        "reactions.xml",
        label(
            section(
                "6 REACTIONS",
                f"<table><tbody><tr>{bold('Reaction')}{bold('Obrivan (%)')}{bold('Placebo (%)')}"
                f"</tr>{plain}</tbody></table>",
            )
        ),
        {
            "kind": "column names",
            "must": ["Reaction: Rash; Obrivan (%): 3; Placebo (%): 1"],
        },
    )
    yield Case(
        "visits.xml",
        label(
            section(
                "Schedule",
                f"<table><tbody><tr>{bold('Drug')}{bold('Storage')}</tr><tr><td>Obrivan</td><td>"
                "cold</td></tr><tr><td>Camtorel</td><td>dry</td></tr></tbody></table>",
            )
        ),
        {"kind": "column names", "held_out": True, "must": ["Drug: Camtorel; Storage: dry"]},
    )


def _articles() -> Iterator[Case]:
    body = (
        "<sec><label>2</label><title>Results</title><p>It holds 2 x 10<sup>13</sup> genomes<sup>"
        '<xref ref-type="bibr" rid="b1">4</xref></sup> in <italic>vivo</italic>.</p><sec><title>'
        f"Doses</title><table-wrap><label>Table 1.</label><caption><title>By weight</title>"
        f"</caption>{_DOSES}<table-wrap-foot><fn><label>a</label><p>In adults.</p></fn>"
        "</table-wrap-foot></table-wrap></sec></sec>"
    )
    back = (
        "<ref-list><title>References</title><ref><label>4</label><mixed-citation>Moor R. Genomes. "
        "<source>J Ex</source> 2024.</mixed-citation></ref></ref-list>"
    )
    front = "<abstract><p>Nobody relapsed.</p></abstract>"
    yield Case(
        "trial.xml",
        article(body, front=front, back=back, title="Genomes <italic>in vivo</italic>"),
        {
            "kind": "sections by code and title",
            "title": "Genomes in vivo",
            "must": ["2 x 10^13 genomes [4] in vivo", "[a] In adults.", "4. Moor R. Genomes. J Ex"],
            "must_not": ["1013"],
            "together": [
                ["Abstract", "Nobody relapsed."],
                ["2 Results > Doses", "Children", "Weight: 60 to 61 kg; Dose: 180 mg"],
            ],
        },
    )
    math = (
        '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mfrac><mml:mi>D</mml:mi>'
        "<mml:mrow><mml:mi>V</mml:mi><mml:mo>+</mml:mo><mml:mn>1</mml:mn></mml:mrow></mml:mfrac>"
        "</mml:math>"
    )
    nested = (
        f"<sec><title>Model</title><p>The level is <inline-formula>{math}</inline-formula>, not "
        "<strike>4.1</strike> 4.7 &#x3bc;M.</p><def-list><def-item><term>CI</term><def><p>interval"
        '</p></def></def-item></def-list><list list-type="order"><list-item><p>Mix.</p></list-item>'
        "</list><fig><label>Figure 2</label><caption><p>Levels over time.</p></caption>"
        '<graphic xlink:href="f2"/></fig></sec>'
    )
    yield Case(
        "model.xml",
        article(nested),
        {
            "kind": "sections by code and title",
            "held_out": True,
            "must": ["D/(V+1)", "not 4.7 μM", "CI: interval", "1. Mix.", "Levels over time."],
            "must_not": ["4.1"],
            "remarks": ["1 picture"],
        },
    )


def _compositions() -> Iterator[Case]:
    yield Case(
        "leaflet.json",
        bundle(
            _part(
                "2. Before you take it",
                "<p>At most 10<sup>1</sup> mg.</p>",
                _part("Children", "<h4>Under six</h4><ul><li>None.</li></ul>"),
            ),
            _part("5. Storage", "<p>Keep it <s>warm</s> cool.</p>"),
        ),
        {
            "kind": "sections by code and title",
            "title": "Package leaflet",
            "must": ["At most 10 [1] mg.", "Keep it cool."],
            "must_not": ["warm"],
            "together": [["2. Before you take it > Children > Under six", "None."]],
        },
    )
    xml = (
        f'<Bundle {FHIR}><entry><resource><Composition><title value="Ficha"/><section>'
        f'<code><text value="4.2 Posología"/></code><text><div {XHTML}>{_DOSES}</div></text>'
        "</section></Composition></resource></entry></Bundle>"
    )
    yield Case(
        "ficha.xml",
        xml.encode(),
        {
            "kind": "sections by code and title",
            "held_out": True,
            "title": "Ficha",
            "together": [["4.2 Posología", "Children", "Weight: 60 to 61 kg; Dose: 180 mg"]],
        },
    )
