from __future__ import annotations

from collections.abc import Sequence

from retrieval.parsing.parse import parse
from tests.retrieval.files import Put, lines, pdf, ruled

PROSE = "The statements were audited and are set out below for each of the years that they cover."


def figures(
    y: float, label: str, *amounts: str, at: Sequence[float] = (400, 480, 560)
) -> list[Put]:
    """A row of a statement: a label, and amounts that end at the same place in every row."""
    row = [Put(60, y, label)] if label else []
    return row + [
        Put(x - 5.0 * len(text), y, text) for x, text in zip(at, amounts, strict=False) if text
    ]


def texts(*pages: Sequence[Put | bytes]) -> list[str]:
    return [block.text for block in parse(pdf(*pages), "a.pdf").blocks]


def test_a_row_of_a_statement_has_its_label_and_the_year_of_each_amount() -> None:
    page = [
        *figures(700, "(in millions)", "2018", "2017", "2016"),
        *figures(686, "Net sales", "$ 32,765", "$ 31,657", "$ 30,109"),
        *figures(672, "Operating income", "7,207", "7,692", "(7,223)"),
        *figures(658, "Tax rate", "23.4 %", "—", "19.5 %"),
    ]

    assert texts(page) == [
        "(in millions)",
        "Net sales; 2018: $ 32,765; 2017: $ 31,657; 2016: $ 30,109",
        "Operating income; 2018: 7,207; 2017: 7,692; 2016: (7,223)",
        "Tax rate; 2018: 23.4 %; 2017: —; 2016: 19.5 %",
    ]


def test_a_sign_of_currency_that_stands_apart_belongs_to_the_amount_after_it() -> None:
    page = [
        *figures(700, "", "2018", "2017"),
        Put(340, 686, "$"),
        *figures(686, "Revenue", "32,765", "31,657"),
        Put(412, 686, "$"),
        *figures(672, "Costs", "7,207", "7,692"),
    ]

    assert texts(page) == [
        "Revenue; 2018: $32,765; 2017: $31,657",
        "Costs; 2018: 7,207; 2017: 7,692",
    ]


def test_a_name_over_several_columns_is_part_of_the_name_of_each() -> None:
    page = [
        Put(360, 714, "Year ended"),
        Put(530, 714, "Change"),
        *figures(700, "Segment", "2018", "2017", "in %"),
        *figures(686, "Health Care", "6,021", "5,813", "3.6"),
        *figures(672, "Industrial", "12,267", "11,946", "2.7"),
    ]
    page[0] = Put(350, 714, "Year ended December 31,")

    assert texts(page) == [
        "Segment: Health Care; Year ended December 31, 2018: 6,021; "
        "Year ended December 31, 2017: 5,813; Change, in %: 3.6",
        "Segment: Industrial; Year ended December 31, 2018: 12,267; "
        "Year ended December 31, 2017: 11,946; Change, in %: 2.7",
    ]


def test_a_label_of_two_lines_is_one_label_and_a_group_is_named_in_its_rows() -> None:
    page = [
        *figures(700, "", "2018", "2017"),
        *figures(686, "Operating expenses:"),
        Put(70, 672, "Selling, general and administrative expenses"),
        Put(70, 660, "of all of the segments"),
        *figures(660, "", "6,929", "7,222"),
        Put(70, 646, "Research"),
        *figures(646, "", "1,870", "1,735"),
        *figures(632, "Total", "8,799", "8,957"),
    ]

    assert texts(page) == [
        "Operating expenses:",
        "Operating expenses: Selling, general and administrative expenses of all of the segments; "
        "2018: 6,929; 2017: 7,222",
        "Operating expenses: Research; 2018: 1,870; 2017: 1,735",
        "Total; 2018: 8,799; 2017: 8,957",
    ]


def test_text_above_and_below_a_table_stays_text() -> None:
    page = [
        *lines(PROSE, top=730),
        *figures(700, "Item", "2018", "2017"),
        *figures(686, "Net sales", "32,765", "31,657"),
        *figures(672, "Costs", "1", "2"),
        *lines(PROSE, top=640),
    ]

    assert texts(page) == [
        PROSE,
        "Item: Net sales; 2018: 32,765; 2017: 31,657",
        "Item: Costs; 2018: 1; 2017: 2",
        PROSE,
    ]


def test_dots_that_lead_to_an_amount_are_left_out_and_the_amount_is_kept() -> None:
    page = [
        *figures(700, "", "2018", "2017"),
        *figures(686, "Net sales . . . . . . . . . . .", "365", "657"),
        *figures(672, "Costs . . . . . . . . . . . . . . ", "112", "98"),
        *figures(658, "Profit . . . . . . . . . . . . . . ", "253", "559"),
    ]

    assert texts(page)[:2] == ["Net sales; 2018: 365; 2017: 657", "Costs; 2018: 112; 2017: 98"]


