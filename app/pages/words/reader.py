"""Numbers, days and lists as the reader of a page writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from fastapi import Request
from markupsafe import Markup

from app.requests.languages import language_of, region_of

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Reader:
    """A language that pages are written in, and the country whose customs its numbers follow."""

    language: str
    locale: Locale

    @classmethod
    def of(cls, request: Request) -> Reader:
        """Whoever sent this request, as far as their browser tells."""
        language = language_of(request)
        return _reader(language, region_of(request, language))

    def number(self, value: int | Decimal) -> str:
        """A number with its thousands apart."""
        return format_decimal(value, locale=self.locale)

    def rounded(self, value: float, places: int, *, signed: bool = False) -> str:
        """A number with so many decimals, and with its sign where only a difference counts."""
        shape = f"#,##0.{'0' * places}" if places else "#,##0"
        return format_decimal(value, f"+{shape};-{shape}" if signed else shape, locale=self.locale)

    def exact(self, value: Decimal) -> str:
        """A number with every decimal that it has."""
        return format_decimal(value, locale=self.locale, decimal_quantization=False)

    def money(self, amount: Decimal, currency: str | None) -> str:
        """An amount to the cent, with the code of its currency, since a sign may mean several."""
        shown = max(amount, _CENT) if amount > 0 else amount
        text = format_decimal(shown, "#,##0.00", locale=self.locale)
        return f"{'< ' if shown != amount else ''}{text} {currency or ''}".strip()

    def day(self, value: date) -> str:
        """A day of the calendar, or that of an instant in UTC."""
        return format_date(value, "medium", locale=self.locale)

    def short_day(self, value: date) -> str:
        """A day without its year, where there is little room."""
        return format_skeleton("MMMd", value, locale=self.locale)

    def month(self, value: date) -> str:
        """A month and its year."""
        return format_skeleton("yMMMM", value, locale=self.locale)

    def instant(self, at: datetime) -> Markup:
        """A point in time; a script shows it by the clock of whoever reads, else it is in UTC."""
        return self._time(at, f"{format_datetime(at, 'medium', UTC, self.locale)} UTC", "time")

    def second(self, at: datetime) -> Markup:
        """A point in time to the second, where it matters what came first."""
        text = f"{format_datetime(at, 'medium', UTC, self.locale)} UTC"
        return self._time(at, text, "second")

    def day_of(self, at: datetime) -> Markup:
        """The day of a point in time, by the calendar of whoever reads."""
        return self._time(at, format_date(at.astimezone(UTC), "medium", self.locale), "day")

    def listed(self, items: Sequence[str]) -> str:
        """Several things in one sentence."""
        return format_list(items, locale=self.locale) if items else ""

    @staticmethod
    def _time(at: datetime, text: str, shows: str) -> Markup:
        return Markup('<time datetime="{}" data-local="{}">{}</time>').format(
            at.isoformat(), shows, text
        )


@cache
def _reader(language: str, region: str) -> Reader:
    return Reader(language, Locale(language, region))
