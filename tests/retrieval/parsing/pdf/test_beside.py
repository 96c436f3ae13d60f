from __future__ import annotations

import pytest

from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.parse import parse
from tests.retrieval.parsing.pdf.documents import annotated, page_with, picture, text

BODY = text(60, 700, "The dose is 5 mg in the morning.")


def texts(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks]


def layered(name: bytes, content: bytes, state: bytes) -> ParsedDocument:
    data = page_with(
        content,
        b"<< /Type /OCG /Name (%s) >>" % name,
        resources=b"/Properties << /OC1 6 0 R >>",
        catalog=b"/OCProperties << /OCGs [6 0 R] /D << %s >> >>" % state,
    )
    return parse(data, "a.pdf")


def on_layer(content: bytes) -> bytes:
    return b"/OC /OC1 BDC\n" + content + b"EMC\n"


@pytest.mark.parametrize("state", [b"/OFF [6 0 R]", b"/BaseState /OFF"])
@pytest.mark.parametrize("y", [600, 700], ids=["apart", "over other text"])
def test_text_of_a_layer_that_is_off_is_not_read_and_told(state: bytes, y: float) -> None:
    content = BODY + on_layer(text(60, y, "Die Dosis ist 9 mg."))

    document = layered(b"Deutsch", content, state)

    assert texts(document) == ["The dose is 5 mg in the morning."]
    assert document.remarks == ("Text of a layer that is switched off was left out on page 1.",)


def test_text_of_a_layer_that_is_on_is_read() -> None:
    document = layered(b"English", on_layer(BODY), b"/ON [6 0 R]")

    assert texts(document) == ["The dose is 5 mg in the morning."]
    assert document.remarks == ()


NOTE = b"/Subtype /FreeText /Rect [60 500 260 520] /DA (/F0 10 Tf) /Contents (%s)"


def test_a_note_that_is_typed_on_a_page_is_read() -> None:
    document = parse(annotated(BODY, [NOTE % b"Now 7 mg, see SOP-12."]), "a.pdf")

    assert texts(document) == ["The dose is 5 mg in the morning.", "Now 7 mg, see SOP-12."]
    assert document.blocks[1].page == 1


def test_a_note_that_is_hidden_and_a_comment_are_not_read() -> None:
    hidden = NOTE % b"no" + b" /F 2"
    comment = b"/Subtype /Text /Rect [60 500 80 520] /Contents (no)"
    data = annotated(BODY, [comment])

    assert texts(parse(data, "a.pdf")) == ["The dose is 5 mg in the morning."]
    data = annotated(BODY, [hidden]).replace(b"/Annot /F 4", b"/Annot")
    assert texts(parse(data, "a.pdf")) == ["The dose is 5 mg in the morning."]


def test_text_that_a_reader_struck_out_is_left_out() -> None:
    content = text(60, 700, "The dose is") + text(114, 700, "90 mg") + text(146, 700, "45 mg.")
    quad = b"113 710 144 710 113 697 144 697"
    strike = b"/Subtype /StrikeOut /Rect [113 697 144 710] /QuadPoints [%s]" % quad

    document = parse(annotated(content, [strike]), "a.pdf")

    assert texts(document) == ["The dose is 45 mg."]
    assert document.remarks == ("Text that is struck through was left out on page 1.",)


FIELD = b"/Subtype /Widget /FT /Tx /T (%s) /V (%s) /Rect [%d %d 400 %d]"


def test_filled_fields_are_read_behind_the_text_that_they_stand_at() -> None:
    content = BODY + text(60, 604, "Product:") + text(60, 560, "Reaction")
    fields = [
        FIELD % (b"f1", b"Examplin 5 mg", 120, 600, 616),
        FIELD % (b"f2", b"Rash", 60, 540, 556),
        FIELD % (b"batch", b"B-20417", 60, 300, 316),
        FIELD % (b"f4", b"", 60, 200, 216),
    ]

    document = parse(annotated(content, fields, form=True), "a.pdf")

    assert texts(document)[-3:] == ["Product: Examplin 5 mg", "Reaction: Rash", "batch: B-20417"]