def test_the_table_of_contents_is_not_text() -> None:
    page = [
        Put(60, 700 - 14 * i, f"{i} Chapter ........................ {i + 3}") for i in range(9)
    ]

    assert texts([*page, *lines("The text.", top=500)]) == ["The text."]


def schedule(page_top: float, *rows: Sequence[str]) -> list[Put | bytes]:
    xs = (60, 200, 280, 360, 440)
    ys = [page_top - 16 * i for i in range(len(rows) + 1)]
    cells = [
        Put(xs[x] + 4, ys[y] - 12, text)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
        if text
    ]
    return [*ruled(xs, ys), *cells]


def test_a_cell_of_a_ruled_table_has_the_name_of_its_column_also_where_others_are_empty() -> None:
    page = schedule(
        700,
        ("Procedure", "Day 1", "Week 4", "Week 12"),
        ("Informed consent", "X", "", ""),
        ("ECG", "", "X", "X"),
    )

    assert texts(page) == [
        "Procedure: Informed consent; Day 1: X",
        "Procedure: ECG; Week 4: X; Week 12: X",
    ]


def test_a_cell_of_several_lines_is_one_cell_of_its_ruled_table() -> None:
    xs, ys = (60, 150, 400), (700, 684, 640, 596)
    page: list[Put | bytes] = [
        *ruled(xs, ys),
        Put(64, 688, "Severity"),
        Put(154, 688, "Definition"),
        *lines("Mild", "(Grade 1)", top=670, x=64),
        *lines("Easily tolerated; the dose is not", "changed.", top=670, x=154),
        *lines("Severe", top=626, x=64),
        *lines("It prevents the usual activity and", "the drug is stopped.", top=626, x=154),
    ]

    assert texts(page) == [
        "Severity: Mild (Grade 1); Definition: Easily tolerated; the dose is not changed.",
        "Severity: Severe; Definition: It prevents the usual activity and the drug is stopped.",
    ]


def test_a_cell_that_spans_columns_names_all_of_them() -> None:
    page: list[Put | bytes] = [
        *(b"%g %g m %g %g l S" % (x, 652, x, 700) for x in (60, 200, 360)),
        b"280 652 m 280 684 l S",
        *(b"60 %g m 360 %g l S" % (y, y) for y in (700, 668, 652)),
        b"200 684 m 360 684 l S",
        Put(64, 676, "Procedure"),
        Put(210, 688, "Treatment period"),
        Put(204, 672, "Day 1"),
        Put(284, 672, "Week 4"),
        Put(64, 656, "ECG"),
        Put(204, 656, "X"),
        Put(284, 656, "X"),
        *ruled((60, 200, 280, 360), (652, 636)),
        Put(64, 640, "Blood"),
        Put(284, 640, "X"),
    ]

    assert texts(page) == [
        "Procedure: ECG; Treatment period, Day 1: X; Treatment period, Week 4: X",
        "Procedure: Blood; Treatment period, Week 4: X",
    ]


def test_a_table_that_goes_on_overleaf_keeps_the_names_of_its_columns() -> None:
    first = [
        *figures(700, "Segment", "2018", "2017"),
        *figures(686, "Health Care", "6,021", "5,813"),
        *figures(672, "Industrial", "12,267", "11,946"),
    ]
    second = [
        *figures(700, "Electronics", "5,472", "5,501"),
        *figures(686, "Consumer", "4,796", "4,731"),
    ]

    assert texts(first, second)[2:] == [
        "Segment: Electronics; 2018: 5,472; 2017: 5,501",
        "Segment: Consumer; 2018: 4,796; 2017: 4,731",
    ]
    assert (
        texts(
            schedule(700, ("Procedure", "Day 1", "Week 4"), ("ECG", "X", ""), ("Visit", "X", "X")),
            schedule(700, ("Blood", "", "X"), ("Exit", "X", "X")),
        )[2]
        == "Procedure: Blood; Week 4: X"
    )


def test_columns_of_text_are_no_table() -> None:
    left = [f"The left column says this on its line {i}" for i in range(6)]
    right = [f"and the right one has other words {i} here" for i in range(6)]
    page = [*lines(*left, top=700), *lines(*right, top=700, x=320)]

    assert "; " not in " ".join(texts(page))
    assert texts(page)[0].startswith(f"{left[0]} {left[1]}")


def test_text_in_columns_that_is_drawn_across_the_page_is_read_column_by_column() -> None:
    left = [f"The left column says this on its line {i}" for i in range(6)]
    right = [f"and the right one has other words {i} here" for i in range(6)]
    columns = zip(lines(*left, top=700), lines(*right, top=700, x=320), strict=True)

    text = " ".join(texts([put for row in columns for put in row]))

    assert text == " ".join([*left, *right])


