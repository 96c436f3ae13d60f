"""Dates as people write them in questions, put as tables hold them: ``2026-04-01``."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier enero",
            "february feb februar février fevrier febrero",
            "march mar märz maerz mars marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août aout agosto",
            "september sep sept septembre septiembre setiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre decembre diciembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|re)?(?: of| de)? (?P<month>{_MONTH}),?(?: de)? "
    rf"(?P<year>{_YEAR})\b|"
    rf"\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>{_YEAR})\b|"
    rf"\b(?P<day3>\d{{1,2}})\.\s?(?P<month3>\d{{1,2}})\.\s?(?P<year3>{_YEAR})\b|"
    rf"\b(?P<month4>{_MONTH}),?(?: de)? (?P<year4>{_YEAR})\b",
    re.IGNORECASE,
)


def iso_dates(question: str) -> str:
    """The question with its dates as tables hold them.

    What may be the first of April or the fourth of January stays as it is.
    """
    return _WRITTEN.sub(_iso, question)


def _iso(written: re.Match[str]) -> str:
    parts = {name.rstrip("234"): value for name, value in written.groupdict().items() if value}
    month = parts["month"].rstrip(".").casefold()
    number = int(month) if month.isdigit() else _MONTHS[month]
    day = int(parts.get("day", "1"))
    if not (1 <= number <= 12 and 1 <= day <= 31):
        return written.group()
    date = f"{parts['year']}-{number:02d}"
    return f"{date}-{day:02d}" if "day" in parts else date