def test_a_box_that_is_ticked_is_read_with_the_text_behind_it() -> None:
    content = BODY + text(80, 602, "Serious") + text(80, 582, "Not serious")
    box = b"/Subtype /Widget /FT /Btn /T (%s) /V /%s /AS /%s /Rect [60 %d 72 %d]"
    state = b" /AP << /N << /Yes 3 0 R /Off 3 0 R >> >>"
    fields = [
        box % (b"a", b"Yes", b"Yes", 600, 612) + state,
        box % (b"b", b"Off", b"Off", 580, 592) + state,
    ]

    document = parse(annotated(content, fields, form=True), "a.pdf")

    assert "Serious: checked" in texts(document)
    assert "Not serious: checked" not in texts(document)


def test_a_form_that_holds_nothing_else_is_read() -> None:
    document = parse(annotated(b"", [FIELD % (b"dose", b"5 mg", 60, 600, 616)], form=True), "a.pdf")

    assert texts(document) == ["dose: 5 mg"]


def test_an_empty_form_is_called_a_form() -> None:
    data = annotated(b"", [FIELD % (b"dose", b"", 60, 600, 616)], form=True)

    with pytest.raises(ParseError, match="The file is a form without text"):
        parse(data, "a.pdf")


@pytest.mark.parametrize(
    "words",
    [
        "Please wait...",
        "Please wait... If this message is not eventually replaced by the proper contents",
    ],
)
def test_a_dynamic_form_is_refused_with_its_own_remedy(words: str) -> None:
    with pytest.raises(ParseError, match="dynamic form"):
        parse(page_with(text(60, 700, words)), "a.pdf")


def xfa(content: bytes, values: bytes, *fields: bytes, dynamic: bool = False) -> bytes:
    """A form of the kind XFA: what was filled in stands in a part of its own."""
    data = (
        b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form1>%s'
        b"</form1></xfa:data></xfa:datasets>" % values
    )
    numbers = b" ".join(b"%d 0 R" % (7 + i) for i in range(len(fields)))
    return page_with(
        content,
        b"<< /Length %d >> stream\n%s\nendstream" % (len(data), data),
        *(b"<< /Type /Annot /F 4 %s >>" % entries for entries in fields),
        page=b"/Annots [%s]" % numbers,
        catalog=(b"/NeedsRendering true " if dynamic else b"")
        + b"/AcroForm << /Fields [%s] /XFA [(datasets) 6 0 R] >>" % numbers,
    )


def test_entries_of_an_xfa_form_that_its_pages_show_are_read_and_others_told() -> None:
    values = b"<dose>5 mg</dose><batch>B-20417</batch>"
    document = parse(xfa(BODY, values, FIELD % (b"dose", b"5 mg", 60, 600, 616)), "a.pdf")

    assert "dose: 5 mg" in texts(document)
    assert document.remarks == (
        'Entries of the form (XFA) that its pages do not show are not read: "batch". '
        "Print it to a PDF, and replace the file.",
    )


def test_an_xfa_form_whose_entries_all_stand_on_its_pages_is_not_told() -> None:
    data = xfa(BODY, b"<dose>5 mg</dose>", FIELD % (b"dose", b"5 mg", 60, 600, 616))

    assert parse(data, "a.pdf").remarks == ()


def test_an_xfa_form_whose_entries_cannot_be_read_is_told() -> None:
    assert "may not be read" in parse(xfa(BODY, b"<dose>"), "a.pdf").remarks[0]


def test_a_dynamic_form_is_known_in_any_language() -> None:
    data = xfa(text(60, 700, "Bitte warten..."), b"<dose>5 mg</dose>", dynamic=True)

    with pytest.raises(ParseError, match="dynamic form"):
        parse(data, "a.pdf")


def illustrated(width: int, height: int, points: tuple[int, int]) -> ParsedDocument:
    more = text(60, 680, "It is raised to 10 mg after a week, unless the reaction is serious.")
    content = BODY + more + b"q %d 0 0 %d 60 300 cm /X Do Q" % (width, height)
    data = page_with(content, picture(*points), resources=b"/XObject << /X 6 0 R >>")
    return parse(data, "a.pdf")


def test_a_large_picture_beside_text_is_told() -> None:
    assert illustrated(400, 200, (200, 100)).remarks == (
        "Page 1 shows a picture beside its text: what stands on it is not found. "
        "Write it as text or as a table.",
    )


@pytest.mark.parametrize(
    ("size", "points"),
    [((80, 40), (200, 100)), ((400, 200), (4, 4)), ((595, 842), (200, 100))],
    ids=["logo", "colour", "ground"],
)
def test_a_picture_that_shows_nothing_is_not_told(
    size: tuple[int, int], points: tuple[int, int]
) -> None:
    assert illustrated(*size, points).remarks == ()
