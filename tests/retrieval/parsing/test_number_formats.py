from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from retrieval.parsing.sheets.cells import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1250, "[$€-2]#,##0.00", "€1,250.00"),
        (1250, "#,##0.00\\ [$€-407]", "1,250.00 €"),
        (1599.99, '"$"#,##0.00', "$1,599.99"),
        (2.5, '0.0" mg"', "2.5 mg"),
        (2.5, "0.0\\ \\m\\g", "2.5 mg"),
        (12345, "00000000", "00012345"),
        (12500, "#,##0", "12,500"),
        (5, "0.00", "5.00"),
        (4.5, "0.0##", "4.5"),
        (5, "0.##", "5"),
        (1.005, "0.00", "1.01"),
        (1.2e13, "0.00E+00", "1.20E+13"),
        (0.00012, "##0.0E+0", "120.0E-6"),
        (9.996, "0.00E+00", "1.00E+01"),
        (2.5, "# ?/?", "2 1/2"),
        (0.75, "?/8", "6/8"),
        (-450, "#,##0;(#,##0)", "(450)"),
        (-450, "#,##0", "-450"),
        (3, '[<5]"low";[>=5]"high"', "low"),
        (7, '[<5]"low";[>=5]"high"', "high"),
        (1, '"Yes";"Yes";"No"', "Yes"),
        (0, '"Yes";"Yes";"No"', "No"),
        (12.5, '0.0"%"', "12.5%"),
        (0.125, "0%", "12.5%"),
        (1234567, '0.0,,"M"', "1.2M"),
        (5551234, "000\\-0000", "555-1234"),
        (5, 'General" pcs"', "5 pcs"),
        (12_000_000_000_000, "General", "12000000000000"),
        (7, ";;;", ""),
        ("5", '@" mg"', "5 mg"),
        ("plain", "General", "plain"),
        (True, "0", "yes"),
    ],
)
def test_a_number_is_given_as_its_cell_shows_it(value: object, code: str, text: str) -> None:
    assert shown(value, code).strip() == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (timedelta(hours=36, minutes=30), "[h]:mm", "36:30"),
        (timedelta(minutes=90), "[mm]:ss", "90:00"),
        (timedelta(hours=-2), "[h]:mm", "-2:00"),
        (time(6, 15), "hh:mm", "06:15"),
        (time(18, 5), "h:mm AM/PM", "6:05 PM"),
        (date(2026, 3, 1), "mmm yyyy", "Mar 2026"),
        (date(2026, 3, 1), "yyyy-mm", "2026-03"),
        (date(2026, 3, 1), "[$-407]mmmm yyyy", "März 2026"),
        (date(2026, 3, 1), "dd.mm.yyyy", "2026-03-01"),
        (datetime.fromisoformat("2026-03-01 05:06"), "d/m/yy h:mm", "2026-03-01 05:06"),
    ],
)
def test_a_day_is_given_in_iso_form_and_other_times_as_shown(
    value: object, code: str, text: str
) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    "code", ["", ";", "[", '"', "\\", "0" * 2_000, "%" * 500 + "0", "E+E+", "/", "?/", "[<]0", "@@"]
)
@pytest.mark.parametrize("value", [0, -1.5, 1e308, float("inf"), float("nan"), 10**400])
def test_a_format_that_means_nothing_still_gives_a_text(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