def test_a_page_that_is_written_sideways_is_read_like_any_other() -> None:
    upright = [
        *lines("The first line of a landscape page.", top=560),
        *figures(500, "Item", "2018", "2017"),
        *figures(486, "Net sales", "32,765", "31,657"),
        *figures(472, "Costs", "1", "2"),
    ]
    sideways = [
        b"BT /F0 10 Tf 0 1 -1 0 %g %g Tm (%s) Tj ET" % (595 - put.y, put.x, put.text.encode())
        for put in upright
    ]

    for rotation in (0, 90):
        found = [block.text for block in parse(pdf(sideways, rotation=rotation), "a.pdf").blocks]
        assert found == [
            "The first line of a landscape page.",
            "Item: Net sales; 2018: 32,765; 2017: 31,657",
            "Item: Costs; 2018: 1; 2017: 2",
        ]


def test_names_that_are_drawn_column_by_column_stand_above_their_figures() -> None:
    stacks = [
        Put(x, y, text)
        for x, year in ((380, "2023"), (460, "2022"), (540, "2021"))
        for y, text in ((720, "Jan"), (708, "28,"), (696, year))
    ]
    page = [
        *stacks,
        *figures(680, "Revenue", "46,298", "51,761", "47,262"),
        *figures(666, "Costs", "9", "8", "7"),
    ]

    assert texts(page)[0] == (
        "Revenue; Jan 28, 2023: 46,298; Jan 28, 2022: 51,761; Jan 28, 2021: 47,262"
    )


def test_amounts_drawn_after_all_labels_are_put_to_them() -> None:
    labels = [Put(60, 700 - 14 * i, text) for i, text in enumerate(("Sales", "Costs", "Profit"))]
    amounts = [Put(400, 700 - 14 * i, f"{i + 4},{i}00") for i in range(3)]

    assert texts([*labels, *amounts]) == ["Sales: 4,000", "Costs: 5,100", "Profit: 6,200"]


def test_amounts_halfway_down_a_label_of_two_lines_belong_to_it() -> None:
    page = [
        *figures(700, "", "2018", "2017"),
        *figures(686, "Revenue", "5,000", "6,000"),
        Put(60, 672, "Net cash provided by all of the operating activities"),
        Put(60, 662, "and other items"),
        *figures(667, "", "1,824", "3,252"),
        *figures(648, "Costs", "1", "2"),
    ]

    assert texts(page)[1] == (
        "Net cash provided by all of the operating activities and other items; "
        "2018: 1,824; 2017: 3,252"
    )


def test_columns_that_only_a_space_parts_are_kept_apart() -> None:
    page = [
        Put(60, 700, "Balance sheet"),
        Put(380, 700, "2022 2021"),
        Put(60, 686, "Receivables"),
        Put(380, 686, "1,141 1,042"),
        Put(60, 672, "Cash"),
        Put(380, 672, "1,874 2,936"),
    ]

    assert texts(page) == [
        "Balance sheet: Receivables; 2022: 1,141; 2021: 1,042",
        "Balance sheet: Cash; 2022: 1,874; 2021: 2,936",
    ]


def sections(top: float, *rows: Sequence[str]) -> list[Put | bytes]:
    """A ruled table of three columns; a row of one text goes across it."""
    xs = (60, 200, 330, 460)
    page: list[Put | bytes] = []
    for i, row in enumerate(rows):
        y = top - 16 * i
        page += ruled(xs if len(row) > 1 else (xs[0], xs[-1]), (y, y - 16))
        page += [Put(xs[x] + 4, y - 12, text) for x, text in enumerate(row)]
    return page


def levels(*pages: Sequence[Put | bytes]) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in parse(pdf(*pages), "a.pdf").blocks]


BANDS = (
    ("Band", "Morning", "Evening"),
    ("Adults",),
    ("band 1", "5 mg", "7 mg"),
    ("Children under twelve",),
    ("band 1", "1 mg", "2 mg"),
    ("band 2", "3 mg", "4 mg"),
)


def test_a_row_across_a_table_stands_above_the_rows_of_its_section() -> None:
    unruled = [
        Put(60 + 140 * x, 700 - 14 * y, text)
        for y, row in enumerate(BANDS)
        for x, text in enumerate(row)
    ]

    for page in (sections(700, *BANDS), unruled):
        assert levels(page) == [
            (0, "Adults"),
            (1, "Band: band 1; Morning: 5 mg; Evening: 7 mg"),
            (0, "Children under twelve"),
            (1, "Band: band 1; Morning: 1 mg; Evening: 2 mg"),
            (1, "Band: band 2; Morning: 3 mg; Evening: 4 mg"),
        ]


def test_a_section_that_goes_on_overleaf_is_named_again() -> None:
    first, second = sections(700, *BANDS[:5]), sections(700, BANDS[5], ("band 3", "5 mg", "6 mg"))

    assert levels(first, second)[-3:] == [
        (0, "Children under twelve"),
        (1, "Band: band 2; Morning: 3 mg; Evening: 4 mg"),
        (1, "Band: band 3; Morning: 5 mg; Evening: 6 mg"),
    ]
