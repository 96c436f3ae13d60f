"""The language of a page: the one that a browser asks for most, out of those that there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.requests import HTTPConnection

# Those that people of every country read the product in.
LANGUAGES = ("en", "de", "fr")
# The countries whose way of writing numbers and days there is, the first for whoever names none.
_REGIONS = {
    "en": ("GB", "US", "CA", "AU", "IE", "IN", "NZ", "ZA"),
    "de": ("DE", "CH", "AT", "LI", "LU"),
    "fr": ("FR", "CH", "BE", "CA", "LU"),
}

# A range of RFC 9110, section 12.5.4, and its weight: "de-CH;q=0.8". "*" asks for nothing special.
_RANGE = re.compile(
    r"\s*(?P<language>[A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*"
    r"(?:;\s*[qQ]=(?P<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
# No browser asks for so many.
_MOST_RANGES = 50


def language_of(request: HTTPConnection) -> str:
    """The language for whoever sent this request, one of `LANGUAGES`."""
    return preferred(",".join(request.headers.getlist("accept-language")), LANGUAGES)


def region_of(request: HTTPConnection, language: str) -> str:
    """The country that whoever sent this request names with the language, of those that we know."""
    known = _REGIONS[language]
    for text in ",".join(request.headers.getlist("accept-language")).split(",")[:_MOST_RANGES]:
        wanted, *parts = text.partition(";")[0].strip().split("-")
        named = [part.upper() for part in parts if part.upper() in known]
        if wanted.lower() == language and named:
            return named[0]
    return known[0]


def preferred(accepted: str, known: Sequence[str]) -> str:
    """The language of ``known`` that ``accepted``, an ``Accept-Language`` header, wants most.

    Regions do not count: "de-CH" is "de". The first of ``known`` where none of them is wanted;
    a range that cannot be understood is passed over.
    """
    weights: dict[str, float] = {}
    for text in accepted.split(",")[:_MOST_RANGES]:
        found = _RANGE.fullmatch(text)
        if found is not None and (language := found["language"].lower()) in known:
            weight = float(found["weight"] or 1)
            weights[language] = max(weight, weights.get(language, 0.0))
    best = max(weights, key=lambda language: weights[language], default=known[0])
    return best if weights.get(best, 0.0) > 0 else known[0]
