"""PDFs with a truth: marks of letters, page tops, titles, listings, layers, notes and forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.retrieval.files import Put, lines, pdf, ruled
from tests.retrieval.parsing.fidelity import Case
from tests.retrieval.parsing.pdf.documents import annotated, page_with, picture, text

BODY = text(60, 700, "The dose of Obrivan is 5 mg in the morning, and no more.")


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _letters()
    yield from _page_tops()
    yield from _tables()
    yield from _layers()
    yield from _beside()


def _case(name: str, kind: str, *pages: Sequence[Put | bytes], **truth: Any) -> Case:
    return Case(name, pdf(*pages), {"kind": kind, **truth})


def _line(y: float, *parts: tuple[str, float, float]) -> bytes:
    shows = " ".join(f"/F0 {size} Tf {rise} Ts ({words}) Tj" for words, size, rise in parts)
    return f"BT 60 {y} Td {shows} 0 Ts ET".encode()


def _letters() -> Iterator[Case]:
    struck = [Put(60, 500, "The dose is"), Put(114.5, 500, "90 mg"), Put(148, 500, "45 mg.")]
    yield _case(
        "struck.pdf",
        "struck text",
        [*struck, b"0.5 w 114 503 m 143 503 l S"],
        must=["The dose is 45 mg."],
        must_not=["90 mg"],
        remarks=["struck through was left out on page 1"],
    )
    yield _case(
        "struck-boxes.pdf",
        "struck text",
        [
            *lines("Kept at 2 degrees.", top=600),
            *lines("It may be frozen.", top=500),
            b"60 502.8 80 0.7 re f",
        ],
        held_out=True,
        must=["Kept at 2 degrees."],
        must_not=["frozen"],
    )
    yield _case(
        "raised.pdf",
        "raised figures",
        [
            _line(600, ("It holds 2 x 10", 10, 0), ("13", 7, 4), (" genomes, 25", 10, 0))[:-3]
            + b"/F0 7 Tf 4 Ts (1) Tj /F0 10 Tf 0 Ts ( mg a day.) Tj ET",
            _line(560, ("1", 7, 4), (" In adults.", 10, 0)),
        ],
        must=["2 x 10^13 genomes", "25 [1] mg", "[1] In adults."],
        must_not=["1013", "251 mg"],
    )
    yield _case(
        "area.pdf",
        "raised figures",
        [_line(600, ("Give 175 mg/m", 11, 0), ("2", 6.5, 5), (" over 3 hours.", 11, 0))],
        held_out=True,
        must=["175 mg/m^2"],
        must_not=["m2"],
    )


def _page_tops() -> Iterator[Case]:
    visits = [
        [
            Put(60, 790, f"Visit {n} (Day {14 * n})", 13, bold=True),
            *lines(f"Blood is drawn {n} times.", "The diary is collected.", top=740),
        ]
        for n in (1, 2, 3)
    ]
    yield _case(
        "visits.pdf",
        "page tops",
        *visits,
        together=[[f"Visit {n} (Day {14 * n})", f"drawn {n} times"] for n in (1, 2, 3)],
    )
    labels = [
        [
            Put(60, 790, "1. NAME OF THE MEDICINAL PRODUCT", 10, bold=True),
            *lines(f"Examplin {n} mg tablets", "Store below 25 degrees at all times.", top=740),
        ]
        for n in (1, 2, 3, 4)
    ]
    yield _case(
        "labels.pdf",
        "page tops",
        *labels,
        held_out=True,
        must=["Store below 25 degrees at all times."],
        together=[["NAME OF THE MEDICINAL PRODUCT", "Examplin 4 mg"]],
    )
    pages = [
        [
            Put(475, 742, f"Page {n} of 4", 12),
            Put(221, 712, "Listing of Protocol Deviations", 12),
            *lines(*(f"Subject {n}0{i} missed a visit." for i in range(9)), top=670, size=9),
            Put(223, 110, "Confidential, for internal use", 12),
        ]
        for n in (1, 2, 3, 4)
    ]
    yield _case(
        "deviations.pdf",
        "titles",
        *pages,
        title="Listing of Protocol Deviations",
        must_not=["Page 2 of 4"],
        remarks=["Confidential, for internal use"],
    )
    body = lines(*["The text of the paper has many lines, and they are long."] * 9, top=600)
    yield _case(
        "paper.pdf",
        "titles",
        [
            Put(60, 770, "arXiv:2004.04906v3 [cs.CL] 30 Sep 2020", 20),
            Put(60, 700, "Passages Found by Dense Vectors", 16),
            *body,
        ],
        held_out=True,
        title="Passages Found by Dense Vectors",
    )


def _grid(xs: Sequence[float], ys: Sequence[float], *rows: tuple[float, Sequence[str]]) -> Any:
    cells = [Put(xs[i] + 4, y, words, 9) for y, row in rows for i, words in enumerate(row) if words]
    return [*ruled(xs, ys), *cells]


def _rest(xs: Sequence[float], ys: Sequence[float], *rows: tuple[str, str]) -> list[Put | bytes]:
    """The rest of a table: its first cell goes on over all rows but the last."""
    drawn: list[Put | bytes] = [*ruled(xs, (ys[0], ys[-2], ys[-1])), Put(65, ys[-1] + 5, "Oslo")]
    drawn += [b"%g %g m %g %g l S" % (xs[1], y, xs[-1], y) for y in ys[1:-2]]
    for y, texts in zip(ys[1:], rows, strict=True):
        drawn += [Put(x + 5, y + 5, text) for x, text in zip(xs[1:], texts, strict=False)]
    return drawn


def _tables() -> Iterator[Case]:
    yield _case(
        "events.pdf",
        "listing rows",
        _grid(
            (60, 130, 200, 330, 430),
            (700, 684, 634),
            (689, ("Subject", "Day", "Adverse event", "Duration")),
            (672, ("101-001", "16", "NAUSEA", "2 DAYS")),
            (658, ("", "48", "PRURITUS", "5 DAYS")),
            (644, ("", "137", "HEADACHE", "1 DAY")),
        ),
        must=["Subject: 101-001; Day: 48; Adverse event: PRURITUS; Duration: 5 DAYS"],
        must_not=["NAUSEA PRURITUS"],
    )
    yield _case(
        "laboratory.pdf",
        "listing rows",
        _grid(
            (60, 160, 240, 320),
            (700, 684, 644),
            (689, ("Test", "Result", "Flag")),
            (672, ("ALT", "34.1", "HIGH")),
            (660, ("AST", "22.0", "NORMAL")),
            (648, ("GGT", "61.5", "HIGH")),
        ),
        held_out=True,
        must=["Test: AST; Result: 22.0; Flag: NORMAL"],
    )
    xs, high = (60, 160, 260, 400), 10.0
    for name, title, held_out in (("sites.pdf", "Rooms", False), ("halls.pdf", "Table 2", True)):
        first = _grid(
            xs, (760, 744, 728), (749, ("Band", "Dose", "Note")), (733, ("one", "5 mg", "a"))
        )
        second = _grid(
            xs, (700, 684, 668), (689, ("Site", "Room", "Holder")), (673, ("Basel", "B1", "Ada"))
        )
        # The cell of the site reaches over the page.
        rest = _rest(xs, (760, 744, 728, 712), ("B2", "Ben"), ("B3", "Cem"), ("O1", "Dan"))
        heading = Put(60, 720, title, 16 if title == "Rooms" else high)
        above = Put(60, 780, "The list goes on here as it began overleaf.", high)
        yield _case(
            name,
            "tables one after the other",
            [*first],
            [heading, *second],
            [above, *rest],
            held_out=held_out,
            must=["Band: one; Dose: 5 mg; Note: a", "Site: Basel; Room: B1; Holder: Ada"],
            together=[["Site: Basel; Room: B2; Holder: Ben"], ["Site: Oslo; Room: O1"]],
            must_not=["Band: Basel"],
        )
    rows = [("Band", "Morning", "Evening"), ("Adults",), ("one", "5 mg", "7 mg")]
    rows += [("Children under twelve",), ("one", "1 mg", "2 mg"), ("two", "3 mg", "4 mg")]
    yield _case(
        "sections.pdf",
        "section rows",
        [
            Put(60 + 140 * x, 700 - 14 * y, t)
            for y, row in enumerate(rows)
            for x, t in enumerate(row)
        ],
        must=["Band: one; Morning: 1 mg; Evening: 2 mg"],
        together=[["Children under twelve", "Band: two; Morning: 3 mg"]],
    )


def _layers() -> Iterator[Case]:
    off = b"/OC /OC1 BDC\n" + text(60, 600, "Die Dosis ist 9 mg.") + b"EMC\n"
    for name, state, held_out in (
        ("draft", b"/OFF [6 0 R]", False),
        ("all", b"/BaseState /OFF", True),
    ):
        data = page_with(
            BODY + off,
            b"<< /Type /OCG /Name (Layer) >>",
            resources=b"/Properties << /OC1 6 0 R >>",
            catalog=b"/OCProperties << /OCGs [6 0 R] /D << %s >> >>" % state,
        )
        truth = {"must_not": ["9 mg"], "remarks": ["layer that is switched off"]}
        yield Case(f"layer-{name}.pdf", data, {"kind": "layers", "held_out": held_out, **truth})


def _beside() -> Iterator[Case]:
    note = b"/Subtype /FreeText /Rect [60 500 260 520] /DA (/F0 10 Tf) /Contents (Now 7 mg.)"
    field = b"/Subtype /Widget /FT /Tx /T (f1) /V (B-20417) /Rect [120 600 400 616]"
    yield Case(
        "note.pdf", annotated(BODY, [note]), {"kind": "notes and fields", "must": ["Now 7 mg."]}
    )
    yield Case(
        "form.pdf",
        annotated(text(60, 604, "Batch:"), [field], form=True),
        {"kind": "notes and fields", "held_out": True, "must": ["Batch: B-20417"]},
    )
    drawn = b"q 400 0 0 200 60 300 cm /X Do Q"
    yield Case(
        "picture.pdf",
        page_with(BODY + drawn, picture(200, 100), resources=b"/XObject << /X 6 0 R >>"),
        {"kind": "pictures", "remarks": ["Page 1 shows a picture"]},
    )
    empty = b"/Subtype /Widget /FT /Tx /T (f1) /V () /Rect [120 600 400 616]"
    yield Case(
        "empty-form.pdf",
        annotated(b"", [empty], form=True),
        {"kind": "reasons", "remarks": ["The file is a form"]},
    )
    waiting = page_with(text(60, 700, "Please wait..."))
    yield Case(
        "dynamic.pdf", waiting, {"kind": "reasons", "held_out": True, "remarks": ["dynamic form"]}
    )
