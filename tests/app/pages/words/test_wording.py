"""Words, numbers and times in the language and by the customs of whoever reads."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from starlette.requests import Request

from app.pages.words.reader import Reader
from app.pages.words.wording import Section, Wording

WORDS: Section = {
    "en": {"ended": {"one": "{n} session", "other": "{n} sessions"}, "by": "<b>by</b> {who}"},
    "de": {"ended": {"one": "{n} Sitzung", "other": "{n} Sitzungen"}, "by": "von {who}"},
    "fr": {"ended": {"one": "{n} session", "other": "{n} sessions"}, "by": "par {who}"},
}
AT = datetime(2026, 11, 30, 15, 4, 5, tzinfo=UTC)


def reader(accepted: str) -> Reader:
    """Whoever reads with a browser that asks for these languages."""
    headers = [(b"accept-language", accepted.encode())]
    return Reader.of(Request({"type": "http", "headers": headers}))


@pytest.mark.parametrize(
    ("accepted", "number", "said"),
    [
        ("en", 1, "1 session"),
        ("en", 0, "0 sessions"),
        ("en-GB", 1200, "1,200 sessions"),
        ("de", 1, "1 Sitzung"),
        ("de-CH", 1200, "1&#39;200 Sitzungen"),
        ("de-DE", 1200, "1.200 Sitzungen"),
        ("fr", 0, "0 session"),
        ("fr", 2, "2 sessions"),
        ("fr", 1_000_000, "1\u202f000\u202f000 sessions"),
    ],
)
def test_a_number_chooses_the_form_and_is_written_as_the_reader_writes_it(
    accepted: str, number: int, said: str
) -> None:
    assert Wording(reader(accepted), WORDS)("ended", n=number) == said


def test_what_is_put_into_a_word_is_text() -> None:
    assert Wording(reader("en"), WORDS)("by", who="<i>&") == "<b>by</b> &lt;i&gt;&amp;"


@pytest.mark.parametrize(
    ("accepted", "day"),
    [
        ("", "30 Nov 2026"),
        ("en-US,en;q=0.9", "Nov 30, 2026"),
        ("de-CH", "30.11.2026"),
        ("fr-FR", "30 nov. 2026"),
        ("it, de;q=0.5", "30.11.2026"),
    ],
)
def test_a_day_is_written_as_the_reader_writes_it(accepted: str, day: str) -> None:
    assert reader(accepted).day(AT) == day


def test_a_point_in_time_names_its_zone_and_lets_a_script_show_the_readers_own() -> None:
    shown = reader("en").instant(AT)

    assert 'datetime="2026-11-30T15:04:05+00:00" data-local="time"' in shown
    assert ">30 Nov 2026, 15:04:05 UTC<" in shown


@pytest.mark.parametrize(
    ("accepted", "amount", "said"),
    [
        ("en", "1234.5", "1,234.50 CHF"),
        ("de", "1234.5", "1.234,50 CHF"),
        ("fr", "1234.5", "1\u202f234,50 CHF"),
        ("en", "0.004", "< 0.01 CHF"),
        ("en", "0", "0.00 CHF"),
    ],
)
def test_an_amount_is_told_to_the_cent_and_never_as_nothing(
    accepted: str, amount: str, said: str
) -> None:
    assert reader(accepted).money(Decimal(amount), "CHF") == said


@pytest.mark.parametrize(
    "accepted", ["de-" + "a-" * 3000, "de-XX", "de-" + "ab-" * 40 + "!", "de;q=x", "de-CH-1996"]
)
def test_strange_wishes_are_read_at_once_and_get_a_page(accepted: str) -> None:
    assert reader(accepted).locale.territory in {"GB", "DE", "CH"}


def test_decimals_are_written_as_the_reader_writes_them() -> None:
    german = reader("de")

    assert german.rounded(0.0627, 3) == "0,063"
    assert german.rounded(1234.5, 1) == "1.234,5"
    assert [german.rounded(n, 0, signed=True) for n in (-40.2, 0, 35)] == ["-40", "+0", "+35"]
    assert german.exact(Decimal("0.00042")) == "0,00042"
